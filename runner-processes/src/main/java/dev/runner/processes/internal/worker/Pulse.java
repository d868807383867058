package dev.runner.processes.internal.worker;

import dev.runner.processes.internal.wire.SlotPage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Shows the pool that this JVM is not stopped, whatever its tasks do. */
final class Pulse {

    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private Pulse() {}

    /** Starts the thread that shows it. */
    static void start(SlotPage page) {
        page.beat(); // the first here: what Java has to link for it, it links before other threads need that too
        Thread pulse = new Thread(() -> beat(page), "runner-pulse");
        pulse.setDaemon(true);
        pulse.start();
    }

    @SuppressWarnings("InfiniteLoop") // it ends with the JVM
    private static void beat(SlotPage page) {
        while (true) {
            page.beat();
            LockSupport.parkNanos(BEAT_NANOS);
            Thread.interrupted(); // a task that interrupts every thread it finds does not stop this one
        }
    }
}
