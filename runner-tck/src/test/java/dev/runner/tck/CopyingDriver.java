package dev.runner.tck;

import dev.runner.Job;
import dev.runner.TaskContext;
import dev.runner.TaskSerializationException;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.RunningTask;
import dev.runner.spi.TaskRun;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A driver that treats its threads as if they were elsewhere: it ships copies of tasks and of what they return, and
 * makes every report itself, with users' code on threads of the pool. It is no whole backend, since it can't stop what
 * it runs; it passes the checks by which its mutants are caught.
 */
class CopyingDriver extends GoodDriver {

    private final Map<TaskRun<?>, byte[]> parcels = new ConcurrentHashMap<>();

    CopyingDriver(DriverConfig config) {
        super(config);
    }

    // What mutants do differently

    /** Encodes a task, on the thread that submits it. */
    byte[] pack(TaskRun<?> run, Job<?> job) {
        return bytes(job, run.label());
    }

    void refuse(TaskRun<?> run, TaskSerializationException why) {
        run.failed(why);
    }

    /** Decodes a task, on the thread that runs it. */
    Job<?> unpack(TaskRun<?> run, byte[] parcel) {
        return (Job<?>) object(parcel, run.label());
    }

    /** Tells whether the task may run. */
    boolean begin(TaskRun<?> run, String workerId) {
        return run.started(workerId);
    }

    RunningTask context(TaskRun<?> run, String workerId) {
        return new Running(run, workerId);
    }

    void succeed(TaskRun<Object> run, @Nullable Object value) {
        run.succeeded(value, host.completions());
    }

    void fail(TaskRun<Object> run, Throwable error) {
        host.completions().execute(() -> run.failed(error));
    }

    // What the pool asks

    @Override
    public void execute(TaskRun<?> run) {
        Optional<? extends Job<?>> job = run.payload();
        if (job.isEmpty()) {
            return;
        }
        try {
            parcels.put(run, pack(run, job.get()));
        } catch (TaskSerializationException e) {
            refuse(run, e);
            return;
        }
        super.execute(run);
    }

    @Override
    @SuppressWarnings("unchecked") // what the task returns is an R
    void run(TaskRun<?> run, String workerId) {
        byte[] parcel = parcels.remove(run);
        if (begin(run, workerId)) {
            work((TaskRun<Object>) run, parcel, workerId);
        }
    }

    // The other side

    private void work(TaskRun<Object> run, byte[] parcel, String workerId) {
        Object value;
        try {
            Object own =
                    callIn(context(run, workerId), () -> unpack(run, parcel).call());
            value = object(bytes(own, "the result of " + run.label()), run.label());
        } catch (Throwable e) {
            fail(run, e);
            return;
        }
        succeed(run, value);
    }

    @SuppressWarnings("try") // the binding is this thread's
    static @Nullable Object callIn(RunningTask context, Callable<?> task) throws Exception {
        try (TaskContext.Binding bound = TaskContext.bind(context)) {
            return task.call();
        } finally {
            Thread.interrupted(); // a task that interrupted its own thread leaves nothing to the next
        }
    }

    static byte[] bytes(@Nullable Object value, String label) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        } catch (IOException | RuntimeException | LinkageError e) {
            throw new TaskSerializationException(label + " can't be encoded: " + e, e);
        }
        return bytes.toByteArray();
    }

    static @Nullable Object object(byte[] bytes, String label) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError e) {
            throw new TaskSerializationException(label + " can't be decoded: " + e, e);
        }
    }

    /** What the task sees of itself. */
    record Running(TaskRun<?> run, String workerId, Optional<Instant> deadline) implements RunningTask {

        Running(TaskRun<?> run, String workerId) {
            this(run, workerId, run.timeLimit().map(limit -> Instant.now().plus(limit)));
        }

        @Override
        public long taskId() {
            return run.id();
        }

        @Override
        public int attempt() {
            return run.attempt();
        }

        @Override
        public boolean isCancelled() {
            return run instanceof Future<?> handle && handle.isCancelled();
        }

        @Override
        public void progress(long done, long total) {
            run.progress(done, total);
        }
    }
}
