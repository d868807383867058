package dev.runner.internal;

import dev.runner.Task;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All elements of a bulk call whose results are wanted together, as they are handed over in {@link Bulk}s by one
 * thread. Others may look when that has seen the end of its inputs.
 */
final class Bulks<R extends @Nullable Object> {

    private final BulkFeed<R> feed;
    private final List<Bulk<R>> bulks = new ArrayList<>();
    private int size;

    /**
     * Makes it.
     *
     * @param owner is told what becomes of the elements
     * @param areCollected whether all inputs are there already
     */
    Bulks(CorePool pool, BulkCall<R> call, BulkOwner<R> owner, boolean areCollected) {
        this.feed = new BulkFeed<>(pool, call, owner, false, areCollected);
    }

    /**
     * Takes all bodies and hands them over.
     *
     * @param mayGoOn is called before each time, and throws if there is no more to be taken
     */
    void submitAll(Iterator<? extends Task<R>> bodies, Runnable mayGoOn) {
        while (bodies.hasNext()) {
            mayGoOn.run();
            feed.submit(bodies, feed.together(), bulk -> {
                bulks.add(bulk);
                size += bulk.size();
            });
        }
    }

    /** Returns how many elements there are. */
    int size() {
        return size;
    }

    /** Returns in how many bulks they are. */
    int count() {
        return bulks.size();
    }

    int unfinished() {
        int left = 0;
        for (Bulk<R> bulk : bulks) {
            left += bulk.states().unfinished();
        }
        return left;
    }

    void cancelUnstarted() {
        bulks.forEach(Bulk::cancelUnstarted);
    }

    /** Cancels all that has not ended: whether there was anything. */
    boolean cancel(boolean mayInterruptIfRunning) {
        boolean any = false;
        for (Bulk<R> bulk : bulks) {
            any |= bulk.cancel(mayInterruptIfRunning);
        }
        return any;
    }

    /** Returns the results in order, when all have succeeded. */
    List<R> results() {
        return new ResultList<>(
                bulks.stream().map(bulk -> bulk.states().values()).toArray(Object[][]::new));
    }
}
