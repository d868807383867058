package dev.runner.internal;

import dev.runner.Task;
import dev.runner.spi.RunningTask;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a bulk call that the calling thread runs itself, one after the other. Each is a task of the pool as
 * any other, with its number, its context and its place in the counts, but it has no handle: nobody could get hold of
 * it, and what others may want to know of it is kept here for all of them.
 *
 * <p>Only the thread of the loop writes. Others read how far it is, for the counts of the pool and for messages. The
 * fields are plain, since a fence for each element would cost more than small elements do: who learns of an element by
 * what it did sees it counted, and who has learned nothing may be told of a moment ago. What others want of the element
 * that runs, they tell the pool: that it stops, or is killed. So an element asks its pool whether it is to stop, and
 * one that ends in a pool that was killed has failed by that. One that fails is the last, and is never counted as ended
 * here.
 *
 * <p>A loop over a collection is one entry in the pool's life: it sees a shutdown before its next element. Other inputs
 * may keep the loop waiting for as long as they like, and the pool's end is not to wait for them: there each element is
 * an entry.
 */
final class BulkLoop<R extends @Nullable Object> implements Counts.SelfCounting {

    /** So many task numbers are taken together; those that are left over go back, if nobody has taken others. */
    private static final int NUMBERS = 64;

    private final CorePool pool;
    private final boolean isOneEntry;

    /**
     * The task around the call, or null: it is not to be interrupted by what is meant for an element, and vice versa.
     */
    private final @Nullable TaskHandle<?> outer = WorkerFrame.innermostTask();

    private long taskId;
    private long lastTaskId;

    private int begun;
    private int ended;
    private boolean isOver;

    BulkLoop(CorePool pool, boolean isOneEntry) {
        this.pool = pool;
        this.isOneEntry = isOneEntry;
    }

    /** Runs elements until there are no more, or the time is over; throws as soon as one fails. */
    void run(Iterator<? extends Task<R>> bodies, Deadline deadline, List<R> results) {
        if (isOneEntry && !pool.enter()) {
            return;
        }
        WorkerFrame frame = WorkerFrame.enter(pool, this);
        pool.counts().add(this);
        try {
            while (bodies.hasNext() && !deadline.isOver()) {
                Task<R> body = BulkCall.next(bodies);
                if (isOneEntry ? !pool.isOpen() : !pool.enter()) {
                    throw pool.rejection(null);
                }
                results.add(run(body));
            }
        } finally {
            isOver = true;
            pool.counts().remove(this);
            pool.giveBackIds(taskId, lastTaskId);
            frame.exit();
            if (isOneEntry || isRunning()) {
                pool.taskLeft();
            }
        }
    }

    @SuppressWarnings("NullAway") // without an error there is a value, which is null if R may be
    private R run(Task<R> body) {
        boolean suspended = outer != null && outer.suspendRunner();
        boolean wasInterrupted = Thread.interrupted();
        begin();
        R value = null;
        Throwable error = null;
        try {
            value = body.call();
        } catch (Throwable e) {
            error = e;
        }
        Thread.interrupted(); // what the element leaves of an interrupt is nobody's
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        if (outer != null && suspended) {
            outer.resumeRunner(outer.pool().traits().interruptsRunning());
        }
        if (!pool.isOpen() && pool.isKilled()) {
            error = pool.killedUnder(label());
        }
        if (error != null) {
            throw Handle.failure(label(), error);
        }
        end();
        return value;
    }

    private void begin() {
        if (taskId == lastTaskId) {
            taskId = pool.takeIds(NUMBERS);
            lastTaskId = taskId + NUMBERS;
        }
        taskId++;
        begun++;
    }

    private void end() {
        ended++;
        if (!isOneEntry) {
            pool.taskLeft();
        }
    }

    // What others see

    @Override
    public int submitted() {
        return begun;
    }

    @Override
    public int begun() {
        return begun;
    }

    @Override
    public int succeeded() {
        return ended;
    }

    @Override
    public int failed() {
        return isOver && isRunning() ? 1 : 0;
    }

    @Override
    public int cancelled() {
        return 0;
    }

    @Override
    public int overdue() {
        return 0;
    }

    /** Tells whether an element runs, or the last one has failed. */
    boolean isRunning() {
        return begun != ended;
    }

    /** Tells whether the pool's end waits for this. */
    boolean isEntered() {
        return isOneEntry || isRunning();
    }

    @Override
    public boolean isCondemned() {
        return isRunning() && pool.isKilled();
    }

    String label() {
        return "task " + taskId;
    }

    RunningTask runningTask(String workerId) {
        return new Element(pool, taskId, workerId);
    }

    /** What an element can learn about itself. */
    private record Element(CorePool pool, long taskId, String workerId) implements RunningTask {

        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public Optional<Instant> deadline() {
            return Optional.empty();
        }

        @Override
        public boolean isCancelled() {
            return pool.isStopping();
        }

        @Override
        public void progress(long done, long total) {
            // only listeners would hear of it, and there are none
        }
    }
}
