package dev.runner.internal;

import dev.runner.Task;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the inputs of a bulk call and hands them to the driver together: more and more at once, unless they take their
 * time to come. Used by one thread at a time.
 */
final class BulkFeed<R extends @Nullable Object> {

    private static final int MOST_TOGETHER = 2048;
    private static final long SOON_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    /** For so many inputs that are there already the clock is read once: to read it takes a part of what they do. */
    private static final int COLLECTED_BETWEEN_LOOKS = 16;

    private final CorePool pool;
    private final BulkCall<R> call;
    private final BulkOwner<R> owner;
    private final boolean isAwaitedOneByOne;
    private final int betweenLooks;
    private int together = 1;

    /**
     * Makes it.
     *
     * @param owner is told what becomes of the elements
     * @param isAwaitedOneByOne whether somebody waits for single elements
     * @param areCollected whether all inputs are there already, so that none takes its time
     */
    BulkFeed(CorePool pool, BulkCall<R> call, BulkOwner<R> owner, boolean isAwaitedOneByOne, boolean areCollected) {
        this.pool = pool;
        this.call = call;
        this.owner = owner;
        this.isAwaitedOneByOne = isAwaitedOneByOne;
        this.betweenLooks = areCollected ? COLLECTED_BETWEEN_LOOKS : 1;
    }

    /** Returns how many to take next, as far as it depends on how soon inputs come. */
    int together() {
        return together;
    }

    /**
     * Takes at most so many bodies and hands them over, also when the input fails before there are so many. None waits
     * for inputs that are seen to take their time, but for as many as the caller has said go together.
     *
     * @param bodies the bodies, of which there is one at least
     * @param most how many to take
     * @param entered is given what has become the pool's
     */
    void submit(Iterator<? extends Task<R>> bodies, int most, Consumer<Bulk<R>> entered) {
        List<Task<R>> taken = new ArrayList<>(most);
        long start = System.nanoTime();
        int given = call.options().chunkSize().orElse(0);
        boolean isSoon;
        try {
            do {
                taken.add(BulkCall.next(bodies));
                isSoon = taken.size() < given
                        || taken.size() % betweenLooks != 0
                        || System.nanoTime() - start < SOON_NANOS;
            } while (taken.size() < most && isSoon && bodies.hasNext());
        } finally {
            if (!taken.isEmpty()) {
                Bulk<R> bulk = new Bulk<>(pool, call.options(), taken, owner, isAwaitedOneByOne);
                pool.intake().submit(bulk);
                entered.accept(bulk);
            }
        }
        together = System.nanoTime() - start < SOON_NANOS ? Math.min(MOST_TOGETHER, 2 * together) : 1;
    }
}
