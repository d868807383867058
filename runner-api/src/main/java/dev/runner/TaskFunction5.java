package dev.runner;

import org.jspecify.annotations.Nullable;

/**
 * A serializable function of five arguments that may throw.
 *
 * @param <A> the type of the first argument
 * @param <B> the type of the second argument
 * @param <C> the type of the third argument
 * @param <D> the type of the fourth argument
 * @param <E> the type of the fifth argument
 * @param <R> the type of the result
 * @since 0.1
 */
@FunctionalInterface
public non-sealed interface TaskFunction5<
                A extends @Nullable Object,
                B extends @Nullable Object,
                C extends @Nullable Object,
                D extends @Nullable Object,
                E extends @Nullable Object,
                R extends @Nullable Object>
        extends TaskFunction<R> {

    /**
     * Applies the function.
     *
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     * @param d the fourth argument
     * @param e the fifth argument
     * @return the result
     * @throws Exception whatever the function throws; it becomes the failure of the task
     */
    R apply(A a, B b, C c, D d, E e) throws Exception;

    @Override
    default int arity() {
        return 5;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // arguments arrive untyped; a wrong one fails inside the function
    default R applyTo(Args args) throws Exception {
        args.requireArity(5);
        return apply((A) args.get(0), (B) args.get(1), (C) args.get(2), (D) args.get(3), (E) args.get(4));
    }
}
