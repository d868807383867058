package dev.runner.remote.internal;

import dev.runner.TaskSerializationException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says why something could not be encoded or decoded, and what to do. Nothing here fails. */
public final class Reasons {

    private static final String REMEDY = "make it serializable, mark the field transient, or pass less";
    private static final String TOO_DEEP = "it is nested too deeply (StackOverflowError); pass a flatter structure";
    private static final int MOST_CAUSES = 20;

    private Reasons() {}

    /**
     * Says why a value can't be encoded.
     *
     * @param error what encoding it threw
     * @param value the value
     * @return the reason, with the way to what is to blame, and the remedy
     */
    public static String notEncoded(Throwable error, @Nullable Object value) {
        if (error instanceof StackOverflowError) {
            return TOO_DEEP;
        } else if (error instanceof NotSerializableException) {
            String className = String.valueOf(error.getMessage());
            String way = wayTo(className, value);
            return className + " is not serializable" + (way.isEmpty() ? "" : "; it is at " + way) + "; "
                    + remedy(className, way);
        } else if (error instanceof TaskSerializationException) {
            return String.valueOf(error.getMessage());
        }
        return described(error) + "; " + REMEDY;
    }

    /** Looks for what is to blame; that may run users' code, whose failure must not hide the first. */
    private static String wayTo(String className, @Nullable Object value) {
        try {
            return value == null ? "" : PathFinder.find(value, className).orElse("");
        } catch (RuntimeException | Error e) {
            return "";
        }
    }

    private static String remedy(String className, String way) {
        if (way.contains(PathFinder.CAPTURED_THIS)) {
            return "a lambda that uses a field or a method of its object takes the whole object along: copy what it"
                    + " needs to a local variable first, or " + REMEDY;
        } else if (way.contains(PathFinder.OUTER)) {
            return "an inner class takes the object around it along: make it static, or " + REMEDY;
        } else if (className.contains("$$Lambda")) {
            return "a lambda is serializable if its interface is: declare one that extends Serializable";
        }
        return REMEDY;
    }

    /**
     * Says why bytes can't be decoded.
     *
     * @param error what decoding them threw
     * @param filter the filter that watched it
     * @return the reason, and the remedy where there is one
     */
    public static String notDecoded(Throwable error, WatchedFilter filter) {
        Optional<String> refused = filter.refused();
        if (refused.isPresent()) {
            return refused.get();
        } else if (error instanceof StackOverflowError) {
            return TOO_DEEP;
        } else if (error instanceof ClassNotFoundException || error instanceof NoClassDefFoundError) {
            return "class " + String.valueOf(error.getMessage()).replace('/', '.')
                    + " is missing on this side; add it to the class path";
        } else if (error instanceof InvalidClassException invalid && invalid.classname != null) {
            return "class " + invalid.classname + " is refused or differs on the two sides: " + invalid.getMessage();
        } else if (error instanceof InvalidClassException
                && String.valueOf(error.getMessage()).startsWith("filter")) {
            return "it is refused by the filter of this JVM (jdk.serialFilter): " + error.getMessage();
        }
        return differingLambda(error).orElseGet(() -> described(error));
    }

    /** A lambda is put together by a synthetic method of its class, which refuses those that it does not know. */
    private static Optional<String> differingLambda(Throwable error) {
        Throwable at = error;
        for (int i = 0; at != null && i < MOST_CAUSES; i++) {
            StackTraceElement[] stack = at.getStackTrace();
            if (at instanceof IllegalArgumentException
                    && stack.length > 0
                    && stack[0].getMethodName().equals("$deserializeLambda$")) {
                return Optional.of("class " + stack[0].getClassName()
                        + " differs on the two sides: it has no such lambda here; use the same class path on both");
            }
            at = at.getCause();
        }
        return Optional.empty();
    }

    private static String described(Throwable error) {
        try {
            return error.toString();
        } catch (RuntimeException | Error e) {
            return error.getClass().getName();
        }
    }
}
