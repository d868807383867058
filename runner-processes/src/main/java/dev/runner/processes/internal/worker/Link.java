package dev.runner.processes.internal.worker;

import dev.runner.processes.internal.launch.WorkerSettings;
import dev.runner.processes.internal.wire.Channels;
import dev.runner.processes.internal.wire.Frames;
import dev.runner.processes.internal.wire.Inbox;
import dev.runner.processes.internal.wire.Message;
import dev.runner.processes.internal.wire.Outbox;
import dev.runner.processes.internal.wire.Polling;
import dev.runner.processes.internal.wire.ResultRing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The worker's connection to its pool. Any thread may send. One reads at a time: the thread that runs tasks when it has
 * none, so that a task that comes needs no other thread first, and another while a task takes long.
 *
 * <p>The channel does not block, since a thread that is interrupted while it blocks in one closes it. Who finds no
 * room, or nothing to read, waits with a selector instead, interrupted or not. When the connection breaks, or its
 * reader does, the worker ends: one that no longer hears its pool must not stay.
 */
final class Link {

    private static final long WAIT_MILLIS = 1000;

    private final SocketChannel channel;
    private final ResultRing ring;
    private final Outbox outbox;
    private final Inbox inbox;
    private final Selector writable;
    private final Selector readable;
    private final ReentrantLock waiting = new ReentrantLock();

    /** Is held by who reads. */
    private final ReentrantLock reading = new ReentrantLock();

    private final boolean polls;
    private final Polling polling = new Polling();
    private volatile boolean readerIsWanted;
    private volatile boolean ending;

    private Link(SocketChannel channel, ResultRing ring, int longestFrame, boolean polls) throws IOException {
        this.polls = polls;
        this.channel = channel;
        this.ring = ring;
        this.outbox = new Outbox(channel);
        this.inbox = new Inbox(channel, longestFrame);
        this.writable = Selector.open();
        this.readable = Selector.open();
        channel.register(writable, SelectionKey.OP_WRITE);
        channel.register(readable, SelectionKey.OP_READ);
    }

    static Link connect(WorkerSettings settings, ResultRing ring) throws IOException {
        SocketAddress address = settings.socket().isEmpty()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port())
                : UnixDomainSocketAddress.of(Path.of(settings.socket()));
        SocketChannel channel = SocketChannel.open(address);
        Channels.prepare(channel);
        return new Link(channel, ring, settings.maxTaskBytes() + Frames.OVERHEAD, settings.lowLatency());
    }

    /** Adds a message that {@link #flush()} sends, or the next that is sent. */
    void add(Message message) {
        outbox.add(message);
    }

    /** Sends a message, and returns when the kernel has it: whatever becomes of this worker then, it arrives. */
    void send(Message message) {
        outbox.add(message);
        flush();
    }

    /**
     * Tells an outcome of which nothing was said before, by the shared memory where there is room in it. Whatever
     * becomes of this worker then, it arrives. The thread that runs tasks calls it.
     *
     * @param moreFollow whether others are about to be told, with which it may be seen by a pool that sleeps
     */
    void answer(Message.Ended ended, boolean moreFollow) {
        if (!ring.put(ended)) {
            send(ended);
        } else if (ring.isPoolAsleep() && (!moreFollow || ring.isFilling())) {
            send(new Message.Look());
        }
    }

    /** Tells whether there are outcomes in the shared memory, and a pool that does not look there. */
    boolean hasUnseen() {
        return ring.isPoolAsleep() && ring.hasUntaken();
    }

    /** Has the pool look at the shared memory. */
    void wakePool() {
        send(new Message.Look());
    }

    /** Sends what was added, and returns when the kernel has it. */
    void flush() {
        boolean interrupted = false;
        try {
            while (!outbox.flush()) {
                interrupted |= awaitRoom();
            }
        } catch (IOException e) {
            lost(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits until the kernel takes more: whether the thread was interrupted meanwhile. */
    private boolean awaitRoom() throws IOException {
        waiting.lock();
        try {
            writable.select(WAIT_MILLIS);
            writable.selectedKeys().clear();
        } finally {
            waiting.unlock();
        }
        return Thread.interrupted();
    }

    /**
     * Waits until something has come, and takes it. Whoever reads meanwhile is asked to leave that to the caller, and
     * may have taken what the caller wants before it does.
     *
     * @param wanted tells whether there is still something to wait for
     */
    void receive(BooleanSupplier wanted, Inbox.Receiver receiver) {
        if (!reading.tryLock()) {
            readerIsWanted = true;
            wakeReader();
            reading.lock();
            readerIsWanted = false;
        }
        try {
            if (!wanted.getAsBoolean()) {
                return;
            } else if (!polls) {
                takeNext(receiver);
            } else if (!polling.poll(() -> takesAnything(receiver))) {
                long start = System.nanoTime();
                takeNext(receiver);
                polling.slept(System.nanoTime() - start);
            }
        } finally {
            reading.unlock();
        }
    }

    /** Takes what comes as long as that is wanted and no other thread wants to do it. */
    void receiveWhile(BooleanSupplier wanted, Inbox.Receiver receiver) {
        reading.lock();
        try {
            while (!readerIsWanted && wanted.getAsBoolean()) {
                takeNext(receiver);
            }
        } finally {
            reading.unlock();
        }
    }

    /** Has who reads look whether that is still wanted. */
    void wakeReader() {
        readable.wakeup();
    }

    /** Takes what is there: whether that was anything. */
    private boolean takesAnything(Inbox.Receiver receiver) {
        try {
            Thread.interrupted(); // left by a task: nobody interrupts who reads
            inbox.receive(receiver);
            if (inbox.hasEnded()) {
                lost(null);
            }
            return !inbox.isDry();
        } catch (Throwable e) {
            lost(e);
            return true;
        }
    }

    private void takeNext(Inbox.Receiver receiver) {
        try {
            readable.select();
            readable.selectedKeys().clear();
            Thread.interrupted(); // left by a task: nobody interrupts who reads
            inbox.receive(receiver);
            if (inbox.hasEnded()) {
                lost(null);
            }
        } catch (Throwable e) {
            lost(e);
        }
    }

    /** All has been sent: ends the connection in order. */
    void finish() throws IOException {
        ending = true;
        channel.close();
    }

    private void lost(@Nullable Throwable cause) {
        if (!ending) {
            WorkerEnd.halt(WorkerEnd.NO_POOL, cause == null ? null : "lost the connection to the pool: " + cause);
        }
    }
}
