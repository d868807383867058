package dev.runner.internal;

import dev.runner.PoolTimeoutException;
import dev.runner.Task;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The results of a lazy bulk call. Inputs are taken when results are consumed, so that never more than a window of them
 * is ahead. Used by one thread at a time. The window may grow when the first tasks have made the pool start workers.
 *
 * <p>What the input throws is kept until the elements before it have been yielded, and then ends the iteration.
 */
final class LazyResults<R extends @Nullable Object> implements Iterator<R> {

    private final BulkCall<R> call;
    private final Iterator<? extends Task<R>> bodies;
    private final ChunkSize chunkSize;
    private final IntSupplier windowNow;
    private int window;
    private final @Nullable Gathering anyOrder;
    private final ArrayDeque<TaskHandle<R>> ahead = new ArrayDeque<>();
    private @Nullable Throwable inputError;
    private boolean exhausted;
    private int yielded;

    LazyResults(
            BulkCall<R> call,
            Iterator<? extends Task<R>> bodies,
            ChunkSize chunkSize,
            IntSupplier windowNow,
            boolean inOrder) {
        this.call = call;
        this.bodies = bodies;
        this.chunkSize = chunkSize;
        this.windowNow = windowNow;
        this.anyOrder = inOrder ? null : new Gathering();
    }

    @Override
    public boolean hasNext() {
        fill();
        return !ahead.isEmpty() || inputError != null;
    }

    @Override
    public R next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all " + yielded + " results have been consumed");
        }
        Throwable error = inputError;
        if (ahead.isEmpty() && error != null) {
            inputError = null;
            throw Checks.unchecked(error);
        }
        TaskHandle<R> next = awaitNext();
        yielded++;
        return next.join();
    }

    /** Takes inputs up to the window, as soon as there is room for a chunk. */
    private void fill() {
        try {
            if (exhausted || room() < nextStep()) {
                return;
            }
            while (!exhausted && room() > 0) {
                if (!bodies.hasNext()) {
                    exhausted = true;
                } else {
                    call.submitChunk(bodies, Math.min(nextStep(), room()), this::entered);
                }
            }
        } catch (Throwable e) {
            inputError = e;
            exhausted = true;
        }
    }

    private int room() {
        return window() - ahead.size();
    }

    /** Asks only while it can grow: that takes locks of the driver. */
    private int window() {
        if (window <= 1) {
            window = windowNow.getAsInt();
        }
        return window;
    }

    private int nextStep() {
        return Math.min(chunkSize.next(), Math.max(1, window() / 2));
    }

    private void entered(TaskHandle<R> task) {
        ahead.add(task);
        if (anyOrder != null) {
            anyOrder.add(task);
        }
    }

    private TaskHandle<R> awaitNext() {
        TaskHandle<R> next = null;
        try {
            if (call.deadline().isOver()) {
                next = null; // also when results are there: the limit is that of the whole iteration
            } else if (anyOrder == null) {
                next = ahead.element().await(call.deadline()) ? ahead.remove() : null;
            } else {
                next = removeAhead(anyOrder.next(call.deadline(), false));
            }
        } catch (InterruptedException e) {
            throw Checks.interrupted("waiting for result " + (yielded + 1), e);
        }
        if (next == null) {
            PoolTimeoutException timeout = call.timeout(ahead.size(), yielded + ahead.size());
            close();
            throw timeout;
        }
        return next;
    }

    private @Nullable TaskHandle<R> removeAhead(@Nullable Handle<?> ended) {
        for (Iterator<TaskHandle<R>> each = ahead.iterator(); ended != null && each.hasNext(); ) {
            TaskHandle<R> task = each.next();
            if (task == ended) {
                each.remove();
                return task;
            }
        }
        return null;
    }

    /** Ends the iteration: what has not started never will, and what runs is asked to stop. */
    void close() {
        exhausted = true;
        inputError = null;
        if (anyOrder != null) {
            anyOrder.giveUp();
        }
        ahead.forEach(task -> task.cancel(true));
        ahead.clear();
    }
}
