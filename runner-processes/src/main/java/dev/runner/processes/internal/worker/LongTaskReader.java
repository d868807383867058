package dev.runner.processes.internal.worker;

import dev.runner.processes.internal.wire.Inbox;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The thread that hears the pool while a task takes long. It looks from time to time whether the task is still the one
 * of its last look, and then has the pool told that it has begun, and reads in its place: so that for short tasks no
 * other thread is woken. When nothing has run for a while, it sleeps until the next task begins. It also sees to it
 * that outcomes which are left to be seen with the next are not left for long.
 */
final class LongTaskReader {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** How long it waits between looks at most, where each finds another task: who looks takes time from them. */
    private static final long MOST_LOOK_NANOS = 4 * LOOK_NANOS;

    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How long outcomes may wait for others before a pool that sleeps is to see them. */
    private static final long MOST_UNSEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(16);

    private final Supplier<@Nullable Running> running;
    private final Link link;
    private final Inbox.Receiver receiver;
    private final Thread thread = new Thread(this::run, "runner-link");
    private volatile boolean asleep;
    private volatile boolean reads;

    /**
     * Makes it; {@link #start()} starts its thread.
     *
     * @param running gives what runs now, or null
     * @param receiver takes what comes
     */
    LongTaskReader(Supplier<@Nullable Running> running, Link link, Inbox.Receiver receiver) {
        this.running = running;
        this.link = link;
        this.receiver = receiver;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** A task begins, and can be seen as the one that runs. */
    void taskBegins() {
        if (asleep) {
            LockSupport.unpark(thread);
        } else if (reads) {
            link.wakeReader();
        }
    }

    /** A worker that would not hear its pool must not stay. */
    private void run() {
        try {
            look();
        } catch (Throwable e) {
            WorkerEnd.halt(WorkerEnd.NO_POOL, "the thread that reads for long tasks has failed: " + e);
        }
    }

    @SuppressWarnings("InfiniteLoop") // it ends with the JVM
    private void look() {
        Running last = null;
        long lookNanos = LOOK_NANOS;
        long idleNanos = 0;
        long unseenNanos = 0;
        while (true) {
            unseenNanos = link.hasUnseen() ? unseenNanos + lookNanos : 0;
            if (unseenNanos >= MOST_UNSEEN_NANOS) {
                link.wakePool();
            }
            Running now = running.get();
            idleNanos = now == null ? idleNanos + lookNanos : 0;
            if (now != null && now == last) {
                lookNanos = LOOK_NANOS;
                if (now.tellBegun()) {
                    readFor(now);
                }
            } else {
                lookNanos = Math.min(2 * lookNanos, MOST_LOOK_NANOS);
            }
            last = now;
            if (idleNanos < IDLE_NANOS) {
                LockSupport.parkNanos(lookNanos);
            } else {
                sleep();
                lookNanos = LOOK_NANOS;
            }
            Thread.interrupted(); // a task that interrupts every thread it finds does not stop this one
        }
    }

    private void readFor(Running task) {
        reads = true;
        link.receiveWhile(() -> running.get() == task, receiver);
        reads = false;
    }

    private void sleep() {
        asleep = true;
        if (running.get() == null) {
            LockSupport.park();
        }
        asleep = false;
    }
}
