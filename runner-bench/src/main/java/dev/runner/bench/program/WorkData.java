package dev.runner.bench.program;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Serializable;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * What realistic loads work on: many files of noise, and a large CSV. The same each time; made when it is first asked
 * for, in a directory that has its name when all is in it, and with it the part of a full run that it is for.
 *
 * @param directory where it is
 */
record WorkData(Path directory) {

    private static final int FILES = 200;
    private static final int FILE_BYTES = 1 << 20;
    private static final int LINES = 1_000_000;
    private static final long SEED = 20_260_101;
    private static final int BLOCK_BYTES = 1 << 20;
    private static final String[] CITIES = {"Basel", "Bern", "Chur", "Genf", "Lugano", "Zug", "Zürich"};

    /**
     * A part of a file.
     *
     * @param file the file
     * @param offset where the part begins
     * @param length how many bytes it has
     */
    record Block(String file, long offset, int length) implements Serializable {

        byte[] read() throws IOException {
            byte[] bytes = new byte[length];
            try (RandomAccessFile in = new RandomAccessFile(file, "r")) {
                in.seek(offset);
                in.readFully(bytes);
            }
            return bytes;
        }
    }

    static WorkData in(Path parent) throws IOException {
        Path directory = parent.resolve("work-" + System.getProperty("bench.size", "1.0"));
        if (!Files.exists(directory)) {
            Path incomplete = Files.createTempDirectory(parent, "work");
            noise(incomplete, Told.times(FILES));
            csv(incomplete.resolve("table.csv"), Told.times(LINES));
            try {
                Files.move(incomplete, directory, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException e) {
                if (!Files.exists(directory)) {
                    throw e;
                }
            }
        }
        return new WorkData(directory);
    }

    private static void noise(Path directory, int files) throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] bytes = new byte[FILE_BYTES];
        for (int i = 0; i < files; i++) {
            random.nextBytes(bytes);
            Files.write(directory.resolve(String.format("noise-%03d.bin", i)), bytes);
        }
    }

    /** Writes a table some of whose texts have quotes and commas in them, and none of them an end of line. */
    private static void csv(Path file, int lines) throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < lines; i++) {
                String city = CITIES[random.nextInt(CITIES.length)];
                int cents = random.nextInt(100_000);
                String note = random.nextInt(4) == 0
                        ? "\"said \"\"yes, number " + random.nextInt(1000) + "\"\"\""
                        : "order " + random.nextInt(10_000);
                out.append(Integer.toString(i)).append(',').append(city).append(',');
                out.append(Integer.toString(cents)).append(',').append(note).append('\n');
            }
        }
    }

    /** Returns the files of noise. */
    List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".bin"))
                    .sorted()
                    .toList();
        }
    }

    long bytesOfFiles() throws IOException {
        long bytes = 0;
        for (String file : files()) {
            bytes += Files.size(Path.of(file));
        }
        return bytes;
    }

    /** Returns the table in blocks of about a mebibyte, each of which ends with a line. */
    List<Block> blocks() throws IOException {
        String file = directory.resolve("table.csv").toString();
        List<Block> blocks = new ArrayList<>();
        try (RandomAccessFile in = new RandomAccessFile(file, "r")) {
            long end = 0;
            while (end < in.length()) {
                long begin = end;
                in.seek(Math.min(in.length(), begin + BLOCK_BYTES));
                in.readLine();
                end = in.getFilePointer();
                blocks.add(new Block(file, begin, (int) (end - begin)));
            }
        }
        return blocks;
    }
}
