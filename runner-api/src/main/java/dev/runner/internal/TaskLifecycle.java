package dev.runner.internal;

import dev.runner.TaskState;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one task. All of it is one field, changed by compare-and-set only, so that the state, the
 * attempt and the outcome are visible at once and no two threads can both end a task.
 *
 * <p>The handle and the execution end separately: a task that is cancelled, or fails by its time limit, while a worker
 * is busy with it has ended for its users, but goes on being a task of the pool until the worker is free. That is
 * {@link Stopping}.
 *
 * <p>Nothing here wakes, counts, logs or calls users' code: the methods say what they changed, and the one caller whose
 * change was taken does the rest.
 *
 * @param <R> the type of the result
 */
abstract class TaskLifecycle<R extends @Nullable Object> {

    /** What a report changed. */
    enum Change {
        /** Nothing: the report was of an older attempt, or the task has ended. */
        NONE,
        /** The task has ended, and no worker had begun it. */
        ENDED_UNSTARTED,
        /** The task has ended, and its worker is free. */
        ENDED,
        /** The task has ended, and its worker is busy with it. */
        ENDED_BUSY,
        /** The task had ended before; now its worker is free. */
        FREED
    }

    private sealed interface Phase {}

    private record Queued(int attempt) implements Phase {}

    private record Running(int attempt) implements Phase {}

    /** Ended as {@code end} says, with a worker still busy with the attempt. */
    private record Stopping(int attempt, Phase end) implements Phase {}

    private record Cancelled(int attempt) implements Phase {}

    private record Failed(Throwable error) implements Phase {}

    /** A result that can't stand for itself in the field: null, or an object that would be taken for a phase. */
    private record Result(@Nullable Object value) implements Phase {}

    private static final Queued FIRST_QUEUED = new Queued(1);
    private static final Running FIRST_RUNNING = new Running(1);
    private static final Cancelled FIRST_CANCELLED = new Cancelled(1);
    private static final Result NULL_RESULT = new Result(null);
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(TaskLifecycle.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * A {@link Phase}, or the result itself. With a the attempt:
     *
     * <pre>
     * Queued(a)   --start(a)-->    Running(a)
     * Queued(a)   --cancel-->      Cancelled
     * Queued(a)   --fail(a)-->     Failed
     * Running(a)  --succeed(a)-->  result
     * Running(a)  --fail(a)-->     Failed
     * Running(a)  --retry(a)-->    Queued(a + 1)
     * Running(a)  --cancel-->      Stopping(a, Cancelled)
     * Running(a)  --judge(a)-->    Stopping(a, Failed)
     * Stopping(a, end)  --succeed(a), fail(a), retry(a)-->  end
     * </pre>
     */
    private volatile Object state = FIRST_QUEUED;

    /** Tells whether an attempt waits for a worker. */
    final boolean isQueuedAs(int attempt) {
        return state instanceof Queued queued && queued.attempt == attempt;
    }

    /** A worker begins an attempt: whether it may go on. */
    final boolean start(int attempt) {
        Object now = state;
        return now instanceof Queued queued
                && queued.attempt == attempt
                && STATE.compareAndSet(this, now, attempt == 1 ? FIRST_RUNNING : new Running(attempt));
    }

    /** An attempt ends with a result. */
    final Change succeed(int attempt, R value) {
        return end(attempt, value == null ? NULL_RESULT : value instanceof Phase ? new Result(value) : value);
    }

    /** An attempt ends with an exception, or can't be started. */
    final Change fail(int attempt, Throwable error) {
        return end(attempt, new Failed(error));
    }

    private Change end(int attempt, Object end) {
        for (; ; ) {
            Object now = state;
            if (now instanceof Running running && running.attempt == attempt) {
                if (STATE.compareAndSet(this, now, end)) {
                    return Change.ENDED;
                }
            } else if (now instanceof Stopping stopping && stopping.attempt == attempt) {
                if (STATE.compareAndSet(this, now, stopping.end)) {
                    return Change.FREED;
                }
            } else if (now instanceof Queued queued && queued.attempt == attempt) {
                if (STATE.compareAndSet(this, now, end)) {
                    return Change.ENDED_UNSTARTED;
                }
            } else {
                return Change.NONE;
            }
        }
    }

    /** An attempt was lost and another is to be made: whether the task is queued again. If not, {@link #fail} tells. */
    final boolean retry(int attempt) {
        Object now = state;
        return now instanceof Running running
                && running.attempt == attempt
                && STATE.compareAndSet(this, now, new Queued(attempt + 1));
    }

    /** The task is cancelled. */
    final Change cancel() {
        for (; ; ) {
            Object now = state;
            if (now instanceof Queued queued) {
                if (STATE.compareAndSet(this, now, cancelled(queued.attempt))) {
                    return Change.ENDED_UNSTARTED;
                }
            } else if (now instanceof Running running) {
                if (STATE.compareAndSet(this, now, new Stopping(running.attempt, cancelled(running.attempt)))) {
                    return Change.ENDED_BUSY;
                }
            } else {
                return Change.NONE;
            }
        }
    }

    private static Cancelled cancelled(int attempt) {
        return attempt == 1 ? FIRST_CANCELLED : new Cancelled(attempt);
    }

    /** The task is cancelled, unless a worker has begun it. */
    final Change cancelQueued() {
        for (Object now = state; now instanceof Queued queued; now = state) {
            if (STATE.compareAndSet(this, now, cancelled(queued.attempt))) {
                return Change.ENDED_UNSTARTED;
            }
        }
        return Change.NONE;
    }

    /** An attempt fails while its worker goes on: whether it did. */
    final boolean judge(int attempt, Throwable error) {
        Object now = state;
        return now instanceof Running running
                && running.attempt == attempt
                && STATE.compareAndSet(this, now, new Stopping(attempt, new Failed(error)));
    }

    /** Tells whether a worker is busy with an attempt, be the handle done or not. */
    final boolean isBusyWith(int attempt) {
        Object now = state;
        return (now instanceof Running running && running.attempt == attempt)
                || (now instanceof Stopping stopping && stopping.attempt == attempt);
    }

    /** Returns the attempt that is queued, under way or was cancelled, or 1 when none is. */
    final int currentAttempt() {
        Object now = state;
        if (now instanceof Queued queued) {
            return queued.attempt;
        } else if (now instanceof Running running) {
            return running.attempt;
        } else if (now instanceof Cancelled cancelled) {
            return cancelled.attempt;
        }
        return now instanceof Stopping stopping ? stopping.attempt : 1;
    }

    /** Returns the state as users see it. */
    public final TaskState taskState() {
        Object now = state;
        if (now instanceof Stopping stopping) {
            now = stopping.end;
        }
        if (now instanceof Queued) {
            return TaskState.QUEUED;
        } else if (now instanceof Running) {
            return TaskState.RUNNING;
        } else if (now instanceof Cancelled) {
            return TaskState.CANCELLED;
        }
        return now instanceof Failed ? TaskState.FAILED : TaskState.SUCCEEDED;
    }

    /** Tells whether the handle has ended. */
    public final boolean isDone() {
        Object now = state;
        return !(now instanceof Queued) && !(now instanceof Running);
    }

    /** Returns the result of a task that succeeded. */
    @SuppressWarnings({"unchecked", "NullAway"}) // only succeed(a, R) puts a value there
    final R result() {
        Object now = state;
        return (R) (now instanceof Result result ? result.value : now);
    }

    /** Returns why the task failed, or null if it did not. */
    final @Nullable Throwable error() {
        Object now = state;
        if (now instanceof Stopping stopping) {
            now = stopping.end;
        }
        return now instanceof Failed failed ? failed.error : null;
    }
}
