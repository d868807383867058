package dev.runner.internal;

import dev.runner.PoolBrokenException;
import dev.runner.internal.PoolLifecycle.Phase;
import dev.runner.spi.CloseMode;
import dev.runner.spi.PoolDriver;
import dev.runner.spi.TaskRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool's way to its end. Each phase is entered once; the thread that takes the step does what belongs to it, and
 * holds no lock meanwhile. Only {@code close} and {@code awaitTermination} wait, and they know for how long: a plain
 * {@code close} for the tasks, everything after it for a grace.
 *
 * <p>What has not started is taken back from the driver before what runs is asked to stop, and handles are ended last,
 * since that runs users' code.
 */
final class Closing {

    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    /** How often who waits for the driver looks whether the pool was given up: a driver does not learn of that. */
    private static final Duration LOOK = Duration.ofMillis(50);

    /** What a loaded machine may need to end processes that were killed, at most. */
    private static final Duration TIME_TO_DIE = Duration.ofSeconds(5);

    private final CorePool pool;
    private final PoolLifecycle lifecycle;
    private final PoolDriver driver;
    private final Intake intake;
    private final Duration grace;
    private volatile @Nullable Throwable brokenBy;
    private volatile boolean abandoned;

    Closing(CorePool pool, PoolLifecycle lifecycle, PoolDriver driver, Intake intake, Duration grace) {
        this.pool = pool;
        this.lifecycle = lifecycle;
        this.driver = driver;
        this.intake = intake;
        this.grace = grace;
    }

    void shutdown() {
        if (lifecycle.advance(Phase.SHUT_DOWN)) {
            intake.close();
            driver.close(CloseMode.DRAIN);
        }
    }

    List<Runnable> shutdownNow() {
        if (!lifecycle.advance(Phase.STOPPING)) {
            return List.of();
        }
        List<TaskRun<?>> unstarted = takeUnstarted(CloseMode.STOP);
        pool.frames().forEachTask(TaskHandle::stop);
        pool.frames().interruptCallbacks();
        return cancelled(unstarted);
    }

    void kill() {
        if (!lifecycle.advance(Phase.KILLED)) {
            return;
        }
        List<TaskRun<?>> unstarted = takeUnstarted(CloseMode.KILL);
        pool.frames().interruptCallbacks();
        pool.frames().forEachTask(task -> {
            if (!task.condemn(task.currentAttempt(), pool.killedUnder(task, brokenBy))) {
                task.stop();
            }
        });
        cancelled(unstarted);
    }

    private List<TaskRun<?>> takeUnstarted(CloseMode mode) {
        intake.close();
        return driver.close(mode);
    }

    /** Cancels the tasks, and returns those that had not ended before. */
    private static List<Runnable> cancelled(List<TaskRun<?>> unstarted) {
        List<Runnable> cancelled = new ArrayList<>();
        for (TaskRun<?> run : unstarted) {
            if (run instanceof BulkElement<?> element
                    ? element.cancel()
                    : handle(run).cancelUnstarted()) {
                cancelled.add(run);
            }
        }
        return cancelled;
    }

    /** The driver can run no more tasks: those that have not started fail, those that run go on. */
    void breakDown(Throwable cause) {
        if (brokenBy == null) {
            brokenBy = cause;
        }
        if (!lifecycle.advance(Phase.BROKEN)) {
            return;
        }
        List<TaskRun<?>> unstarted = takeUnstarted(CloseMode.CANCEL_QUEUED);
        LOG.error("pool '{}' is broken: {}", pool.name(), cause.getMessage(), cause);
        unstarted.forEach(run -> run.failed(brokenException()));
    }

    /** Ends a task that a worker was about to begin when the pool was broken or killed. */
    void refuse(TaskHandle<?> task) {
        if (task.isDone()) {
            return;
        }
        if (brokenBy != null) {
            task.failed(task.currentAttempt(), brokenException());
        } else {
            task.cancel(false);
        }
    }

    private PoolBrokenException brokenException() {
        Throwable cause = brokenBy;
        return new PoolBrokenException(
                "pool '" + pool.name() + "' is broken: " + (cause == null ? "?" : cause.getMessage()), cause);
    }

    @Nullable
    Throwable brokenBy() {
        return brokenBy;
    }

    void close(Deadline patience) {
        if (WorkerFrame.isInside(pool)) {
            throw new IllegalStateException(
                    "pool '" + pool.name()
                            + "' can't be closed by its own task or callback, which close() waits for; shutdown() does not wait");
        }
        try {
            closeWithin(patience);
        } finally {
            if (abandoned) {
                pool.threads().dropPlans();
            } else {
                pool.threads().end();
            }
        }
    }

    private void closeWithin(Deadline patience) {
        shutdown();
        boolean interrupted = false;
        try {
            if (awaitTermination(patience)) {
                return;
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        shutdownNow();
        interrupted |= awaitThroughInterrupts(Deadline.after(grace));
        if (!isTerminated()) {
            kill();
            interrupted |= awaitThroughInterrupts(Deadline.after(graceAfterKill()));
            abandon();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns for how long to wait for killed workers: what can be killed is gone soon, and its tasks end with it. */
    private Duration graceAfterKill() {
        Duration grace = pool.traits().stopGrace();
        return pool.traits().killsRunning() && grace.compareTo(TIME_TO_DIE) < 0 ? TIME_TO_DIE : grace;
    }

    /** Waits for the end although interrupted: whether it was. */
    private boolean awaitThroughInterrupts(Deadline deadline) {
        boolean interrupted = false;
        while (true) {
            try {
                awaitTermination(deadline);
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    boolean awaitTermination(Deadline deadline) throws InterruptedException {
        if (!lifecycle.awaitDrained(deadline)) {
            return false;
        }
        while (!abandoned) {
            Duration left = deadline.remaining();
            if (driver.awaitClosed(left.compareTo(LOOK) < 0 ? left : LOOK)) {
                return true;
            } else if (deadline.isOver()) {
                return abandoned;
            }
        }
        return true;
    }

    boolean isTerminated() {
        boolean interrupted = Thread.interrupted(); // looking is not waiting
        try {
            return abandoned || (lifecycle.isDrained() && driver.awaitClosed(Duration.ZERO));
        } catch (InterruptedException e) {
            interrupted = true;
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void abandon() {
        if (isTerminated()) {
            return;
        }
        giveUp();
        pool.frames().interruptCallbacks();
        pool.frames()
                .forEachBusyThread((thread, doing) -> LOG.warn(
                        "pool '{}': thread '{}' can't be stopped and still runs {}; it is abandoned",
                        pool.name(),
                        thread.getName(),
                        doing));
    }

    /** Nobody waits any longer for what is left. */
    void giveUp() {
        abandoned = true;
        OpenPools.remove(pool);
        lifecycle.giveUp();
    }

    /** Tells whether there is something to be done that nobody is about to wait for. */
    boolean isForgotten() {
        return lifecycle.phase() == Phase.OPEN && pool.counts().unfinished() > 0;
    }

    /** Returns for how long the exit of the JVM waits for the pool: its grace, if someone is closing it. */
    Duration graceAtExit() {
        return lifecycle.phase() == Phase.OPEN ? Duration.ZERO : grace;
    }

    /** The JVM exits: after the grace, the pool is given up, with a warning if it has tasks. */
    void abandonAtExit() {
        awaitThroughInterrupts(Deadline.after(graceAtExit()));
        long left = pool.counts().unfinished();
        if (left > 0) {
            LOG.warn(
                    "pool '{}' was {} when the JVM exited: {} tasks abandoned; close the pool to wait for them",
                    pool.name(),
                    lifecycle.phase() == Phase.OPEN ? "open" : "closing",
                    left);
        }
        kill();
        giveUp();
    }

    String describe() {
        if (brokenBy != null) {
            return "broken (" + brokenBy + ")";
        }
        return switch (lifecycle.phase()) {
            case OPEN -> "open";
            case BROKEN -> "broken";
            case SHUT_DOWN -> lifecycle.isDrained() ? "closed" : "shut down";
            case STOPPING -> lifecycle.isDrained() ? "closed" : "stopping";
            case KILLED -> "killed";
        };
    }

    private static TaskHandle<?> handle(TaskRun<?> run) {
        return run instanceof LaterAttempt<?> later ? later.task() : (TaskHandle<?>) run;
    }
}
