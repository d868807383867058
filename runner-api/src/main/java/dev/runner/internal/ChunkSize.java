package dev.runner.internal;

import dev.runner.MapOptions;
import java.util.concurrent.TimeUnit;

/**
 * How many elements to hand over next. Unless the caller says, it follows from the rate at which tasks of the pool have
 * ended during the call: a chunk is to keep one worker busy for about {@link #TARGET_NANOS}, so that long tasks go one
 * by one.
 */
final class ChunkSize {

    private static final long TARGET_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int LARGEST = 256;

    private final int given;
    private final CorePool pool;
    private final long startNanos = System.nanoTime();
    private final long endedBefore;

    ChunkSize(MapOptions options, CorePool pool) {
        this.given = options.chunkSize().orElse(0);
        this.pool = pool;
        this.endedBefore = pool.counts().ended();
    }

    int next() {
        if (pool.hasNoWorkers()) {
            return 1; // the submitter runs the tasks, and is to see a failure before the next
        } else if (given > 0) {
            return given;
        }
        long ended = pool.counts().ended() - endedBefore;
        if (ended <= 0) {
            return 1;
        }
        long nanosEach = Math.max(1, (System.nanoTime() - startNanos) * pool.workers() / ended);
        return (int) Math.max(1, Math.min(LARGEST, TARGET_NANOS / nanosEach));
    }
}
