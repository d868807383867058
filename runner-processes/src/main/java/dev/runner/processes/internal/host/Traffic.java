package dev.runner.processes.internal.host;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.ConcurrentLinkedQueue;
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

        /** Is called once when the channel is closed for an exception. */
        void broken(IOException cause);
    }

    private final Selector selector;
    private final ConcurrentLinkedQueue<Runnable> todo = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    /**
     * Starts the thread.
     *
     * @param failed is told if it stops before its end
     */
    Traffic(String poolName, Consumer<Throwable> failed) throws IOException {
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
                selector.select(this::serve);
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

    private void serve(SelectionKey key) {
        Ready ready = (Ready) key.attachment();
        try {
            ready.ready(key);
        } catch (CancelledKeyException e) {
            LOG.debug("closed meanwhile", e);
        } catch (IOException e) {
            key.cancel();
            ready.broken(e);
        } catch (RuntimeException | Error e) {
            LOG.error("a message could not be served", e);
            key.cancel();
            ready.broken(new IOException("a message could not be served: " + e, e));
        }
    }
}
