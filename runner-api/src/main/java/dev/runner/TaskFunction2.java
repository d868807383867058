package dev.runner;

import org.jspecify.annotations.Nullable;

/**
 * A serializable function of two arguments that may throw.
 *
 * @param <A> the type of the first argument
 * @param <B> the type of the second argument
 * @param <R> the type of the result
 * @since 0.1
 */
@FunctionalInterface
public non-sealed interface TaskFunction2<
                A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
        extends TaskFunction<R> {

    /**
     * Applies the function.
     *
     * @param a the first argument
     * @param b the second argument
     * @return the result
     * @throws Exception whatever the function throws; it becomes the failure of the task
     */
    R apply(A a, B b) throws Exception;

    @Override
    default int arity() {
        return 2;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // arguments arrive untyped; a wrong one fails inside the function
    default R applyTo(Args args) throws Exception {
        args.requireArity(2);
        return apply((A) args.get(0), (B) args.get(1));
    }
}
