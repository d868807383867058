package dev.runner.remote.internal;

import dev.runner.Shared;
import dev.runner.remote.SharedBlocks;
import dev.runner.remote.SharedParcel;
import java.util.List;

/**
 * A shared value on the side that has shared it: encoded once, until its handle is closed. What of it lies in blocks is
 * given back when in addition no task is under way that uses it. The monitor guards all that changes.
 */
public final class Parcel implements SharedParcel {

    private static final byte[] NOTHING = {};

    private final Shared<?> handle;
    private final int number;
    private final List<SharedBlocks.Block> blocks;
    private final Uses inside;
    private byte[] bytes;
    private int uses;
    private boolean closed;

    /**
     * Makes a parcel.
     *
     * @param blocks what it has borrowed
     * @param inside what is used by the handles that the value has in it, which is released with the parcel
     */
    Parcel(Shared<?> handle, int number, byte[] bytes, List<SharedBlocks.Block> blocks, Uses inside) {
        this.handle = handle;
        this.number = number;
        this.bytes = bytes;
        this.blocks = blocks;
        this.inside = inside;
    }

    Shared<?> handle() {
        return handle;
    }

    List<Parcel> inside() {
        return inside.parcels();
    }

    @Override
    public int number() {
        return number;
    }

    /** Returns how long it is, with what lies in blocks. */
    public synchronized long size() {
        return bytes.length
                + blocks.stream().mapToLong(block -> block.memory().remaining()).sum();
    }

    @Override
    public synchronized byte[] bytes() {
        return bytes;
    }

    /** A task is under way that uses it: false if it comes too late for that. */
    synchronized boolean use() {
        uses += closed ? 0 : 1;
        return !closed;
    }

    @Override
    public synchronized void release() {
        uses--;
        giveBackIfUnused();
    }

    /** Its handle is closed, or it came to nothing. To be called once. */
    public synchronized void close() {
        closed = true;
        bytes = NOTHING;
        giveBackIfUnused();
    }

    private void giveBackIfUnused() {
        if (closed && uses == 0) {
            blocks.forEach(SharedBlocks.Block::giveBack);
            inside.release();
        }
    }
}
