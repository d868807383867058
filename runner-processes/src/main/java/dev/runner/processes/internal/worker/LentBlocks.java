package dev.runner.processes.internal.worker;

import dev.runner.processes.internal.wire.BlockStates;
import dev.runner.processes.internal.wire.Message;
import dev.runner.remote.SharedBlocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that the pool has lent this worker for long results, which it keeps mapped: they are used over and over.
 * The thread that reads is told of them; the thread that runs tasks fills them.
 */
final class LentBlocks implements SharedBlocks {

    private final BlockStates states;
    private final AtomicReferenceArray<@Nullable ByteBuffer> memory = new AtomicReferenceArray<>(BlockStates.COUNT);

    LentBlocks(BlockStates states) {
        this.states = states;
    }

    /** The pool lends a block. One that can't be mapped is not used, and the pool may have it back at any time. */
    void lent(Message.Lend lend) {
        memory.set(lend.block(), mapped(lend.place()));
        states.lent(lend.block());
    }

    private static @Nullable ByteBuffer mapped(String place) {
        try (FileChannel channel =
                FileChannel.open(Path.of(place), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
        } catch (IOException | OutOfMemoryError e) {
            return null; // results travel as all else does
        }
    }

    @Override
    public SharedBlocks.@Nullable Block lend(int bytes) {
        int tried = 0;
        for (int block = shortest(bytes, tried); block >= 0; block = shortest(bytes, tried)) {
            tried |= 1 << block;
            if (states.take(block)) {
                ByteBuffer taken = memory.get(block); // nobody changes it while it is taken
                if (taken != null && taken.capacity() >= bytes) {
                    return new Loan(block, taken.slice(0, bytes));
                }
                states.giveBack(block);
            }
        }
        return null;
    }

    /** Returns the shortest that is long enough and has not been tried, or -1. */
    private int shortest(int bytes, int tried) {
        int best = -1;
        for (int block = 0; block < BlockStates.COUNT; block++) {
            boolean fits = (tried & 1 << block) == 0 && size(block) >= bytes;
            if (fits && (best < 0 || size(block) < size(best))) {
                best = block;
            }
        }
        return best;
    }

    private int size(int block) {
        ByteBuffer known = memory.get(block);
        return known == null ? -1 : known.capacity();
    }

    /** A block that is being filled, or is filled and not yet given back by the pool. */
    private final class Loan implements SharedBlocks.Block {

        private final int block;
        private final ByteBuffer memory;

        Loan(int block, ByteBuffer memory) {
            this.block = block;
            this.memory = memory;
        }

        @Override
        public String place() {
            return Integer.toString(block);
        }

        @Override
        public ByteBuffer memory() {
            return memory.duplicate();
        }

        @Override
        public void giveBack() {
            states.giveBack(block);
        }
    }
}
