package dev.runner.processes.internal.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.runner.remote.RemoteExecution;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * The classes that a worker has loaded, as its JVM writes them down: a line for each, and others that begin with a
 * special character. Immutable.
 *
 * @param lines the lines
 */
record ClassList(List<String> lines) {

    private static final int MOST_BYTES = 16 << 20;

    /** A class that a worker loads when its first task has ended. */
    private static final String OF_TASK =
            RemoteExecution.Outcome.class.getName().replace('.', '/');

    /** How many classes more a list must have, in parts of a hundred, to be worth another archive. */
    private static final int WORTHWHILE_PERCENT = 5;

    /**
     * Reads a list, which may be being written, or was when its writer ended. The worker may have put anything else in
     * its place.
     */
    static ClassList read(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is no file that a JVM has written");
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            String text = new String(in.readNBytes(MOST_BYTES), UTF_8);
            return new ClassList(
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList());
        }
    }

    /** Tells whether the worker has run a task, and so loaded all that each needs. */
    boolean hasTask() {
        return lines.stream().anyMatch(line -> line.equals(OF_TASK) || line.startsWith(OF_TASK + " "));
    }

    /** Tells whether it has so many more classes than another that another archive is worth it. */
    boolean isWorthMoreThan(ClassList other) {
        return classes() * 100 > other.classes() * (100 + WORTHWHILE_PERCENT);
    }

    private long classes() {
        return lines.stream()
                .filter(line -> !line.startsWith("@") && !line.startsWith("#"))
                .count();
    }
}
