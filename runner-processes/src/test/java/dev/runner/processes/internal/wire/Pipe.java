package dev.runner.processes.internal.wire;

import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/** A channel that does not block: takes so many bytes at a time, as long as there is room, and gives them back. */
final class Pipe implements ByteChannel {

    private final ByteBuffer memory;
    private final int most;
    private int copied;

    Pipe(int room, int most) {
        this.memory = ByteBuffer.allocate(room);
        this.most = most;
    }

    /** How many bytes the channel was offered, over all writes. */
    int copied() {
        return copied;
    }

    @Override
    public int write(ByteBuffer from) {
        copied += from.remaining();
        int step = Math.min(Math.min(from.remaining(), most), memory.remaining());
        memory.put(from.slice(from.position(), step));
        from.position(from.position() + step);
        return step;
    }

    @Override
    public int read(ByteBuffer to) {
        memory.flip();
        int step = Math.min(Math.min(memory.remaining(), to.remaining()), most);
        to.put(memory.slice(0, step));
        memory.position(step);
        memory.compact();
        return step;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
