package dev.runner.examples;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The standard output, which remembers why it could not be written: a {@link java.io.PrintStream} only knows that it
 * could not, and a reader that has left ({@code | head -1}) is no error, while a full disk is one.
 */
final class StandardOutput extends FilterOutputStream {

    private volatile @Nullable String problem;

    StandardOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            problem = OneLineErrors.messageOf(e);
            throw e;
        }
    }

    /** Returns why something could not be written, or empty if all was, or the reader wanted no more. */
    Optional<String> failure() {
        return Optional.ofNullable(problem).filter(reason -> !reason.contains("Broken pipe"));
    }
}
