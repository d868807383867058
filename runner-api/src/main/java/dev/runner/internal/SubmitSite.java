package dev.runner.internal;

import java.io.Serial;
import java.util.Arrays;

/** Where a task was submitted: shown below the failure of the task, never thrown. */
final class SubmitSite extends Throwable {

    @Serial
    private static final long serialVersionUID = 1L;

    SubmitSite(String poolName) {
        super("submitted to pool '" + poolName + "' here");
        StackTraceElement[] stack = getStackTrace();
        int own = 0;
        while (own < stack.length && isOwn(stack[own].getClassName())) {
            own++;
        }
        setStackTrace(Arrays.copyOfRange(stack, own, stack.length));
    }

    private static boolean isOwn(String className) {
        return className.startsWith("dev.runner.internal.")
                || className.equals("dev.runner.Pool")
                || className.equals("dev.runner.BulkCalls")
                || className.startsWith("dev.runner.Jobs");
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // the heading of a stack trace, without a class name
    public String toString() {
        return String.valueOf(getMessage());
    }
}
