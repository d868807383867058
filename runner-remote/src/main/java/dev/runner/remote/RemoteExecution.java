package dev.runner.remote;

import static java.util.Objects.requireNonNull;

import dev.runner.TaskContext;
import dev.runner.spi.RunningTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a task, on the worker's side: decodes it, runs it with its {@link TaskContext}, and encodes what
 * became of it. One thread runs it; any other may ask it to stop.
 *
 * <p>Whoever interrupts says so first, and holds the monitor until that has been done; the thread that leaves the task
 * looks for that, and waits then: so an interrupt never reaches the next task, and where nobody interrupts none is
 * taken.
 *
 * @since 0.1
 */
public final class RemoteExecution implements RunningTask {

    private final long taskId;
    private final int attempt;
    private final Supplier<String> label;
    private final String workerId;
    private final @Nullable Instant deadline;
    private final Progress progress;
    private volatile @Nullable Thread runner;
    private volatile boolean stopRequested;
    private volatile boolean runnerIsWanted;
    private boolean interruptRequested;

    /** Takes the progress that a task reports. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Takes the progress.
         *
         * @param done how much is done
         * @param total how much there is, or a negative number if that is not known
         */
        void report(long done, long total);
    }

    /**
     * What became of an attempt.
     *
     * @param succeeded whether the bytes are a result, or else an exception
     * @param bytes what {@link Payloads#encodeResult} or {@link Payloads#encodeError} made
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes on their way, never compared
    public record Outcome(boolean succeeded, byte[] bytes) {}

    /**
     * Prepares an attempt; its time limit counts from here.
     *
     * @param taskId the number of the task
     * @param attempt which attempt it is
     * @param label tells how the task is called in messages
     * @param workerId the worker
     * @param limit the time limit, or null without one
     * @param progress takes the progress that the task reports
     */
    public RemoteExecution(
            long taskId,
            int attempt,
            Supplier<String> label,
            String workerId,
            @Nullable Duration limit,
            Progress progress) {
        this.taskId = taskId;
        this.attempt = attempt;
        this.label = requireNonNull(label, "label");
        this.workerId = requireNonNull(workerId, "workerId");
        this.deadline = limit == null ? null : Instant.now().plus(limit);
        this.progress = requireNonNull(progress, "progress");
    }

    /**
     * Runs the attempt in the calling thread, whose interrupt status is clear afterwards. It does not fail: what is
     * thrown is the outcome.
     *
     * @param task the encoded task
     * @param payloads how to decode and encode
     * @return what became of it
     */
    public Outcome run(byte[] task, Payloads payloads) {
        attach();
        try (TaskContext.Binding bound = TaskContext.bind(this)) {
            requireNonNull(bound);
            Object result = payloads.decodeTask(task, label).call();
            return new Outcome(true, payloads.encodeResult(result, label));
        } catch (Throwable e) {
            return new Outcome(false, payloads.encodeError(e));
        } finally {
            detach();
        }
    }

    private void attach() {
        Thread current = Thread.currentThread();
        runner = current;
        if (runnerIsWanted) {
            synchronized (this) {
                if (interruptRequested) {
                    current.interrupt();
                }
            }
        }
    }

    private void detach() {
        runner = null;
        if (runnerIsWanted) {
            clearInterrupt();
        } else {
            Thread.interrupted();
        }
    }

    /** Whoever has seen the runner is done with it when this has the monitor. */
    private synchronized void clearInterrupt() {
        Thread.interrupted();
    }

    /**
     * Asks the task to stop.
     *
     * @param interrupt whether to interrupt the thread that runs it
     */
    public synchronized void stop(boolean interrupt) {
        stopRequested = true;
        runnerIsWanted = true;
        interruptRequested |= interrupt;
        Thread running = runner;
        if (interrupt && running != null) {
            running.interrupt();
        }
    }

    /**
     * Returns what the thread that runs the task is doing.
     *
     * @return its stack, innermost frame first; empty if no thread runs it
     */
    public synchronized StackTraceElement[] stack() {
        runnerIsWanted = true;
        Thread running = runner;
        return running == null ? new StackTraceElement[0] : running.getStackTrace();
    }

    @Override
    public long taskId() {
        return taskId;
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public String workerId() {
        return workerId;
    }

    @Override
    public Optional<Instant> deadline() {
        return Optional.ofNullable(deadline);
    }

    @Override
    public boolean isCancelled() {
        return stopRequested;
    }

    @Override
    public void progress(long done, long total) {
        progress.report(done, total);
    }
}
