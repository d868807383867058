package dev.runner.internal;

import org.jspecify.annotations.Nullable;

/** Runs attempts at tasks in the calling thread: a worker, or a thread that goes on with something else afterwards. */
final class LocalRun {

    private LocalRun() {}

    /** Runs a task, unless it may not start any more: whether it ran. */
    static boolean run(TaskHandle<?> task, int attempt) {
        WorkerFrame frame = WorkerFrame.current();
        if (frame != null && frame.isFreeFor(task.pool())) {
            boolean ran = runIn(frame, task, attempt);
            dropInterrupt();
            return ran;
        }
        return runInMidstOf(WorkerFrame.innermostTask(), task, attempt);
    }

    /** Runs the task, and gives the thread the interrupts back that are not meant for it. */
    private static boolean runInMidstOf(@Nullable TaskHandle<?> outer, TaskHandle<?> task, int attempt) {
        boolean suspended = outer != null && outer.suspendRunner();
        boolean wasInterrupted = Thread.interrupted();
        WorkerFrame own = WorkerFrame.enter(task.pool(), Thread.currentThread().getName());
        try {
            return runIn(own, task, attempt);
        } finally {
            own.exit();
            dropInterrupt();
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
            if (outer != null && suspended) {
                outer.resumeRunner(outer.pool().traits().interruptsRunning());
            }
        }
    }

    /** A task that interrupted its own thread leaves nothing to what comes next. */
    private static void dropInterrupt() {
        Thread.interrupted();
    }

    @SuppressWarnings("NullAway") // without an error there is a value, which is null if R may be
    private static <R extends @Nullable Object> boolean runIn(WorkerFrame frame, TaskHandle<R> task, int attempt) {
        CorePool pool = task.pool();
        boolean interruptible = pool.traits().interruptsRunning();
        frame.begin(task);
        if (pool.startsNothing()) {
            pool.refuse(task);
        }
        if (!task.started(attempt, frame.workerId())) {
            frame.end();
            return false;
        }
        frame.count();
        task.attachRunner(interruptible);
        if (pool.isStopping()) {
            task.requestStop(interruptible);
        }
        R value = null;
        Throwable error = null;
        if (pool.isKilled()) {
            error = pool.killedUnder(task, null);
        } else {
            try {
                value = task.call();
            } catch (Throwable e) {
                error = e;
            }
        }
        task.detachRunner();
        frame.end();
        if (error == null) {
            task.succeeded(attempt, value);
        } else {
            task.failed(attempt, error);
        }
        return true;
    }
}
