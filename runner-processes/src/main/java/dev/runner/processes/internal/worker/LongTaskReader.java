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
    private static final int LOOKS_BEFORE_SLEEP = 50;

    /** So often it may see outcomes that wait for others before a pool that sleeps is to see them. */
    private static final int MOST_UNSEEN_LOOKS = 8;

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
        int idleLooks = 0;
        int unseenLooks = 0;
        while (true) {
            unseenLooks = link.hasUnseen() ? unseenLooks + 1 : 0;
            if (unseenLooks >= MOST_UNSEEN_LOOKS) {
                link.wakePool();
            }
            Running now = running.get();
            if (now == null) {
                idleLooks++;
            } else {
                idleLooks = 0;
                if (now == last && now.tellBegun()) {
                    readFor(now);
                }
            }
            last = now;
            if (idleLooks < LOOKS_BEFORE_SLEEP) {
                LockSupport.parkNanos(LOOK_NANOS);
            } else {
                sleep();
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
