package dev.runner.processes.internal.host;

import dev.runner.Job;
import dev.runner.processes.fuzz.Finding;
import dev.runner.spi.TaskRun;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A run that insists on being told of in order: at most one start, then at most one end, and nothing once withdrawn.
 */
final class FuzzedRun implements TaskRun<@Nullable Object> {

    private final long id;
    private boolean started;
    private boolean ended;
    private boolean withdrawn;

    private @Nullable Object attachment;

    FuzzedRun(long id) {
        this.id = id;
    }

    boolean hasEnded() {
        return ended;
    }

    boolean isWithdrawn() {
        return withdrawn;
    }

    /** The pool says that no worker begins it. */
    void withdrawn() {
        if (!ended) {
            Finding.unless(!started, label() + " was taken back when a worker had told of its start");
            withdrawn = true;
        }
    }

    @Override
    public boolean started(String workerId) {
        Finding.unless(!started && !ended && !withdrawn, label() + " was started, and was " + state());
        started = true;
        return true;
    }

    @Override
    public void succeeded(@Nullable Object value) {
        end();
    }

    @Override
    public void succeeded(@Nullable Object value, Executor callbacks) {
        end();
    }

    @Override
    public void failed(Throwable error) {
        end();
    }

    private void end() {
        Finding.unless(started && !ended && !withdrawn, label() + " was ended, and was " + state());
        ended = true;
    }

    private String state() {
        return (started ? "started " : "not started ") + (ended ? "ended " : "") + (withdrawn ? "withdrawn" : "");
    }

    @Override
    public Optional<TaskRun<@Nullable Object>> lost(Throwable cause) {
        return Optional.empty();
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public Optional<String> name() {
        return Optional.of(label());
    }

    @Override
    public String label() {
        return "run " + id;
    }

    @Override
    public Optional<Duration> timeLimit() {
        return Optional.empty();
    }

    @Override
    public void attach(@Nullable Object something) {
        attachment = something;
    }

    @Override
    @Nullable
    public Object attachment() {
        return attachment;
    }

    @Override
    public boolean isObserved() {
        return false;
    }

    @Override
    public Optional<Job<@Nullable Object>> payload() {
        return Optional.empty();
    }

    @Override
    public void run() {
        throw new Finding(label() + " was run in this JVM");
    }

    @Override
    public void workerStack(StackTraceElement[] stack) {}

    @Override
    public void progress(long done, long total) {}

    @Override
    public void output(String line, boolean standardError) {}
}
