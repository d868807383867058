package dev.runner.processes.internal.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is to be written to a channel that does not block, in order. Thread-safe: the lock is held while the kernel
 * copies, never while it waits. An interrupt of the writing thread does no harm, as it would on a channel that blocks.
 *
 * <p>All goes through one chunk of memory outside of the heap: given a long buffer of the heap, a channel would copy
 * all that is left of it for every part that the kernel takes.
 */
public final class Outbox {

    private static final int CHUNK = 128 * 1024;

    private final WritableByteChannel channel;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<ByteBuffer> parts = new ArrayDeque<>();
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    private final FrameWriter writer = new FrameWriter();
    private int added;
    private volatile long written;

    /** Makes the outbox of a channel that does not block. */
    public Outbox(WritableByteChannel channel) {
        this.channel = channel;
    }

    /** Adds a message, to be written by the next {@link #flush()}. What it carries is not copied if it is long. */
    public void add(Message message) {
        byte[] payload = Frames.payload(message);
        lock.lock();
        try {
            ByteBuffer head = writer.start(message, payload, added);
            if (parts.isEmpty() && head.remaining() + (long) payload.length <= chunk.remaining()) {
                chunk.put(head).put(payload);
            } else {
                ByteBuffer kept =
                        ByteBuffer.allocate(head.remaining()).put(head).flip();
                parts.add(kept);
                if (payload.length > 0) {
                    parts.add(ByteBuffer.wrap(payload));
                }
            }
            added++;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many bytes the kernel has taken. */
    public long written() {
        return written;
    }

    /** Writes what the kernel takes: whether that was all. */
    public boolean flush() throws IOException {
        lock.lock();
        try {
            while (fillChunk()) {
                if (writeChunk() == 0) {
                    return false;
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Moves on what fits: whether there is anything to write. */
    private boolean fillChunk() {
        while (!parts.isEmpty() && chunk.hasRemaining()) {
            ByteBuffer part = parts.element();
            int step = Math.min(part.remaining(), chunk.remaining());
            chunk.put(part.slice(part.position(), step));
            part.position(part.position() + step);
            if (!part.hasRemaining()) {
                parts.remove();
            }
        }
        return chunk.position() > 0;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock
    private int writeChunk() throws IOException {
        chunk.flip();
        try {
            int taken = channel.write(chunk);
            written += taken;
            return taken;
        } finally {
            chunk.compact();
        }
    }
}
