package dev.runner.processes.internal.host;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a pool that moves bytes, for all of its workers. It runs no users' code and never waits for a
 * worker.
 */
final class Traffic {

    private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);

    /** What to do when a channel is ready. */
    interface Ready {
        /** Is called by the thread of the traffic; what it throws closes the channel. */
        void ready(SelectionKey key) throws IOException;

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
                channel.register(selector, operations, ready);
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
                    work.run();
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("the traffic of a pool has stopped", e);
            ended = true;
            failed.accept(e);
        }
    }

    /** Waits until something comes on a channel. Who would only be looked at otherwise is told first. */
    private void sleep() throws IOException {
        selector.keys().forEach(key -> ((Ready) key.attachment()).sleeps(true));
        if (look()) {
            selector.selectNow(this::serve);
        } else {
            selector.select(this::serve);
        }
        selector.keys().forEach(key -> ((Ready) key.attachment()).sleeps(false));
    }

    private boolean look() {
        boolean found = false;
        for (SelectionKey key : selector.keys()) {
            found |= key.isValid() && serve(key, Ready::look);
        }
        return found;
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

    private static boolean serve(SelectionKey key, Service service) {
        Ready ready = (Ready) key.attachment();
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
        }
    }
}
