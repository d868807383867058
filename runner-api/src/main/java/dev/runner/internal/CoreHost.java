package dev.runner.internal;

import dev.runner.VoidTask;
import dev.runner.spi.PoolHost;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The driver's way up to the pool, and the life of a worker in this JVM. */
final class CoreHost implements PoolHost {

    private final CorePool pool;
    private final Optional<VoidTask> initializer;
    private final int maxTasks;

    CoreHost(CorePool pool, Optional<VoidTask> initializer, int maxTasks) {
        this.pool = pool;
        this.initializer = initializer;
        this.maxTasks = maxTasks;
    }

    @Override
    public boolean runWorker(String workerId, BooleanSupplier step, Runnable replace) {
        WorkerFrame frame = pool.frames().enter(workerId);
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
            pool.frames().exit(frame);
        }
    }

    @Override
    public boolean initialize(String workerId) {
        if (initializer.isEmpty()) {
            return true;
        }
        try {
            initializer.get().run();
            return true;
        } catch (Throwable e) {
            broken(new IllegalStateException("the initializer failed in worker '" + workerId + "': " + e, e));
            return false;
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
        pool.breakDown(cause);
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
