package dev.runner.remote;

import java.io.Serial;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
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

    private StandInException(String originalClassName, @Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
        this.originalClassName = originalClassName;
    }

    /**
     * Makes a stand-in for an exception, its causes and what it suppressed.
     *
     * @param original the exception
     * @return the stand-in
     */
    public static StandInException of(Throwable original) {
        return of(original, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static StandInException of(Throwable original, Set<Throwable> seen) {
        seen.add(original);
        Throwable cause = original.getCause();
        StandInException standIn = new StandInException(
                original.getClass().getName(),
                messageOf(original),
                cause == null || seen.contains(cause) ? null : of(cause, seen));
        standIn.setStackTrace(original.getStackTrace());
        for (Throwable suppressed : original.getSuppressed()) {
            if (!seen.contains(suppressed)) {
                standIn.addSuppressed(of(suppressed, seen));
            }
        }
        return standIn;
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
