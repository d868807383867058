package dev.runner.processes;

import dev.runner.processes.internal.launch.OwnerMark;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The files that this JVM shares with its workers. */
final class SharedMemory {

    private static final Path MEMORY = Path.of("/dev/shm");

    /** The numbers below are those of arguments. */
    private static final int FIRST_OF_RESULTS = 64;

    private SharedMemory() {}

    static void assumeThere() {
        Assumptions.assumeTrue(Files.isWritable(MEMORY), "there is no memory to be shared here");
    }

    /** Returns what a process has there, or has left. */
    static List<String> directoriesOf(long pid) {
        String[] names = MEMORY.toFile().list((in, name) -> name.startsWith("runner-" + pid + "-"));
        return names == null ? List.of() : List.of(names);
    }

    static List<Path> filesOfThisJvm() throws IOException {
        try (Stream<Path> directories = Files.list(MEMORY)) {
            return directories
                    .filter(directory -> directory.toString().contains(OwnerMark.mine()))
                    .flatMap(SharedMemory::list)
                    .toList();
        }
    }

    private static Stream<Path> list(Path directory) {
        String[] names = directory.toFile().list();
        return names == null ? Stream.of() : Stream.of(names).map(directory::resolve);
    }

    /** Returns those that are for results. */
    static List<Path> resultFiles() {
        try {
            return filesOfThisJvm().stream()
                    .filter(file ->
                            Integer.parseInt(file.getFileName().toString().substring(1)) >= FIRST_OF_RESULTS)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells whether a file begins with the first of some bytes. */
    static boolean beginsWith(Path file, byte[] bytes, int count) {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(count), Arrays.copyOf(bytes, count));
        } catch (IOException e) {
            return false; // it is gone by now
        }
    }

    /** Returns how to start a program that sees only so much memory to be shared; else the test ends here. */
    static List<String> withSize(Path directory, int mebibytes) throws IOException, InterruptedException {
        String mount = "mount -t tmpfs -o size=" + mebibytes + "m runner " + MEMORY + " && exec \"$@\"";
        for (String way : List.of("-m", "-rm")) {
            List<String> command = List.of("unshare", way, "sh", "-c", mount, "sh");
            try {
                Process trial = new ProcessBuilder(Stream.concat(command.stream(), Stream.of("true"))
                                .toList())
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
                trial.getInputStream().readAllBytes();
                if (trial.waitFor() == 0) {
                    return command;
                }
            } catch (IOException e) {
                break; // no such command here
            }
        }
        return Assumptions.abort("a file system of its own can't be mounted here");
    }
}
