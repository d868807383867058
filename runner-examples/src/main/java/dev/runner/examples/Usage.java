package dev.runner.examples;

import dev.runner.PoolListener;
import dev.runner.TaskEvent;
import dev.runner.WorkerEvent;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what a run used, as the pool itself tells it. The counts are final once the pool is closed.
 *
 * <p>The events come on several threads at a time.
 */
final class Usage implements PoolListener {

    private final String expectedBackend;
    private final int askedWorkers;
    private final long startNanos = System.nanoTime();
    private final AtomicInteger workersCreated = new AtomicInteger();
    private final AtomicInteger jobs = new AtomicInteger();
    private volatile String usedBackend;

    /** Begins to count, and to take the time. */
    Usage(String backend, int workers) {
        this.expectedBackend = backend;
        this.askedWorkers = workers;
        this.usedBackend = backend;
    }

    @Override
    public void taskSubmitted(TaskEvent event) {
        usedBackend = event.backendId();
        jobs.incrementAndGet();
    }

    @Override
    public void workerStarted(WorkerEvent event) {
        workersCreated.incrementAndGet();
    }

    int workersCreated() {
        return workersCreated.get();
    }

    /** Returns what was used, up to now. */
    @Override
    public String toString() {
        return "backend=" + backend() + ", workers=" + askedWorkers + ", workers created=" + workersCreated + ", jobs="
                + jobs + ", time=" + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos) + " ms";
    }

    private String backend() {
        if (jobs.get() == 0 || workersCreated.get() > 0) {
            return usedBackend;
        }
        // One worker takes none: the list runner uses serial then, whatever backend was named.
        return (usedBackend.equals(expectedBackend) ? usedBackend : "none") + " (ran in the calling thread)";
    }
}
