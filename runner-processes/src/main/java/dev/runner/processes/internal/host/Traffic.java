package dev.runner.processes.internal.host;

import dev.runner.processes.internal.wire.Polling;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a pool that moves bytes, for all of its workers. It runs no users' code and never waits for a
 * worker. A thread that waits for the only result under way moves them in its place for a moment, as {@link Watch}
 * says; where short waits are asked for, threads that wait look for results before they sleep. They do what this thread
 * would: no decoding by users' code, no callbacks. What interrupts them closes nothing, since no channel blocks.
 */
final class Traffic {

    private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);

    /** What to do when a channel is ready. */
    interface Ready {
        /** Is called by the thread of the traffic; what it throws closes the channel. */
        void ready(SelectionKey key) throws IOException;

        /** Tells whether something has come in another way. Any thread may call. */
        default boolean hasNews() {
            return false;
        }

        /** Takes what has come in another way: whether that was anything. What it throws closes the channel. */
        default boolean look() throws IOException {
            return false;
        }

        /** Nobody looks any more until something comes on the channel, or that is over. */
        default void sleeps(boolean asleep) {}

        /** Is called once when the channel is closed for an exception. */
        void broken(IOException cause);
    }

    /** How long a thread that waits for a result moves bytes at most: it is worth it for short tasks only. */
    private static final long GUEST_MILLIS = 5;

    private static final long LEAST_GUEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** After how long it is looked again who keeps others waiting. */
    private static final long LOOK_MILLIS = 2;

    private final LongSupplier quietNanos;
    private final IntSupplier underWay;
    private final boolean polls;
    private final Selector selector;
    private final Posts posts = new Posts();
    private final Watch watch;
    private final Polling polling = new Polling();
    private final ConcurrentLinkedQueue<Runnable> todo = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private BooleanSupplier look = () -> false;
    private long lookedNanos;
    private volatile boolean looks;
    private volatile boolean ended;

    /**
     * Makes it, with a thread that {@link #start} starts.
     *
     * @param polls whether threads look for results before they sleep
     * @param quietNanos tells for how long it is better to wait for more to come, since so much is under way
     * @param underWay tells how many tasks have been neither answered nor given up
     * @param failed is told if it stops before its end
     */
    Traffic(String poolName, boolean polls, LongSupplier quietNanos, IntSupplier underWay, Consumer<Throwable> failed)
            throws IOException {
        this.polls = polls;
        this.quietNanos = quietNanos;
        this.underWay = underWay;
        this.selector = Selector.open();
        this.thread = new Thread(() -> move(failed), poolName + "-traffic");
        thread.setDaemon(true);
        this.watch = new Watch(thread);
    }

    /**
     * Starts the thread.
     *
     * @param lookout looks who keeps others waiting: whether it is to do that again soon
     */
    void start(BooleanSupplier lookout) {
        look = lookout;
        thread.start();
    }

    /** Watches a channel that does not block. Any thread may call. */
    void register(SelectableChannel channel, int operations, Ready ready) {
        soon(() -> {
            try {
                posts.add(channel.register(selector, operations, ready));
            } catch (ClosedChannelException e) {
                ready.broken(e);
            }
        });
    }

    /** Asks to be told when a channel takes bytes again. Any thread may call. */
    void wantWritable(SelectableChannel channel) {
        soon(() -> {
            SelectionKey key = channel.keyFor(selector);
            if (key != null && key.isValid()) {
                key.interestOpsOr(SelectionKey.OP_WRITE);
            }
        });
    }

    /** Tells whether to read from a channel. Called by the thread of the traffic. */
    void wantReadable(SelectableChannel channel, boolean wanted) {
        SelectionKey key = channel.keyFor(selector);
        if (key == null || !key.isValid()) {
            return;
        } else if (wanted) {
            key.interestOpsOr(SelectionKey.OP_READ);
        } else {
            key.interestOpsAnd(~SelectionKey.OP_READ);
        }
    }

    /** Has something done by the thread of the traffic. Any thread may call. */
    void soon(Runnable work) {
        todo.add(work);
        wakeAll();
    }

    /** Ends the thread. Any thread may call. */
    void end() {
        ended = true;
        wakeAll();
    }

    private void wakeAll() {
        watch.callTraffic();
        selector.wakeup();
    }

    /** Tells whether the thread has not ended. Any thread may call. */
    boolean isMoving() {
        return !ended;
    }

    // The thread of the traffic

    private void move(Consumer<Throwable> failed) {
        try (selector) {
            while (!ended) {
                if (watch.isTraffics()) {
                    moveOn();
                } else {
                    standBy();
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("the traffic of a pool has stopped", e);
            ended = true;
            failed.accept(e);
        }
    }

    private void moveOn() throws IOException {
        boolean offered = watch.isWanted() && underWay.getAsInt() <= 1;
        if (offered) {
            looks = false;
            watch.leaveToGuests(); // before anybody gets a result, and comes again
        }
        boolean found = posts.look();
        if (offered && (underWay.getAsInt() == 0 || !watch.takeBack())) {
            return;
        }
        boolean looksAgain = lookOut();
        if (found) {
            selector.selectNow(posts::serve);
            rest(quietNanos.getAsLong());
        } else {
            sleep(looksAgain ? LOOK_MILLIS : 0);
        }
        doWork();
    }

    /**
     * Looks who keeps others waiting, if it is time: whether to look again soon. What is about to wait while that is
     * found needless sees that nobody looks.
     */
    private boolean lookOut() {
        long now = System.nanoTime();
        if (!looks || now - lookedNanos >= TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)) {
            lookedNanos = now;
            looks = false;
            looks = look.getAsBoolean();
        }
        return looks;
    }

    /** Something waits for an answer that is to come soon: sees to it that it is looked whether it does. */
    void requireLooks() {
        if (!looks) {
            wakeAll();
        }
    }

    /** It is longer than asked for by what the system adds to short waits. */
    private static void rest(long nanos) {
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
    }

    /** Guests have the watch: looks from time to time whether they still come, and for what they do not look for. */
    private void standBy() throws IOException {
        boolean guestsCome = watch.standBy();
        if (watch.isTraffics() && guestsCome) {
            posts.look();
            selector.selectNow(posts::serve);
            doWork();
            watch.resume();
        }
    }

    private void doWork() {
        for (Runnable work = todo.poll(); work != null; work = todo.poll()) {
            posts.run(work);
        }
    }

    /**
     * Waits until something comes on a channel. Who would only be looked at otherwise is told first. What is to be done
     * has woken somebody, but that may have been another thread, which had the watch before.
     */
    private void sleep(long millis) throws IOException {
        try {
            if (posts.sleeps() && todo.isEmpty() && !ended) {
                selector.select(posts::serve, millis);
            } else {
                selector.selectNow(posts::serve);
            }
        } finally {
            posts.wakes();
        }
    }

    /** A task has been sent: sees to it that somebody reads the answer if several are awaited. */
    void sent() {
        if (watch.isNobodys() && underWay.getAsInt() > 1) {
            watch.requireSomebody();
        }
    }

    // Threads that wait for a result

    /**
     * Moves bytes in the calling thread, which waits for a result, if that is the only one under way; before, looks for
     * it for a moment where that is asked for. Returns when it is there, and at any time before.
     *
     * @param nanos how long the thread may wait
     */
    void await(BooleanSupplier done, long nanos) {
        if (!Guests.isFit()) {
            watch.requireSomebody();
        } else if (!polls || !poll(done)) {
            if (nanos < LEAST_GUEST_NANOS || underWay.getAsInt() > 1) {
                watch.requireSomebody();
            } else if (watch.take()) {
                moveAsGuest(done, nanos);
            }
        }
    }

    private void moveAsGuest(BooleanSupplier done, long nanos) {
        boolean more = true;
        try {
            long start = System.nanoTime();
            moveUntil(done, start + Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(GUEST_MILLIS)));
            boolean isDone = done.getAsBoolean();
            if (polls && isDone) {
                polling.slept(System.nanoTime() - start);
            }
            more = !isDone || underWay.getAsInt() > 0 || !todo.isEmpty();
        } catch (IOException | RuntimeException | Error e) {
            LOG.debug("the thread of the traffic sees to it", e);
        } finally {
            watch.leave(more);
        }
    }

    private void moveUntil(BooleanSupplier done, long end) throws IOException {
        Thread me = Thread.currentThread();
        while (!done.getAsBoolean() && !ended && !me.isInterrupted() && underWay.getAsInt() <= 1 && todo.isEmpty()) {
            long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (millis <= 0) {
                return;
            }
            if (!posts.look()) {
                sleep(millis);
            }
        }
    }

    /** Looks for what has come in another way than on a channel, as long as that seems worth it. */
    private boolean poll(BooleanSupplier done) {
        try {
            posts.lookerComes();
            return polling.poll(() -> {
                posts.lookIfNobodyDoes();
                return done.getAsBoolean();
            });
        } finally {
            posts.lookerLeaves();
            watch.looked();
        }
    }

    /** A result has come in another way: a thread that waits for it here is to see that. Any thread may call. */
    void wakeGuest() {
        if (watch.hasOtherGuest()) {
            selector.wakeup();
        }
    }
}
