package dev.runner.tck;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Marks that tasks leave and a test counts, whatever processes they are in: a file to which lines are appended.
 * Immutable and serializable.
 *
 * @param file the path of the file
 */
record Tally(String file) implements Serializable {

    /** Leaves a mark. */
    void mark(String text) {
        byte[] line = (text + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            Files.write(Path.of(file), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int count() {
        return marks().size();
    }

    /** Returns the marks in the order in which they were left. */
    List<String> marks() {
        Path path = Path.of(file);
        try {
            return Files.exists(path) ? Files.readAllLines(path) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
