package dev.runner.internal;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Who has handed over a {@link Bulk}, and is told what becomes of its elements: of each once, by any thread, which
 * holds no lock and may be one that moves traffic. So it runs no users' code.
 */
interface BulkOwner<R extends @Nullable Object> {

    /** Elements that follow one another have succeeded, maybe with some among them that ended otherwise before. */
    void succeeded(Bulk<R> bulk, int first, int count);

    /**
     * An element has ended without a result.
     *
     * @param error why it failed, or null if it was cancelled
     */
    void endedOtherwise(Bulk<R> bulk, int index, @Nullable Throwable error);

    /**
     * All elements of a bulk have ended.
     *
     * @param callbacks where users' code may run that follows from it; the pool's end waits for that
     */
    void completed(Bulk<R> bulk, Executor callbacks);
}
