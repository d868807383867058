package dev.runner.internal;

import dev.runner.PoolInterruptedException;
import dev.runner.PoolTimeoutException;
import dev.runner.TaskSerializationException;
import dev.runner.internal.Admission.Decision;
import dev.runner.spi.PoolDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way in: counts a task as the pool's, finds a place for it where the queue is bounded, and hands it to the driver.
 * A task that the driver does not take ends as cancelled before its submitter is told.
 */
final class Intake {

    private final CorePool pool;
    private final PoolLifecycle lifecycle;
    private final PoolDriver driver;
    private final @Nullable Admission admission;

    Intake(CorePool pool, PoolLifecycle lifecycle, PoolDriver driver, @Nullable Admission admission) {
        this.pool = pool;
        this.lifecycle = lifecycle;
        this.driver = driver;
        this.admission = admission;
    }

    /** Submits a task; where the queue is full, does as the policy says. */
    void submit(TaskHandle<?> task, Deadline deadline) {
        enter();
        boolean hasPlace = admit(deadline);
        accepted(task);
        if (task.details().detached() && pool.traits().rehearses()) {
            rehearseShipping(task);
        }
        if (hasPlace) {
            handOver(task);
        } else {
            task.run();
        }
    }

    /** Tells the submitter of a task without a handle here, as where tasks leave the JVM, if it can't be shipped. */
    private static void rehearseShipping(TaskHandle<?> task) {
        try {
            Rehearsal.requireEncodable(task.payload().orElseThrow());
        } catch (TaskSerializationException e) {
            task.failed(e);
            throw CorePool.notShipped(e);
        }
    }

    /**
     * Submits tasks together, as far as there is room for them, and the others one by one.
     *
     * @param entered is given each task that has become the pool's
     */
    <R extends @Nullable Object> void submitAll(
            List<TaskHandle<R>> tasks, Deadline deadline, Consumer<? super TaskHandle<R>> entered) {
        List<TaskHandle<R>> together = new ArrayList<>(tasks.size());
        try {
            for (TaskHandle<R> task : tasks) {
                if (admission == null || admission.tryEnter()) {
                    enterAdmitted();
                    accepted(task);
                    entered.accept(task);
                    together.add(task);
                } else {
                    handOver(together);
                    together.clear();
                    submit(task, deadline);
                    entered.accept(task);
                }
            }
        } finally {
            handOver(together);
        }
    }

    /** Submits elements together, where the queue is not bounded. */
    void submit(Bulk<?> bulk) {
        enter();
        pool.counts().add(bulk.states());
        try {
            driver.execute(bulk);
        } catch (RuntimeException | Error e) {
            bulk.refused();
            throw notTaken(e);
        } finally {
            bulk.accepted();
        }
    }

    boolean isBounded() {
        return admission != null;
    }

    private void enter() {
        if (!lifecycle.enter()) {
            throw pool.rejection(null);
        }
    }

    private void enterAdmitted() {
        if (!lifecycle.enter()) {
            leaveQueue();
            throw pool.rejection(null);
        }
    }

    private void accepted(TaskHandle<?> task) {
        pool.counts().submitted();
        pool.events().taskSubmitted(task);
    }

    /** Finds a place for a task that was counted in: false if the caller is to run it. */
    private boolean admit(Deadline deadline) {
        if (admission == null) {
            return true;
        }
        Decision decision;
        try {
            decision = admission.enter(WorkerFrame.isInside(pool), deadline);
        } catch (InterruptedException e) {
            lifecycle.leave();
            throw interrupted(e);
        }
        switch (decision) {
            case ACCEPTED:
                return true;
            case CALLER_RUNS:
                admission.reenter();
                return false;
            case CLOSED:
                lifecycle.leave();
                throw pool.rejection(null);
            case TIMED_OUT:
                lifecycle.leave();
                throw new PoolTimeoutException("timed out after " + deadline.elapsedMillis()
                        + " ms waiting for room in the queue of pool '" + pool.name() + "' (queueCapacity="
                        + admission.capacity() + ")");
            case REJECTED:
                lifecycle.leave();
                throw new RejectedExecutionException("pool '" + pool.name() + "': the queue is full (queueCapacity="
                        + admission.capacity() + "); raise the capacity or choose another OverflowPolicy");
        }
        throw new IllegalStateException("unknown decision " + decision);
    }

    private PoolInterruptedException interrupted(InterruptedException cause) {
        return Checks.interrupted("waiting for room in the queue of pool '" + pool.name() + "'", cause);
    }

    private void handOver(TaskHandle<?> task) {
        try {
            driver.execute(task);
        } catch (RuntimeException | Error e) {
            task.cancelUnstarted();
            throw notTaken(e);
        }
    }

    private void handOver(List<? extends TaskHandle<?>> tasks) {
        if (tasks.size() == 1) {
            handOver(tasks.get(0));
        } else if (!tasks.isEmpty()) {
            try {
                driver.executeAll(List.copyOf(tasks));
            } catch (RuntimeException | Error e) {
                tasks.forEach(TaskHandle::cancelUnstarted);
                throw notTaken(e);
            }
        }
    }

    /** Returns what to throw when the driver does not take a task: it may be ending. */
    private RuntimeException notTaken(Throwable e) {
        return lifecycle.phase() == PoolLifecycle.Phase.OPEN ? Checks.unchecked(e) : pool.rejection(e);
    }

    /** A task that waited has started or ended. */
    void leaveQueue() {
        if (admission != null) {
            admission.leave();
        }
    }

    /** A task that had started waits again. */
    void reenterQueue() {
        if (admission != null) {
            admission.reenter();
        }
    }

    /** Wakes those who wait for room; they are rejected. */
    void close() {
        if (admission != null) {
            admission.close();
        }
    }
}
