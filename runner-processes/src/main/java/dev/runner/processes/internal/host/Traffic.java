package dev.runner.processes.internal.host;

import dev.runner.processes.internal.wire.Polling;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a pool that moves bytes, for all of its workers. It runs no users' code and never waits for a
 * worker. Where short waits are asked for, threads that wait for results look for them in its place for a moment: one
 * at a time, and it sleeps meanwhile.
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

    /** How long a rest is at least. It is longer than that by what the system adds to short waits. */
    private static final long REST_NANOS = 20_000;

    private final BooleanSupplier rests;
    private final Selector selector;

    /** Is held by who serves: the thread of the traffic, or one that polls. It guards what is not final here. */
    private final ReentrantLock serving = new ReentrantLock();

    private final List<SelectionKey> keys = new CopyOnWriteArrayList<>();
    private final Polling polling = new Polling();
    private boolean asleep;
    private int pollers;
    private final ConcurrentLinkedQueue<Runnable> todo = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    /**
     * Starts the thread.
     *
     * @param rests tells whether so much is under way that it is better to wait a moment for more to come
     * @param failed is told if it stops before its end
     */
    Traffic(String poolName, BooleanSupplier rests, Consumer<Throwable> failed) throws IOException {
        this.rests = rests;
        this.selector = Selector.open();
        Thread thread = new Thread(() -> move(failed), poolName + "-traffic");
        thread.setDaemon(true);
        thread.start();
    }

    /** Watches a channel that does not block. Any thread may call. */
    void register(SelectableChannel channel, int operations, Ready ready) {
        soon(() -> {
            try {
                keys.add(channel.register(selector, operations, ready));
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
        selector.wakeup();
    }

    /** Ends the thread. Any thread may call. */
    void end() {
        ended = true;
        selector.wakeup();
    }

    /** Tells whether the thread has not ended. Any thread may call. */
    boolean isMoving() {
        return !ended;
    }

    private void move(Consumer<Throwable> failed) {
        try (selector) {
            while (!ended) {
                if (look()) {
                    selector.selectNow(this::serve);
                    if (rests.getAsBoolean()) {
                        LockSupport.parkNanos(REST_NANOS);
                    }
                } else {
                    sleep();
                }
                for (Runnable work = todo.poll(); work != null; work = todo.poll()) {
                    run(work);
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("the traffic of a pool has stopped", e);
            ended = true;
            failed.accept(e);
        }
    }

    private void run(Runnable work) {
        serving.lock();
        try {
            work.run();
        } finally {
            serving.unlock();
        }
    }

    /** Waits until something comes on a channel. Who would only be looked at otherwise is told first. */
    private void sleep() throws IOException {
        if (isToSleep()) {
            selector.select(this::serve);
        } else {
            selector.selectNow(this::serve);
        }
        serving.lock();
        try {
            asleep = false;
            tellWhoLooks();
        } finally {
            serving.unlock();
        }
    }

    private boolean isToSleep() {
        serving.lock();
        try {
            asleep = true;
            tellWhoLooks();
            return !look();
        } finally {
            serving.unlock();
        }
    }

    private void tellWhoLooks() {
        keys.forEach(key -> ((Ready) key.attachment()).sleeps(asleep && pollers == 0));
    }

    /** Looks, from a thread that waits, for what has come in another way, as long as that seems worth it. */
    void poll(BooleanSupplier done) {
        if (polling.isPaused()) {
            return;
        }
        pollerCame(1);
        try {
            polling.poll(() -> {
                if (hasNews()) {
                    lookIfNobodyDoes();
                }
                return done.getAsBoolean();
            });
        } finally {
            pollerCame(-1);
        }
    }

    private boolean hasNews() {
        for (SelectionKey key : keys) {
            if (((Ready) key.attachment()).hasNews()) {
                return true;
            }
        }
        return false;
    }

    private void lookIfNobodyDoes() {
        if (serving.tryLock()) {
            try {
                look();
            } finally {
                serving.unlock();
            }
        }
    }

    /** So many poll more than before. When none is left, what has come meanwhile is taken. */
    private void pollerCame(int more) {
        serving.lock();
        try {
            pollers += more;
            tellWhoLooks();
            if (pollers == 0) {
                look();
            }
        } finally {
            serving.unlock();
        }
    }

    private boolean look() {
        serving.lock();
        try {
            boolean found = false;
            boolean someAreGone = false;
            for (SelectionKey key : keys) {
                someAreGone |= !key.isValid();
                found |= key.isValid() && serve(key, Ready::look);
            }
            if (someAreGone) {
                keys.removeIf(key -> !key.isValid());
            }
            return found;
        } finally {
            serving.unlock();
        }
    }

    private void serve(SelectionKey key) {
        serve(key, ready -> {
            ready.ready(key);
            return true;
        });
    }

    /** What is done with who waits for a channel. */
    private interface Service {
        boolean done(Ready ready) throws IOException;
    }

    private boolean serve(SelectionKey key, Service service) {
        Ready ready = (Ready) key.attachment();
        serving.lock();
        try {
            return service.done(ready);
        } catch (CancelledKeyException e) {
            LOG.debug("closed meanwhile", e);
            return false;
        } catch (IOException e) {
            key.cancel();
            ready.broken(e);
            return false;
        } catch (RuntimeException | Error e) {
            LOG.error("a message could not be served", e);
            key.cancel();
            ready.broken(new IOException("a message could not be served: " + e, e));
            return false;
        } finally {
            serving.unlock();
        }
    }
}
