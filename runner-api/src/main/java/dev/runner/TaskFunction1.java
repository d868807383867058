package dev.runner;

import org.jspecify.annotations.Nullable;

/**
 * A serializable function of one argument that may throw.
 *
 * <p>A function that wants named arguments is a {@code TaskFunction1<Args, R>}: it takes {@link Args} as its one
 * parameter.
 *
 * @param <A> the type of the first argument
 * @param <R> the type of the result
 * @since 0.1
 */
@FunctionalInterface
public non-sealed interface TaskFunction1<A extends @Nullable Object, R extends @Nullable Object>
        extends TaskFunction<R> {

    /**
     * Applies the function.
     *
     * @param a the first argument
     * @return the result
     * @throws Exception whatever the function throws; it becomes the failure of the task
     */
    R apply(A a) throws Exception;

    @Override
    default int arity() {
        return 1;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // arguments arrive untyped; a wrong one fails inside the function
    default R applyTo(Args args) throws Exception {
        args.requireArity(1);
        return apply((A) args.get(0));
    }
}
