package dev.runner.remote.internal;

import dev.runner.Shared;
import dev.runner.remote.SharedBlocks;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Bytes as they are written, with room that grows. Used by one thread. */
public final class Sink extends OutputStream {

    private static final int LARGE = 64 * 1024;
    private static final int MOST = Integer.MAX_VALUE - 8;

    private final @Nullable SharedBlocks shared;
    private final @Nullable SharedValues values;
    private final Uses uses;
    private List<SharedBlocks.Block> blocks = List.of();
    private byte[] bytes;
    private int length;

    /** Makes it, with room for so many bytes. */
    public Sink(int room) {
        this(room, null);
    }

    /**
     * Makes it, with room for so many bytes.
     *
     * @param shared lends room for what is long, or null if all is to be written here
     */
    public Sink(int room, @Nullable SharedBlocks shared) {
        this(room, shared, null);
    }

    /**
     * Makes it, with room for so many bytes.
     *
     * @param shared lends room for what is long, or null if all is to be written here
     * @param values knows handles of shared values, or null if none are to be written
     */
    public Sink(int room, @Nullable SharedBlocks shared, @Nullable SharedValues values) {
        this(room, shared, values, new Uses());
    }

    /**
     * Makes it, with room for so many bytes.
     *
     * @param shared lends room for what is long, or null if all is to be written here
     * @param values knows handles of shared values, or null if none are to be written
     * @param uses takes note of those that are
     */
    public Sink(int room, @Nullable SharedBlocks shared, @Nullable SharedValues values, Uses uses) {
        this.bytes = new byte[room];
        this.shared = shared;
        this.values = values;
        this.uses = uses;
    }

    /** Notes that a handle is used, and returns its parcel: null if the handle is not to be written. */
    @Nullable
    Parcel use(Shared<?> handle) {
        Parcel parcel = values == null ? null : values.parcelOf(handle);
        if (parcel != null) {
            uses.add(parcel);
        }
        return parcel;
    }

    /** Returns the shared values whose handles were written. */
    public Uses uses() {
        return uses;
    }

    /** Returns what was borrowed. */
    public List<SharedBlocks.Block> blocks() {
        return blocks;
    }

    /** Borrows a block: null if there is none. */
    SharedBlocks.@Nullable Block borrow(long count) {
        SharedBlocks.Block block = shared == null || count > MOST ? null : shared.lend((int) count);
        if (block != null) {
            blocks = Stream.concat(blocks.stream(), Stream.of(block)).toList();
        }
        return block;
    }

    /** Returns how many bytes have room in what was borrowed. */
    public long borrowedBytes() {
        long bytes = 0;
        for (SharedBlocks.Block block : blocks) {
            bytes += block.memory().remaining();
        }
        return bytes;
    }

    /** Gives back what was borrowed: what was written is of no use. */
    public void giveBack() {
        giveBlocksBack();
        uses.release();
    }

    /** Gives back the blocks that were borrowed: what was written is of no use, and will be written otherwise. */
    void giveBlocksBack() {
        blocks.forEach(SharedBlocks.Block::giveBack);
        blocks = List.of();
    }

    /** Returns what was written; if its room is just filled, without a copy, and then nothing more may be written. */
    public byte[] toByteArray() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private void room(int more) {
        long least = (long) length + more;
        if (least > bytes.length) {
            bytes = Arrays.copyOf(bytes, requireFitting(Math.max(least, Math.min(2L * bytes.length, MOST))));
        }
    }

    private static int requireFitting(long size) {
        if (size > MOST) {
            throw new OutOfMemoryError("more than " + MOST + " bytes don't fit in an array (were " + size + ")");
        }
        return (int) size;
    }

    @Override
    public void write(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    @Override
    public void write(byte[] from, int offset, int count) {
        room(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    /** Returns how many bytes were written. */
    public int length() {
        return length;
    }

    /** Takes back all but so many bytes. */
    public void cut(int to) {
        length = to;
    }

    /** Writes a whole number, seven bits to a byte, the lowest first. */
    public void putNumber(long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            write((int) left | 0x80);
            left >>>= 7;
        }
        write((int) left);
    }

    /** Writes a whole number that may be negative, so that those near 0 are short. */
    void putSigned(long value) {
        putNumber((value << 1) ^ (value >> 63));
    }

    /** Returns room for just so many bytes, which count as written. Where there are many, no more room is made. */
    ByteBuffer next(long count) {
        if (count < LARGE) {
            room((int) count);
        } else if (count > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, requireFitting(length + count));
        }
        length += (int) count;
        return ByteBuffer.wrap(bytes, length - (int) count, (int) count).slice().order(ByteOrder.LITTLE_ENDIAN);
    }
}
