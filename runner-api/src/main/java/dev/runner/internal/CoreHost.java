package dev.runner.internal;

import dev.runner.VoidTask;
import dev.runner.spi.PoolHost;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The driver's way up to the pool, and the life of a worker in this JVM. It is there before the pool is complete, which
 * needs the driver: a driver that breaks while it is opened makes a pool that is broken from its beginning.
 */
final class CoreHost implements PoolHost {

    private final CorePool pool;
    private final Optional<VoidTask> initializer;
    private final int maxTasks;
    private final CompletableFuture<CorePool> complete = new CompletableFuture<>();

    CoreHost(CorePool pool, Optional<VoidTask> initializer, int maxTasks) {
        this.pool = pool;
        this.initializer = initializer;
        this.maxTasks = maxTasks;
    }

    /** The pool is complete. */
    void poolIsComplete() {
        complete.complete(pool);
    }

    @Override
    public boolean runWorker(String workerId, BooleanSupplier step, Runnable replace) {
        WorkerFrame frame = WorkerFrame.enter(pool, workerId);
        try {
            if (!initialize(workerId)) {
                return false;
            }
            workerStarted(workerId);
            try {
                boolean goesOn = true;
                while (goesOn && frame.tasksRun() < maxTasks) {
                    goesOn = step.getAsBoolean();
                }
                if (goesOn) {
                    replace.run();
                }
                return true;
            } finally {
                workerExited(workerId, null);
            }
        } finally {
            frame.exit();
        }
    }

    @Override
    public boolean initialize(String workerId) {
        Throwable error = initializer.map(each -> failureOf(each, workerId)).orElse(null);
        if (error != null && !pool.isStopping()) {
            broken(new IllegalStateException("the initializer failed in worker '" + workerId + "': " + error, error));
        }
        return error == null;
    }

    /** Runs the initializer; an interrupt that was there comes back, and one that it leaves reaches no task. */
    private @Nullable Throwable failureOf(VoidTask toRun, String workerId) {
        boolean wasInterrupted = Thread.interrupted();
        WorkerFrame frame = WorkerFrame.enterCallback(pool, () -> "the initializer of worker '" + workerId + "'");
        try {
            toRun.run();
            return null;
        } catch (Throwable e) {
            return e;
        } finally {
            frame.exit();
            Thread.interrupted();
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void workerStarted(String workerId) {
        pool.events().workerStarted(workerId);
    }

    @Override
    public void workerExited(String workerId, @Nullable Throwable cause) {
        pool.events().workerExited(workerId, cause);
    }

    @Override
    public void broken(Throwable cause) {
        var unused = complete.thenAccept(whole -> whole.breakDown(cause));
    }

    @Override
    public ScheduledExecutorService scheduler() {
        return pool.threads().scheduler();
    }

    @Override
    public Executor completions() {
        return pool.threads().completions();
    }
}
