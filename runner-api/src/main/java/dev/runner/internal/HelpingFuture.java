package dev.runner.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The view of a handle as a {@link CompletableFuture}, and what is derived from it: a thread of the pool that waits for
 * it first runs the task itself if no worker has begun it, as it would waiting for the handle.
 */
final class HelpingFuture<T extends @Nullable Object> extends CompletableFuture<T> {

    private final Handle<?> source;

    HelpingFuture(Handle<?> source) {
        this.source = source;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new HelpingFuture<>(source);
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        source.help();
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        source.help();
        return super.get(timeout, unit);
    }

    @Override
    public T join() {
        source.help();
        return super.join();
    }
}
