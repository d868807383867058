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
 */
final class Closing {

    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

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
        List<Runnable> unstarted = cancelUnstarted(CloseMode.CANCEL_QUEUED);
        pool.frames().forEachTask(TaskHandle::stop);
        return unstarted;
    }

    void kill() {
        if (!lifecycle.advance(Phase.KILLED)) {
            return;
        }
        cancelUnstarted(CloseMode.KILL);
        pool.frames().forEachTask(task -> {
            if (!task.condemn(task.currentAttempt(), pool.killedUnder(task, brokenBy))) {
                task.stop();
            }
        });
    }

    private List<Runnable> cancelUnstarted(CloseMode mode) {
        intake.close();
        List<Runnable> unstarted = new ArrayList<>();
        for (TaskRun<?> run : driver.close(mode)) {
            if (handle(run).cancelUnstarted()) {
                unstarted.add(run);
            }
        }
        return unstarted;
    }

    /** The driver can run no more tasks: those that have not started fail, those that run go on. */
    void breakDown(Throwable cause) {
        if (brokenBy == null) {
            brokenBy = cause;
        }
        if (!lifecycle.advance(Phase.STOPPING)) {
            return;
        }
        intake.close();
        for (TaskRun<?> run : driver.close(CloseMode.CANCEL_QUEUED)) {
            run.failed(brokenException());
        }
        LOG.error("pool '{}' is broken: {}", pool.name(), cause.getMessage(), cause);
    }

    /** Ends a task that a worker was about to begin when the pool was broken or killed. */
    void refuse(TaskHandle<?> task) {
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
            pool.threads().end();
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
            interrupted |= awaitThroughInterrupts(Deadline.after(pool.stopGrace()));
            abandon();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
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
        if (abandoned) {
            return true;
        }
        return lifecycle.awaitDrained(deadline) && (abandoned || driver.awaitClosed(deadline.remaining()));
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
        pool.frames().forEachTask(task -> {
            Thread thread = task.runner();
            LOG.warn(
                    "pool '{}': thread '{}' can't be stopped and still runs {}; it is abandoned",
                    pool.name(),
                    thread == null ? "?" : thread.getName(),
                    task.label());
        });
    }

    /** Nobody waits any longer for what is left. */
    private void giveUp() {
        abandoned = true;
        OpenPools.remove(pool);
        lifecycle.giveUp();
    }

    /**
     * The JVM exits. A pool that someone is closing has its grace; one that was left open is given up with a warning.
     */
    void abandonAtExit() {
        if (lifecycle.phase() != Phase.OPEN) {
            awaitThroughInterrupts(Deadline.after(grace));
        }
        long left = lifecycle.tasks();
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
            case SHUT_DOWN -> lifecycle.isDrained() ? "closed" : "shut down";
            case STOPPING -> lifecycle.isDrained() ? "closed" : "stopping";
            case KILLED -> "killed";
        };
    }

    private static TaskHandle<?> handle(TaskRun<?> run) {
        return run instanceof LaterAttempt<?> later ? later.task() : (TaskHandle<?>) run;
    }
}
