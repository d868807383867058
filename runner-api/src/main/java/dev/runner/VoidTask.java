package dev.runner;

import org.jspecify.annotations.Nullable;

/**
 * A {@link Runnable} that is also serializable, for tasks without a result; their result is {@code null}.
 *
 * @since 0.1
 */
@FunctionalInterface
public non-sealed interface VoidTask extends Runnable, TaskFunction<@Nullable Void> {

    @Override
    void run();

    @Override
    default int arity() {
        return 0;
    }

    @Override
    @SuppressWarnings("NullAway") // the result type says that it is null
    default @Nullable Void applyTo(Args args) {
        args.requireArity(0);
        run();
        return null;
    }
}
