package dev.runner.internal;

import dev.runner.Task;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A plain {@link Callable} or {@link Runnable} as something to ship: it travels if what it holds does.
 *
 * @param body what was submitted
 * @param result what a {@link Runnable} is to give
 */
@SuppressWarnings("serial") // whether it can travel is for the one who ships it to find out
record PlainTask<R extends @Nullable Object>(Object body, R result) implements Task<R> {

    @Override
    @SuppressWarnings("unchecked") // the body was submitted as one that gives an R
    public R call() throws Exception {
        if (body instanceof Callable<?> callable) {
            return (R) callable.call();
        }
        ((Runnable) body).run();
        return result;
    }

    /**
     * Tells whether something is a wrapper of the JDK around a future of its own. Some of those claim to be
     * serializable, but a copy that runs elsewhere would leave its caller waiting for ever.
     */
    static boolean isBoundToThisJvm(Object body) {
        return body.getClass().getName().startsWith("java.util.concurrent.");
    }
}
