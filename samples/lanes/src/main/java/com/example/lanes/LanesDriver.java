package com.example.lanes;

import dev.runner.spi.CloseMode;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.DriverStats;
import dev.runner.spi.PoolDriver;
import dev.runner.spi.PoolHost;
import dev.runner.spi.TaskRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;

/**
 * A queue, and threads that take the first run from it whose lane is free. The monitor guards everything; no task runs
 * and no thread is started while it is held.
 */
final class LanesDriver implements PoolDriver {

    private final PoolHost host;
    private final String prefix;
    private final int limit;
    private final LinkedList<TaskRun<?>> queue = new LinkedList<>();
    private final Set<String> busyLanes = new HashSet<>();
    private int named;
    private int live;
    private int waiting;
    private boolean closing;

    LanesDriver(DriverConfig config) {
        host = config.host();
        prefix = config.poolName() + "-lane-worker-";
        limit = config.workers();
    }

    @Override
    public void execute(TaskRun<?> run) {
        boolean another;
        synchronized (this) {
            if (closing) {
                throw new RejectedExecutionException("the lanes are closed");
            }
            queue.add(run);
            another = queue.size() > waiting && live < limit;
            live += another ? 1 : 0;
            notifyAll();
        }
        if (another) {
            startWorker();
        }
    }

    /** Starts a thread that was counted as live. Returns what is open when it is ready, or has failed to be. */
    private CountDownLatch startWorker() {
        CountDownLatch ready = new CountDownLatch(1);
        String name;
        synchronized (this) {
            name = prefix + ++named;
        }
        Thread thread = new Thread(() -> work(name, ready), name);
        thread.setDaemon(true);
        thread.start();
        return ready;
    }

    /** The life of a worker: the host runs the initializer, counts tasks, and asks for a successor. */
    private void work(String name, CountDownLatch ready) {
        try {
            host.runWorker(name, () -> step(ready), this::replace);
        } finally {
            ready.countDown();
            leave();
        }
    }

    /** Runs a task: false if there will be none. */
    private boolean step(CountDownLatch ready) {
        ready.countDown();
        TaskRun<?> run = take();
        if (run == null) {
            return false;
        }
        try {
            run.run();
        } finally {
            free(laneOf(run));
        }
        return true;
    }

    private static String laneOf(TaskRun<?> run) {
        int slash = run.label().indexOf('/');
        return slash < 0 ? "" : run.label().substring(0, slash);
    }

    private synchronized TaskRun<?> take() {
        while (true) {
            for (Iterator<TaskRun<?>> runs = queue.iterator(); runs.hasNext(); ) {
                TaskRun<?> run = runs.next();
                String lane = laneOf(run);
                if (lane.isEmpty() || busyLanes.add(lane)) {
                    runs.remove();
                    return run;
                }
            }
            if (closing && queue.isEmpty()) {
                return null;
            }
            waiting++;
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.interrupted(); // meant for no task: the core interrupts tasks while they run
            } finally {
                waiting--;
            }
        }
    }

    private synchronized void free(String lane) {
        busyLanes.remove(lane);
        notifyAll();
    }

    private void replace() {
        synchronized (this) {
            live++;
        }
        try {
            startWorker().await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // this thread ends now
        }
    }

    private synchronized void leave() {
        live--;
        notifyAll();
    }

    @Override
    public synchronized void withdraw(TaskRun<?> run) {
        queue.remove(run);
    }

    @Override
    public synchronized DriverStats stats() {
        return new DriverStats(live);
    }

    @Override
    public synchronized List<TaskRun<?>> close(CloseMode mode) {
        closing = true;
        List<TaskRun<?>> unstarted = new ArrayList<>();
        if (mode != CloseMode.DRAIN) {
            unstarted.addAll(queue);
            queue.clear();
        }
        notifyAll();
        return unstarted;
    }

    @Override
    public synchronized boolean awaitClosed(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (live > 0) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }
}
