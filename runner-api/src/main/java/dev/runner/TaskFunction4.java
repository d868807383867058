package dev.runner;

import org.jspecify.annotations.Nullable;

/**
 * A serializable function of four arguments that may throw.
 *
 * @param <A> the type of the first argument
 * @param <B> the type of the second argument
 * @param <C> the type of the third argument
 * @param <D> the type of the fourth argument
 * @param <R> the type of the result
 * @since 0.1
 */
@FunctionalInterface
public non-sealed interface TaskFunction4<
                A extends @Nullable Object,
                B extends @Nullable Object,
                C extends @Nullable Object,
                D extends @Nullable Object,
                R extends @Nullable Object>
        extends TaskFunction<R> {

    /**
     * Applies the function.
     *
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     * @param d the fourth argument
     * @return the result
     * @throws Exception whatever the function throws; it becomes the failure of the task
     */
    R apply(A a, B b, C c, D d) throws Exception;

    @Override
    default int arity() {
        return 4;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // arguments arrive untyped; a wrong one fails inside the function
    default R applyTo(Args args) throws Exception {
        args.requireArity(4);
        return apply((A) args.get(0), (B) args.get(1), (C) args.get(2), (D) args.get(3));
    }
}
