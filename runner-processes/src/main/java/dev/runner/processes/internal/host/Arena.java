package dev.runner.processes.internal.host;

import dev.runner.processes.internal.launch.SharedDirectory;
import dev.runner.remote.SharedBlocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory that a pool shares with its workers, for long arrays: one arena for arguments, one for results. A block is a
 * file in the memory's own file system, mapped by both; it is used over and over, since it takes longer to make one
 * than to send what it holds. One that is given back is lent to the next who needs as much, or half as much at least.
 *
 * <p>Where there is no such file system, no room in it, or too much is lent already, nothing is lent, and the array
 * travels as all else does. The lock guards the lists, and is not held while a block is made. Thread-safe.
 */
final class Arena implements SharedBlocks {

    private static final Logger LOG = LoggerFactory.getLogger(Arena.class);

    /** How many blocks there may be: each is a mapping of the pool and of each worker that has used it. */
    private static final int MOST_BLOCKS = 64;

    /** How long they may be together. */
    static final long MOST_BYTES = 1L << 30;

    private static final int UNIT = 1 << 20;

    /** How long nothing more is made when there was no room. */
    private static final long NO_ROOM_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String poolName;
    private final SharedDirectory directory;
    private final int firstNumber;
    private final int timesRoom;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Block> free = new ArrayList<>();
    private final BitSet numbers = new BitSet();
    private long madeBytes;
    private long noRoomSince = System.nanoTime() - NO_ROOM_NANOS;
    private boolean closed;

    private Arena(String poolName, SharedDirectory directory, int firstNumber, int timesRoom) {
        this.poolName = poolName;
        this.directory = directory;
        this.firstNumber = firstNumber;
        this.timesRoom = timesRoom;
    }

    /** Makes that for arguments, without blocks. */
    static Arena forArguments(String poolName, SharedDirectory directory) {
        return new Arena(poolName, directory, 0, 1);
    }

    /**
     * Makes that for results, without blocks. Each leaves as much room as it takes, for arguments and for other pools.
     */
    static Arena forResults(String poolName, SharedDirectory directory) {
        return new Arena(poolName, directory, MOST_BLOCKS, 2);
    }

    @Override
    public @Nullable Loan lend(int bytes) {
        int size = (int) Math.min(Integer.MAX_VALUE, ((long) bytes + UNIT - 1) / UNIT * UNIT);
        int number;
        lock.lock();
        try {
            Block fitting = takeFree(size);
            if (fitting != null) {
                return new Loan(fitting, bytes);
            }
            number = numbers.nextClearBit(0);
            if (closed || isWithoutRoom() || number == MOST_BLOCKS || madeBytes + size > MOST_BYTES) {
                return null;
            }
            numbers.set(number);
            madeBytes += size;
        } finally {
            lock.unlock();
        }
        return made(number, size, bytes);
    }

    private boolean isWithoutRoom() {
        return System.nanoTime() - noRoomSince < NO_ROOM_NANOS;
    }

    /** Takes the shortest that is long enough, and not much longer. */
    private @Nullable Block takeFree(int size) {
        Block best = null;
        for (Block each : free) {
            boolean fits = each.size >= size && each.size / 2 <= size;
            if (fits && (best == null || each.size < best.size)) {
                best = each;
            }
        }
        if (best != null) {
            free.remove(best);
        }
        return best == null || best.mapped.exists() ? best : withoutFile(best, size);
    }

    /** Somebody has deleted the file of a block, which workers would not find: takes another. */
    private @Nullable Block withoutFile(Block gone, int size) {
        forget(gone);
        return takeFree(size);
    }

    private void forget(Block block) {
        numbers.clear(block.number);
        madeBytes -= block.size;
        block.mapped.giveUp();
    }

    private @Nullable Loan made(int number, int size, int bytes) {
        boolean hadNoRoom = true;
        Loan made = null;
        try {
            if (timesRoom > 1 && !directory.hasRoomFor((long) size * timesRoom)) {
                throw new IOException("there is no room for " + size + " bytes and as many to spare");
            }
            made = new Loan(new Block(number, directory.make(firstNumber + number, size), size), bytes);
            return made;
        } catch (ClosedByInterruptException e) {
            hadNoRoom = false;
            LOG.debug("pool '{}': interrupted while making a block of {} bytes", poolName, size, e);
            return null;
        } catch (IOException | OutOfMemoryError e) {
            LOG.debug("pool '{}' could make no block of {} bytes", poolName, size, e);
            return null;
        } finally {
            if (made == null) {
                notMade(number, size, hadNoRoom);
            }
        }
    }

    private void notMade(int number, int size, boolean hadNoRoom) {
        lock.lock();
        try {
            numbers.clear(number);
            madeBytes -= size;
            if (hadNoRoom) {
                noRoomSince = System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
    }

    private void takeBack(Block block) {
        lock.lock();
        try {
            if (closed) {
                forget(block);
            } else {
                free.add(block);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives the memory up that is not lent now, so that there is room for blocks of other lengths. */
    void giveUpFree() {
        lock.lock();
        try {
            free.forEach(this::forget);
            free.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Gives the memory up, of blocks that are lent when they are given back. Idempotent. */
    void close() {
        lock.lock();
        try {
            closed = true;
            free.forEach(this::forget);
            free.clear();
        } finally {
            lock.unlock();
        }
    }

    private record Block(int number, SharedDirectory.Mapped mapped, int size) {}

    /** A block while it is lent. */
    final class Loan implements SharedBlocks.Block {

        private final Block block;
        private final int bytes;
        private final AtomicBoolean over = new AtomicBoolean();

        private Loan(Block block, int bytes) {
            this.block = block;
            this.bytes = bytes;
        }

        @Override
        public String place() {
            return block.mapped.place();
        }

        @Override
        public ByteBuffer memory() {
            return block.mapped.memory().slice(0, bytes);
        }

        /** Returns how long all of the block is, which may be more than was asked for. */
        int size() {
            return block.size;
        }

        /** Returns the memory of all of the block. */
        ByteBuffer whole() {
            return block.mapped.memory().duplicate();
        }

        /**
         * Requires that all of its memory is there, whatever others did to its file.
         *
         * @throws IOException if it is not
         */
        void requireWhole() throws IOException {
            if (!block.mapped.isWhole()) {
                throw new IOException("somebody has cut " + place());
            }
        }

        @Override
        public void giveBack() {
            if (!over.getAndSet(true)) {
                takeBack(block);
            }
        }
    }
}
