package dev.runner.processes.internal.host;

import dev.runner.processes.internal.launch.SharedDirectory;
import dev.runner.remote.SharedBlocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory that a pool shares with all of its workers, for long arrays. A block is a file in the memory's own file
 * system, mapped by both; it is used over and over, since it takes longer to make one than to send what it holds. One
 * that is given back is lent to the next who needs as much, or half as much at least.
 *
 * <p>Where there is no such file system, no room in it, or too much is lent already, nothing is lent, and the array
 * travels as all else does. The lock guards the lists, and is not held while a block is made. Thread-safe.
 */
final class Arena implements SharedBlocks {

    private static final Logger LOG = LoggerFactory.getLogger(Arena.class);

    /** How many blocks there may be: each is a mapping of the pool and of each worker that has read it. */
    private static final int MOST_BLOCKS = 64;

    private static final long MOST_BYTES = 1L << 30;
    private static final int UNIT = 1 << 20;

    private final String poolName;
    private final SharedDirectory directory;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Block> free = new ArrayList<>();
    private int made;
    private long madeBytes;
    private boolean full;

    /** Makes it, without blocks. */
    Arena(String poolName, SharedDirectory directory) {
        this.poolName = poolName;
        this.directory = directory;
    }

    @Override
    public SharedBlocks.@Nullable Block lend(int bytes) {
        int size = (int) Math.min(Integer.MAX_VALUE, ((long) bytes + UNIT - 1) / UNIT * UNIT);
        int number;
        lock.lock();
        try {
            Block fitting = takeFree(size);
            if (fitting != null) {
                return new Loan(fitting, bytes);
            } else if (full || made == MOST_BLOCKS || madeBytes + size > MOST_BYTES) {
                return null;
            }
            number = made++;
            madeBytes += size;
        } finally {
            lock.unlock();
        }
        return made(number, size, bytes);
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
        return best;
    }

    private @Nullable Loan made(int number, int size, int bytes) {
        try {
            SharedDirectory.Mapped mapped = directory.make(number, size);
            return new Loan(new Block(mapped.place(), mapped.memory(), size), bytes);
        } catch (IOException e) {
            LOG.debug("pool '{}' shares no more memory with its workers", poolName, e);
            lock.lock();
            try {
                full = true;
            } finally {
                lock.unlock();
            }
            return null;
        }
    }

    private void takeBack(Block block) {
        lock.lock();
        try {
            free.add(block);
        } finally {
            lock.unlock();
        }
    }

    /** Deletes the files. What is mapped goes with the last who has it. */
    void close() {
        directory.close();
    }

    private record Block(String place, MappedByteBuffer memory, int size) {}

    /** A block while it is lent. */
    private final class Loan implements SharedBlocks.Block {

        private final Block block;
        private final int bytes;
        private final AtomicBoolean over = new AtomicBoolean();

        Loan(Block block, int bytes) {
            this.block = block;
            this.bytes = bytes;
        }

        @Override
        public String place() {
            return block.place;
        }

        @Override
        public ByteBuffer memory() {
            return block.memory.slice(0, bytes);
        }

        @Override
        public void giveBack() {
            if (!over.getAndSet(true)) {
                takeBack(block);
            }
        }
    }
}
