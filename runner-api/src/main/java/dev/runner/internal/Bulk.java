package dev.runner.internal;

import dev.runner.Job;
import dev.runner.MapOptions;
import dev.runner.Task;
import dev.runner.TaskState;
import dev.runner.spi.BulkRun;
import dev.runner.spi.TaskRun;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Some elements of a bulk call that the driver takes together: tasks of the pool as any other, each with its number and
 * its place in the counts, but without handles, since nobody could get hold of one.
 *
 * <p>An element is queued, then runs or not, and ends once. The monitor guards all of that; it is held for the change
 * only. Whoever ends the last element counts all of them with the pool's, tells the {@link BulkResults} of the call,
 * and takes them off the pool's life, in which they are one entry. A failure is told at once.
 */
final class Bulk<R extends @Nullable Object> implements BulkRun<R>, Counts.SelfCounting {

    private static final int LONGEST_CHUNK = 1 << 16;

    private static final byte QUEUED = 0;
    private static final byte RUNNING = 1;
    private static final byte ENDED = 2;

    private final CorePool pool;
    private final BulkResults<R> results;
    private final MapOptions options;
    private final long firstId;
    private final int size;
    private @Nullable List<Task<R>> bodies;
    private final @Nullable Object[] values;
    private final byte[] states;

    /** The driver's, which synchronizes. */
    private @Nullable Object attachment;

    private int begun;
    private int succeeded;
    private int failed;
    private int cancelled;

    /**
     * Makes it, not yet of the pool.
     *
     * @param results is told what becomes of it
     */
    Bulk(CorePool pool, MapOptions options, List<Task<R>> bodies, BulkResults<R> results) {
        this.pool = pool;
        this.options = options;
        this.results = results;
        this.size = bodies.size();
        this.firstId = pool.takeIds(size) + 1;
        this.bodies = bodies;
        this.values = new Object[size];
        this.states = new byte[size];
    }

    /** Returns the results, when all elements have succeeded. */
    synchronized @Nullable Object[] values() {
        return values;
    }

    CorePool pool() {
        return pool;
    }

    /** The driver has read what it needs. */
    synchronized void accepted() {
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
    public synchronized Optional<Job<R>> payload(int index) {
        return bodies == null || states[index] == ENDED
                ? Optional.empty()
                : Optional.of(TaskBody.toJob(bodies.get(index)));
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

    synchronized boolean isDone(int index) {
        return states[index] == ENDED;
    }

    // What becomes of the elements

    /** A worker begins an element: false if it has ended. */
    synchronized boolean started(int index) {
        if (states[index] == QUEUED) {
            states[index] = RUNNING;
            begun++;
        }
        return states[index] == RUNNING;
    }

    @Override
    public void succeeded(int first, List<? extends R> results) {
        boolean isLast = false;
        synchronized (this) {
            for (int i = 0; i < results.size(); i++) {
                if (ends(first + i)) {
                    values[first + i] = results.get(i);
                    succeeded++;
                    isLast = isComplete();
                }
            }
        }
        if (isLast) {
            complete();
        }
    }

    void failed(int index, Throwable error) {
        end(index, TaskState.FAILED, error);
    }

    /** An element that no worker has begun is cancelled: whether it had not ended before. */
    boolean cancelled(int index) {
        return end(index, TaskState.CANCELLED, null);
    }

    private boolean end(int index, TaskState as, @Nullable Throwable error) {
        boolean isLast;
        synchronized (this) {
            if (!ends(index)) {
                return false;
            }
            failed += as == TaskState.FAILED ? 1 : 0;
            cancelled += as == TaskState.CANCELLED ? 1 : 0;
            isLast = isComplete();
        }
        results.ended(label(index), error);
        if (isLast) {
            complete();
        }
        return true;
    }

    private boolean ends(int index) {
        if (states[index] == ENDED) {
            return false;
        }
        begun += states[index] == QUEUED ? 1 : 0;
        states[index] = ENDED;
        return true;
    }

    private boolean isComplete() {
        return unfinished() == 0;
    }

    synchronized int unfinished() {
        return size - succeeded - failed - cancelled;
    }

    private void complete() {
        pool.counts().remove(this);
        results.completed();
        pool.taskLeft();
    }

    /** Cancels those elements that no worker has begun. */
    void cancelUnstarted() {
        BitSet unstarted = pool.withdraw(this);
        unstarted.stream().forEach(this::cancelled);
    }

    /** The driver has not taken them: cancels what has not failed meanwhile. */
    void cancelAll() {
        for (int i = 0; i < size; i++) {
            cancelled(i);
        }
    }

    // What others count

    @Override
    public int submitted() {
        return size;
    }

    @Override
    public synchronized int begun() {
        return begun;
    }

    @Override
    public synchronized int succeeded() {
        return succeeded;
    }

    @Override
    public synchronized int failed() {
        return failed;
    }

    @Override
    public synchronized int cancelled() {
        return cancelled;
    }

    @Override
    public boolean isCondemned() {
        return false;
    }
}
