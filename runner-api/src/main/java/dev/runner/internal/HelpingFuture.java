package dev.runner.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The view of a handle as a {@link CompletableFuture}, and what is derived from it: a thread of the pool that waits for
 * it first runs the task itself if no worker has begun it, as it would waiting for the handle.
 */
final class HelpingFuture<T extends @Nullable Object> extends CompletableFuture<T> {

    private final CopyOnWriteArrayList<Handle<?>> sources;

    HelpingFuture(Handle<?> source) {
        sources = new CopyOnWriteArrayList<>(new Handle<?>[] {source});
    }

    private HelpingFuture(HelpingFuture<?> from) {
        sources = new CopyOnWriteArrayList<>(from.sources);
    }

    private void help() {
        if (isDone()) {
            return;
        }
        for (Handle<?> source : sources) {
            source.help();
            source.refuseWaitForItself();
        }
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new HelpingFuture<>(this);
    }

    @Override
    public <U, V> CompletableFuture<V> thenCombine(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
        CompletableFuture<V> combined = super.thenCombine(other, fn);
        if (combined instanceof HelpingFuture<?> helping && other instanceof HelpingFuture<?> more) {
            helping.sources.addAllAbsent(more.sources);
        }
        return combined;
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        help();
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        help();
        return super.get(timeout, unit);
    }

    @Override
    public T join() {
        help();
        return super.join();
    }
}
