package dev.runner.processes.internal.worker;

import dev.runner.processes.internal.launch.WorkerSettings;
import dev.runner.processes.internal.wire.Channels;
import dev.runner.processes.internal.wire.Frames;
import dev.runner.processes.internal.wire.Inbox;
import dev.runner.processes.internal.wire.Message;
import dev.runner.processes.internal.wire.Outbox;
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
import org.jspecify.annotations.Nullable;

/**
 * The worker's connection to its pool. Any thread may send; one reads.
 *
 * <p>The channel does not block, since a thread that is interrupted while it blocks in one closes it. Who finds no room
 * waits with a selector instead, interrupted or not. When the connection breaks, or its reader does, the worker ends:
 * one that no longer hears its pool must not stay.
 */
final class Link {

    private static final long WAIT_MILLIS = 1000;

    private final SocketChannel channel;
    private final Outbox outbox;
    private final Inbox inbox;
    private final Selector writable;
    private final ReentrantLock waiting = new ReentrantLock();
    private volatile boolean ending;

    private Link(SocketChannel channel, int longestFrame) throws IOException {
        this.channel = channel;
        this.outbox = new Outbox(channel);
        this.inbox = new Inbox(channel, longestFrame);
        this.writable = Selector.open();
        channel.register(writable, SelectionKey.OP_WRITE);
    }

    static Link connect(WorkerSettings settings) throws IOException {
        SocketAddress address = settings.socket().isEmpty()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port())
                : UnixDomainSocketAddress.of(Path.of(settings.socket()));
        SocketChannel channel = SocketChannel.open(address);
        Channels.prepare(channel);
        return new Link(channel, settings.maxTaskBytes() + Frames.OVERHEAD);
    }

    /** Sends a message, and returns when the kernel has it: whatever becomes of this worker then, it arrives. */
    void send(Message message) {
        boolean interrupted = Thread.interrupted();
        try {
            outbox.add(message);
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

    /** Starts the thread that reads. */
    void listen(TaskLoop loop) throws IOException {
        Selector readable = Selector.open();
        channel.register(readable, SelectionKey.OP_READ);
        Thread reader = new Thread(() -> read(readable, loop), "runner-link");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(Selector readable, TaskLoop loop) {
        try {
            while (!inbox.hasEnded()) {
                readable.select();
                readable.selectedKeys().clear();
                Thread.interrupted(); // a task that interrupts every thread it finds does not stop this one
                inbox.receive(loop::received);
            }
            lost(null);
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
