package dev.runner.processes.internal.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is to be written to a channel that does not block, in order. Thread-safe: the lock is held while the kernel
 * copies, never while it waits. An interrupt of the writing thread does no harm, as it would on a channel that blocks.
 */
public final class Outbox {

    private static final int AT_ONCE = 64;

    private final GatheringByteChannel channel;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<ByteBuffer> frames = new ArrayDeque<>();
    private long bytes;

    /** Makes the outbox of a channel that does not block. */
    public Outbox(GatheringByteChannel channel) {
        this.channel = channel;
    }

    /** Adds a message, to be written by the next {@link #flush()}. */
    public void add(Message message) {
        ByteBuffer frame = Frames.encode(message);
        lock.lock();
        try {
            frames.add(frame);
            bytes += frame.remaining();
        } finally {
            lock.unlock();
        }
    }

    /** Writes what the kernel takes: whether that was all. */
    public boolean flush() throws IOException {
        lock.lock();
        try {
            while (!frames.isEmpty()) {
                ByteBuffer[] some = frames.stream().limit(AT_ONCE).toArray(ByteBuffer[]::new);
                long written = channel.write(some);
                bytes -= written;
                while (!frames.isEmpty() && !frames.element().hasRemaining()) {
                    frames.remove();
                }
                if (written == 0) {
                    return false;
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many bytes have not been written. */
    public long pendingBytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }
}
