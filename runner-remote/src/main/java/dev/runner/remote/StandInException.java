package dev.runner.remote;

import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for an exception that could not travel from its worker: it has the class name, the message, the stack and
 * the causes of the original.
 *
 * @since 0.1
 */
public final class StandInException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    /** The name of the original's class. */
    private final String originalClassName;

    StandInException(String originalClassName, @Nullable String message) {
        super(message);
        this.originalClassName = originalClassName;
    }

    /**
     * Makes a stand-in for an exception, its causes and what it suppressed: of at most 100 exceptions and 256 KiB, with
     * messages of up to 8192 characters.
     *
     * @param original the exception
     * @return the stand-in
     */
    public static StandInException of(Throwable original) {
        try {
            return ErrorForm.read(ErrorForm.write(original));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    /** Names the class of an exception, or that of the one it stands in for. */
    static String classNameOf(Throwable original) {
        return original instanceof StandInException standIn
                ? standIn.originalClassName
                : original.getClass().getName();
    }

    /** Asks the exception for its message, which is the user's code and may fail. */
    static @Nullable String messageOf(Throwable original) {
        try {
            return original.getMessage();
        } catch (Throwable e) {
            return "(its getMessage() failed: " + e.getClass().getName() + ")";
        }
    }

    /**
     * Returns which exception this stands in for.
     *
     * @return the name of its class
     */
    public String originalClassName() {
        return originalClassName;
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // a stack trace is to begin as the original's would
    public String toString() {
        String message = getMessage();
        return "[stand-in for] " + originalClassName + (message == null ? "" : ": " + message);
    }
}
