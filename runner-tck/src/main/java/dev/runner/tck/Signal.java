package dev.runner.tck;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;

/**
 * Something that happens once, between a test and its tasks, whatever processes they are in: a file that is there or is
 * not. Immutable and serializable.
 *
 * @param file the path of the file
 */
record Signal(String file) implements Serializable {

    /** Raises the signal. Raising it again does nothing. */
    void raise() {
        try {
            Files.createFile(Path.of(file));
        } catch (FileAlreadyExistsException raised) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isRaised() {
        return Files.exists(Path.of(file));
    }

    /** Waits until the signal is raised, and gives up after the limit. */
    void await() throws InterruptedException, TimeoutException {
        Polling.await("signal " + file, Polling.LIMIT_SECONDS, this::isRaised);
    }
}
