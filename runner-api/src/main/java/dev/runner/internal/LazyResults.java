package dev.runner.internal;

import dev.runner.PoolTimeoutException;
import dev.runner.Task;
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

    /** How much room is worth being filled: chosen when it was filled last, since it takes locks of the driver. */
    private int step = 1;

    private final Ahead<R> ahead;
    private @Nullable Throwable inputError;
    private boolean exhausted;
    private int yielded;

    LazyResults(
            BulkCall<R> call,
            Iterator<? extends Task<R>> bodies,
            ChunkSize chunkSize,
            IntSupplier windowNow,
            Ahead<R> ahead) {
        this.call = call;
        this.bodies = bodies;
        this.chunkSize = chunkSize;
        this.windowNow = windowNow;
        this.ahead = ahead;
    }

    @Override
    public boolean hasNext() {
        fill();
        return ahead.size() > 0 || inputError != null;
    }

    @Override
    public R next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all " + yielded + " results have been consumed");
        }
        Throwable error = inputError;
        if (ahead.size() == 0 && error != null) {
            inputError = null;
            throw Checks.unchecked(error);
        }
        awaitNext();
        yielded++;
        return ahead.takeNext();
    }

    /** Takes inputs up to the window, as soon as there is room for a chunk. */
    private void fill() {
        try {
            if (exhausted || room() < step) {
                return;
            }
            while (!exhausted && room() > 0) {
                if (!bodies.hasNext()) {
                    exhausted = true;
                } else {
                    step = Math.min(chunkSize.next(), Math.max(1, window() / 2));
                    ahead.submit(bodies, Math.min(step, room()));
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

    private void awaitNext() {
        boolean hasEnded;
        try {
            // not in time also when results are there: the limit is that of the whole iteration
            hasEnded = !call.deadline().isOver() && ahead.awaitNext(call.deadline());
        } catch (InterruptedException e) {
            throw Checks.interrupted("waiting for result " + (yielded + 1), e);
        }
        if (!hasEnded) {
            PoolTimeoutException timeout = call.timeout(ahead.size(), yielded + ahead.size());
            close();
            throw timeout;
        }
    }

    /** Ends the iteration: what has not started never will, and what runs is asked to stop. */
    void close() {
        exhausted = true;
        inputError = null;
        ahead.cancel();
    }
}
