package dev.runner.internal;

import dev.runner.Task;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A plain {@link Callable} as something to ship: it travels if what it holds does.
 *
 * @param body what was submitted
 */
@SuppressWarnings("serial") // whether it can travel is for the one who ships it to find out
record PlainCallable<R extends @Nullable Object>(Callable<R> body) implements Task<R> {

    @Override
    public R call() throws Exception {
        return body.call();
    }
}
