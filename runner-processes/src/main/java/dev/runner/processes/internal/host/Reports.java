package dev.runner.processes.internal.host;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be told of one task, or one worker, in order. It runs users' code, so it is told by threads that move no
 * traffic; another task's reports do not wait for it.
 */
final class Reports {

    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    private final Executor threads;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    /**
     * Makes the reports of one task or worker.
     *
     * @param threads where they run users' code; it rejects none
     */
    Reports(Executor threads) {
        this.threads = threads;
    }

    /** Tells whether all has been told. */
    boolean isEmpty() {
        synchronized (waiting) {
            return !running;
        }
    }

    void add(Runnable report) {
        synchronized (waiting) {
            waiting.add(report);
            if (running) {
                return;
            }
            running = true;
        }
        threads.execute(this::runAll);
    }

    private void runAll() {
        for (Runnable next = next(); next != null; next = next()) {
            try {
                next.run();
            } catch (RuntimeException | Error e) {
                LOG.error("a report failed", e);
            }
        }
    }

    private @Nullable Runnable next() {
        synchronized (waiting) {
            Runnable next = waiting.poll();
            running = next != null;
            return next;
        }
    }
}
