package dev.runner.internal;

import java.io.Serial;
import java.util.Arrays;

/**
 * Where a task was submitted: shown below the failure of the task, never thrown. There is one for each task where that
 * is recorded, and few are ever shown: so its stack is made ready only then.
 */
final class SubmitSite extends Throwable {

    @Serial
    private static final long serialVersionUID = 1L;

    SubmitSite(String heading) {
        super(heading);
    }

    static String heading(String poolName) {
        return "submitted to pool '" + poolName + "' here";
    }

    /** Makes it ready to be shown: without the pool's own frames. */
    SubmitSite shown() {
        StackTraceElement[] stack = getStackTrace();
        int own = 0;
        while (own < stack.length && isOwn(stack[own].getClassName())) {
            own++;
        }
        if (own > 0) {
            setStackTrace(Arrays.copyOfRange(stack, own, stack.length));
        }
        return this;
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
