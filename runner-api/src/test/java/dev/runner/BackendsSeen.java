package dev.runner;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Records on which backends tasks are submitted, and how many workers start. */
final class BackendsSeen implements PoolListener {

    private final ConcurrentLinkedQueue<String> backends = new ConcurrentLinkedQueue<>();
    private final AtomicInteger workers = new AtomicInteger();

    @Override
    public void taskSubmitted(TaskEvent event) {
        backends.add(event.backendId());
    }

    @Override
    public void workerStarted(WorkerEvent event) {
        workers.incrementAndGet();
    }

    List<String> backends() {
        return List.copyOf(backends);
    }

    int workers() {
        return workers.get();
    }
}
