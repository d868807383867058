package dev.runner.internal;

import dev.runner.Task;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Runnable} as something to call, and to ship: it travels if what it holds does.
 *
 * @param body what was submitted as something to run, whatever else it may be
 * @param result what it is to give
 */
@SuppressWarnings("serial") // whether it can travel is for the one who ships it to find out
record PlainRunnable<R extends @Nullable Object>(Runnable body, R result) implements Task<R> {

    @Override
    public R call() {
        body.run();
        return result;
    }
}
