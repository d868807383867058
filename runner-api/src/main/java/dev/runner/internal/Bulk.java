package dev.runner.internal;

import dev.runner.Job;
import dev.runner.MapOptions;
import dev.runner.Task;
import dev.runner.spi.BulkRun;
import dev.runner.spi.TaskRun;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Some elements of a bulk call that the driver takes together: tasks of the pool as any other, each with its number and
 * its place in the counts, but without handles, since nobody could get hold of one.
 *
 * <p>What becomes of an element is decided in {@link ElementStates}; whoever changed something there tells the
 * {@link BulkOwner}. Whoever ends the last element, or frees the last worker that was busy with one which was
 * cancelled, counts all elements with the pool's, and takes them off the pool's life, in which they are one entry.
 */
final class Bulk<R extends @Nullable Object> implements BulkRun<R> {

    private static final int LONGEST_CHUNK = 1 << 16;
    private static final Executor HERE = Runnable::run;

    private final CorePool pool;
    private final BulkOwner<R> owner;
    private final MapOptions options;
    private final boolean isAwaitedOneByOne;
    private final long firstId;
    private final int size;
    private final ElementStates states;
    private volatile @Nullable List<Task<R>> bodies;
    private volatile boolean isRefused;

    /** The driver's, which synchronizes; none when the elements are at rest. */
    private @Nullable Object attachment;

    /**
     * Makes it, not yet of the pool.
     *
     * @param owner is told what becomes of it
     * @param isAwaitedOneByOne whether somebody waits for single elements
     */
    Bulk(CorePool pool, MapOptions options, List<Task<R>> bodies, BulkOwner<R> owner, boolean isAwaitedOneByOne) {
        this.pool = pool;
        this.options = options;
        this.owner = owner;
        this.isAwaitedOneByOne = isAwaitedOneByOne;
        this.size = bodies.size();
        this.firstId = pool.takeIds(size) + 1;
        this.states = new ElementStates(size);
        this.bodies = bodies;
    }

    CorePool pool() {
        return pool;
    }

    ElementStates states() {
        return states;
    }

    /** Tells whether they have not become the pool's, so that what is told of them counts for nothing. */
    boolean isRefused() {
        return isRefused;
    }

    /** The driver has read what it needs. */
    void accepted() {
        bodies = null;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long id(int index) {
        return firstId + index;
    }

    String label(int index) {
        return "task " + id(index);
    }

    @Override
    public OptionalInt chunkSize() {
        OptionalInt given = options.chunkSize();
        return given.isPresent() ? OptionalInt.of(Math.min(LONGEST_CHUNK, given.getAsInt())) : given;
    }

    @Override
    public boolean isAwaitedOneByOne() {
        return isAwaitedOneByOne;
    }

    @Override
    public Optional<Job<R>> payload(int index) {
        List<Task<R>> all = bodies;
        return all == null || states.isDone(index) ? Optional.empty() : Optional.of(TaskBody.toJob(all.get(index)));
    }

    @Override
    public TaskRun<R> element(int index) {
        return new BulkElement<>(this, index);
    }

    @Override
    public void attach(@Nullable Object something) {
        attachment = something;
    }

    @Override
    @Nullable
    public Object attachment() {
        return attachment;
    }

    // What becomes of the elements

    @Override
    public void succeeded(int first, List<? extends R> results) {
        if (states.succeed(first, results)) {
            try {
                owner.succeeded(this, first, results.size());
            } finally {
                told(results.size(), pool::runElsewhere);
            }
        } else if (results.size() == 1) {
            free(first);
        } else {
            for (int i = 0; i < results.size(); i++) {
                succeeded(first + i, Collections.singletonList(results.get(i)));
            }
        }
    }

    void failed(int index, Throwable error) {
        if (states.fail(index, error)) {
            try {
                owner.endedOtherwise(this, index, error);
            } finally {
                told(1, pool::runElsewhere);
            }
        } else {
            free(index);
        }
    }

    /** An element that no worker has begun is cancelled: whether it had not ended before. */
    boolean cancelled(int index) {
        boolean ended = states.cancel(index);
        if (ended) {
            try {
                owner.endedOtherwise(this, index, null);
            } finally {
                told(1, HERE);
            }
        } else {
            free(index);
        }
        return ended;
    }

    /** The owner was told of so many: does what follows when it was of the last. */
    private void told(int count, Executor callbacks) {
        states.told(count);
        if (states.isEndNews()) {
            try {
                owner.completed(this, callbacks);
            } finally {
                states.endTold();
            }
        }
        leaveIfFree();
    }

    /** An element that had ended before keeps no worker busy any more. */
    private void free(int index) {
        states.free(index);
        leaveIfFree();
    }

    private void leaveIfFree() {
        if (states.isRestNews()) {
            attachment = null; // a handle of the whole call may stay for long, and is not to keep what was sent
            pool.counts().remove(states);
            pool.taskLeft();
        }
    }

    // Stopping them

    /** Cancels those elements that no worker has begun: whether there were any. */
    boolean cancelUnstarted() {
        boolean any = false;
        BitSet unstarted = pool.withdraw(this);
        for (int index = unstarted.nextSetBit(0); index >= 0; index = unstarted.nextSetBit(index + 1)) {
            any |= cancelled(index);
        }
        return any;
    }

    /** Cancels all elements that have not ended: whether there were any. */
    boolean cancel(boolean mayInterruptIfRunning) {
        boolean anyUnstarted = cancelUnstarted();
        List<Integer> busy = states.leaveToWorkers();
        try {
            for (int index : busy) {
                if (mayInterruptIfRunning && pool.traits().killsRunning()) {
                    stop(index);
                }
                owner.endedOtherwise(this, index, null);
            }
        } finally {
            told(busy.size(), HERE);
        }
        return anyUnstarted || !busy.isEmpty();
    }

    private void stop(int index) {
        new StopLadder(pool, () -> states.isStopping(index), level -> pool.driverCancel(this, index, level)).climb();
    }

    /** The driver has not taken them: cancels what has not failed meanwhile. Whoever submitted them is told. */
    void refused() {
        isRefused = true;
        for (int i = 0; i < size; i++) {
            cancelled(i);
        }
    }
}
