package dev.runner;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Callable} that is also serializable: the type that makes a lambda given to {@link Pool#submit(Task)} fit to
 * run in another process, without a cast.
 *
 * @param <R> the type of the result
 * @since 0.1
 */
@FunctionalInterface
public non-sealed interface Task<R extends @Nullable Object> extends Callable<R>, TaskFunction<R> {

    @Override
    R call() throws Exception;

    @Override
    default int arity() {
        return 0;
    }

    @Override
    default R applyTo(Args args) throws Exception {
        args.requireArity(0);
        return call();
    }
}
