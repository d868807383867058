package dev.runner.processes.internal.host;

import dev.runner.processes.internal.wire.BadFrameException;
import dev.runner.processes.internal.wire.Channels;
import dev.runner.processes.internal.wire.Inbox;
import dev.runner.processes.internal.wire.Message;
import dev.runner.processes.internal.wire.Outbox;
import dev.runner.processes.internal.wire.ResultRing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to one worker: an address at which only this worker is expected, then the channel to it. Who connects
 * and does not know the token is refused, and the worker awaited further. When the process has ended, what it said is
 * read, and then nobody is waited for: a process that it started may have inherited the other end.
 *
 * <p>The thread of the traffic accepts and reads; any thread may send. {@link Listener} is called by the thread of the
 * traffic.
 */
final class Connection {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final int TOKEN_BYTES = 32;
    private static final int LONGEST_HELLO = 4096;

    /**
     * How far the worker and the pool have come.
     *
     * @param read how many bytes have come from the worker
     * @param written how many bytes the kernel has taken for the worker
     * @param partial whether the last of those that came are a part of a frame
     */
    record Progress(long read, long written, boolean partial) {}

    /** Hears what comes from the worker. */
    interface Listener {
        void received(Message.Up message) throws BadFrameException;

        /** All that has come so far has been handed on. */
        void allReceived() throws BadFrameException;

        /** Tells whether nothing more is to be read for now; {@link #reconsider()} asks again. */
        boolean isBehind();

        /** Nothing more will come. */
        void closed(@Nullable IOException cause);
    }

    private final Traffic traffic;
    private final Listener listener;
    private final ResultRing ring;
    private final int longestFrame;
    private final ServerSocketChannel server;
    private final String token;
    private volatile @Nullable SocketChannel channel;
    private volatile @Nullable Outbox outbox;
    private volatile @Nullable Inbox inbox;
    private volatile @Nullable IOException brokenBy;
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch processHasEnded = new CountDownLatch(1);
    private final List<Caller> callers = new ArrayList<>();
    private boolean closed;

    /**
     * Begins to listen.
     *
     * @param socket where to listen, or empty for a port on the loopback interface
     * @param ring where the worker puts outcomes
     */
    Connection(
            Traffic traffic,
            Optional<Path> socket,
            ResultRing ring,
            RandomGenerator random,
            int longestFrame,
            Listener listener)
            throws IOException {
        this.traffic = traffic;
        this.ring = ring;
        this.listener = listener;
        this.longestFrame = longestFrame;
        byte[] secret = new byte[TOKEN_BYTES];
        random.nextBytes(secret);
        this.token = HexFormat.of().formatHex(secret);
        this.server = listening(socket);
    }

    private static ServerSocketChannel listening(Optional<Path> socket) throws IOException {
        ServerSocketChannel opened =
                socket.isPresent() ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        boolean complete = false;
        try {
            opened.bind(
                    socket.isPresent()
                            ? UnixDomainSocketAddress.of(socket.get())
                            : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            opened.configureBlocking(false);
            complete = true;
            return opened;
        } finally {
            if (!complete) {
                closeQuietly(opened);
            }
        }
    }

    /** Begins to accept. */
    void listen() {
        traffic.register(server, SelectionKey.OP_ACCEPT, new Traffic.Ready() {
            @Override
            public void ready(SelectionKey key) throws IOException {
                accept();
            }

            @Override
            public void broken(IOException cause) {
                close(cause);
            }
        });
    }

    String token() {
        return token;
    }

    /** Returns the port at which it listens, or 0 for a socket in the file system. */
    int port() throws IOException {
        return server.getLocalAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
    }

    private void accept() throws IOException {
        for (SocketChannel caller = server.accept(); caller != null; caller = server.accept()) {
            Caller called = new Caller(caller);
            callers.add(called); // whatever happens now, it is closed with this
            Channels.prepare(caller);
            traffic.register(caller, SelectionKey.OP_READ, called);
        }
    }

    /** Adds a message; {@link #flush()} sends it. */
    void add(Message.Down message) {
        Outbox to = outbox;
        if (to != null) {
            to.add(message);
        }
    }

    /** Sends what was added as far as the kernel takes it, and has the rest sent when it does. */
    void flush() {
        Outbox to = outbox;
        SocketChannel over = channel;
        if (to == null || over == null) {
            return;
        }
        try {
            if (!to.flush()) {
                traffic.wantWritable(over);
            }
        } catch (IOException e) {
            LOG.debug("could not send: the end of the connection will be read", e);
        }
    }

    /** Reads no more as long as the listener is behind, and then goes on. Any thread may call. */
    void reconsider() {
        SocketChannel from = channel;
        if (from != null) {
            traffic.soon(() -> traffic.wantReadable(from, !listener.isBehind()));
        }
    }

    /** Tells whether what the worker sends has to wait. Any thread may call. */
    boolean isHeldUp() {
        return listener.isBehind();
    }

    /** Returns how far the worker and the pool have come. Any thread may call. */
    Progress progress() {
        Outbox to = outbox;
        Inbox from = inbox;
        return to == null || from == null
                ? new Progress(0, 0, false)
                : new Progress(from.bytesRead() + ring.bytesTaken(), to.written(), from.isPartial());
    }

    /** The process has ended: reads what it said, since nothing more will come. Called by the thread of the traffic. */
    void processEnded() {
        try {
            hear();
        } finally {
            processHasEnded.countDown();
        }
    }

    private void hear() {
        if (closed) {
            callers.forEach(Caller::lookOnceMore); // it has gone on after its connection broke
            return;
        }
        if (channel == null) {
            try {
                accept();
            } catch (IOException e) {
                LOG.debug("nobody was waiting", e);
            }
        }
        List.copyOf(callers).forEach(Caller::readAll);
        if (callers.isEmpty()) {
            close(null);
        }
    }

    /**
     * Reads what is there, and ends the connection although another process holds its other end. Called by the thread
     * of the traffic.
     */
    void giveUp() {
        processEnded();
        close(null);
    }

    /** Ends the connection. Called by the thread of the traffic, or before it was registered there. */
    void close(@Nullable IOException cause) {
        if (closed) {
            return;
        }
        closed = true;
        brokenBy = cause;
        closeQuietly(server);
        callers.forEach(caller -> closeQuietly(caller.caller));
        try {
            listener.closed(cause);
        } finally {
            end.countDown();
        }
    }

    /** Waits until the connection has ended, and all is read of a process that has: whether that is so. */
    boolean awaitClosed(long millis) {
        try {
            return end.await(millis, TimeUnit.MILLISECONDS) && processHasEnded.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            LOG.debug("interrupted while waiting for the end of a connection", e);
            return false;
        }
    }

    /** Returns what was wrong with the connection that has ended, or null. Any thread may call. */
    @Nullable
    IOException brokenBy() {
        return brokenBy;
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            LOG.debug("could not close", e);
        }
    }

    /** Somebody who has connected: the worker, once it has said so. */
    private final class Caller implements Traffic.Ready {

        private final SocketChannel caller;
        private final Inbox inbox;
        private final Outbox toCaller;
        private final Inbox.Receiver receiver = this::received;
        private volatile boolean known;
        private boolean toldAsleep;

        Caller(SocketChannel caller) {
            this.caller = caller;
            this.inbox = new Inbox(caller, LONGEST_HELLO);
            this.toCaller = new Outbox(caller);
        }

        @Override
        public void ready(SelectionKey key) throws IOException {
            if (key.isWritable() && toCaller.flush()) {
                key.interestOpsAnd(~SelectionKey.OP_WRITE);
            }
            if (!key.isReadable()) {
                return;
            }
            read();
            if (inbox.hasEnded()) {
                key.cancel();
                ended(null);
            }
        }

        private void read() throws IOException {
            try {
                inbox.receive(receiver);
            } finally {
                if (known) {
                    listener.allReceived();
                }
            }
        }

        @Override
        public boolean hasNews() {
            return known && !ring.isEmpty();
        }

        @Override
        public boolean look() throws IOException {
            if (!known || ring.isEmpty()) {
                return false;
            }
            try {
                return ring.takeAll(listener::received);
            } finally {
                listener.allReceived();
            }
        }

        @Override
        public void sleeps(boolean asleep) {
            if (known && asleep != toldAsleep) {
                ring.poolSleeps(asleep);
                toldAsleep = asleep;
            }
        }

        /** Reads all that is there. */
        private void readAll() {
            try {
                look();
                do {
                    read();
                } while (!inbox.isDry());
                if (inbox.hasEnded()) {
                    ended(null);
                }
            } catch (IOException e) {
                ended(e);
            } catch (RuntimeException | Error e) {
                LOG.error("a message could not be served", e);
                ended(new IOException("a message could not be served: " + e, e));
            }
        }

        /** What a worker has done before its connection broke is done. */
        private void lookOnceMore() {
            try {
                look();
            } catch (IOException | RuntimeException | Error e) {
                // such as no memory: it must not stop the traffic of other workers
                LOG.debug("what the worker left in the shared memory is of no use", e);
            }
        }

        private void received(Message message) throws IOException {
            if (known && message instanceof Message.Up up) {
                listener.received(up);
            } else if (!known && message instanceof Message.Hello hello && isRight(hello)) {
                known = true;
                inbox.longestFrame(longestFrame);
                outbox = toCaller;
                Connection.this.inbox = inbox;
                channel = caller;
                closeQuietly(server);
            } else {
                throw new BadFrameException("not what a worker of this pool says here: "
                        + message.getClass().getSimpleName());
            }
        }

        private boolean isRight(Message.Hello hello) {
            return channel == null
                    && hello.version() == Message.VERSION
                    && MessageDigest.isEqual(
                            hello.token().getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void broken(IOException cause) {
            ended(cause);
        }

        private void ended(@Nullable IOException cause) {
            if (known) {
                lookOnceMore();
                close(cause);
            } else if (callers.remove(this)) {
                if (cause instanceof BadFrameException) {
                    LOG.warn("refused a connection that did not come from a worker of this pool", cause);
                } else {
                    LOG.debug("somebody connected, and left without a word", cause);
                }
                closeQuietly(caller);
            }
        }
    }
}
