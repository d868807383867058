package dev.runner.processes.internal.host;

import dev.runner.processes.internal.wire.BadFrameException;
import dev.runner.processes.internal.wire.BlockStates;
import dev.runner.processes.internal.wire.Message;
import dev.runner.remote.SharedBlocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that one worker is lent for long results. The pool makes them, and deletes them when the worker has gone
 * and what is in them has been read: so a result that the worker has told of is there, whatever becomes of the worker.
 *
 * <p>A block is lent when results of its length have come on the connection, and no sooner than with the second of
 * them: to make a block takes longer than to send what it holds. It is then the worker's until the worker has gone or a
 * longer one is needed in its place; in between, {@link BlockStates} says whose turn it is.
 *
 * <p>What a worker says is believed no further than it must be: a block is known by its number, has to be lent to this
 * worker, and holds one result at a time, which is not longer than the block.
 *
 * <p>The thread of the traffic takes, those that report read, give back and lend, the worker's own closes. The lock
 * guards all that changes, and is not held while a block is made.
 */
final class ResultBlocks {

    /** How much longer a block is than the result that it is made for, so that results that grow slowly fit. */
    private static final int EXTRA = 8;

    private static final int LONGEST_PLACE = 3;

    private final Arena arena;
    private final BlockStates states;
    private final long share;
    private final long maxResultBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Arena.@Nullable Loan[] lent = new Arena.Loan[BlockStates.COUNT];
    private final @Nullable Taken[] taken = new Taken[BlockStates.COUNT];
    private long missed;
    private boolean lending;
    private boolean closed;

    /**
     * Makes it, without blocks.
     *
     * @param share how many bytes this worker may be lent; one block may be longer
     * @param maxResultBytes how long a result may be
     */
    ResultBlocks(Arena arena, BlockStates states, long share, long maxResultBytes) {
        this.arena = arena;
        this.states = states;
        this.share = share;
        this.maxResultBytes = maxResultBytes;
    }

    /**
     * The worker says that it has put a result in a block.
     *
     * @return what it has taken, until that is given back
     * @throws BadFrameException if it can't have
     */
    Taken take(SharedBlocks.Part part) throws BadFrameException {
        lock.lock();
        try {
            int block = number(part.place());
            Arena.Loan loan = block < 0 ? null : lent[block];
            boolean isThere = loan != null && taken[block] == null && part.bytes() <= loan.size();
            if (loan == null || !isThere || part.bytes() > maxResultBytes) {
                throw new BadFrameException(
                        "no result of " + part.bytes() + " bytes can be in block " + block + " of the worker");
            }
            Taken now = new Taken(block, loan);
            taken[block] = now;
            return now;
        } finally {
            lock.unlock();
        }
    }

    /** Returns what a result has taken that {@link #take} knows of. */
    @Nullable
    Taken taken(SharedBlocks.Part part) {
        lock.lock();
        try {
            int block = number(part.place());
            return block < 0 ? null : taken[block];
        } finally {
            lock.unlock();
        }
    }

    private static int number(String place) {
        try {
            int block = place.length() > LONGEST_PLACE ? -1 : Integer.parseInt(place);
            return block < BlockStates.COUNT ? block : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /**
     * A long result came on the connection, for want of a block.
     *
     * @return what tells the worker of one that it is lent now, or null
     */
    Message.@Nullable Lend missed(int bytes) {
        int size = (int) Math.min(Integer.MAX_VALUE, bytes + (long) bytes / EXTRA);
        int block;
        lock.lock();
        try {
            missed++;
            block = missed < 2 || lending || closed ? -1 : vacantFor(size);
            if (block < 0) {
                return null;
            }
            lending = true;
        } finally {
            lock.unlock();
        }
        Arena.Loan loan = null;
        try {
            loan = arena.lend(size);
        } finally {
            lent(block, loan);
        }
        arena.giveUpFree(); // what is too short has been taken back, or takes the room that there is not
        return loan == null ? null : new Message.Lend(block, loan.place());
    }

    private void lent(int block, Arena.@Nullable Loan loan) {
        lock.lock();
        try {
            lending = false;
            if (closed && loan != null) {
                loan.giveBack();
            } else {
                lent[block] = loan;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Finds a number for a block, and takes shorter blocks back as far as need be: -1 if that does not help. */
    private int vacantFor(int size) {
        int vacant = vacant();
        while (vacant < 0 || (lentBytes() > 0 && lentBytes() + size > share)) {
            int shortest = takeBackShortest(size);
            if (shortest < 0) {
                return -1;
            }
            vacant = shortest;
        }
        return vacant;
    }

    private int vacant() {
        for (int block = 0; block < lent.length; block++) {
            if (lent[block] == null) {
                return block;
            }
        }
        return -1;
    }

    private long lentBytes() {
        long bytes = 0;
        for (Arena.Loan loan : lent) {
            bytes += loan == null ? 0 : loan.size();
        }
        return bytes;
    }

    private int takeBackShortest(int below) {
        int shortest = -1;
        for (int block = 0; block < lent.length; block++) {
            Arena.Loan loan = lent[block];
            Arena.Loan best = shortest < 0 ? null : lent[shortest];
            boolean isShorter = loan != null && loan.size() < (best == null ? below : best.size());
            if (isShorter && taken[block] == null) {
                shortest = block;
            }
        }
        Arena.Loan back = shortest < 0 ? null : lent[shortest];
        if (back == null || !states.takeBack(shortest)) {
            return -1;
        }
        lent[shortest] = null;
        back.giveBack();
        return shortest;
    }

    /** The worker has gone, and all that it said is known. Idempotent. */
    void close() {
        lock.lock();
        try {
            closed = true;
            for (int block = 0; block < lent.length; block++) {
                Arena.Loan loan = lent[block];
                lent[block] = null;
                if (loan != null && taken[block] == null) {
                    loan.giveBack();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** A block with a result in it, which nobody else uses until it is given back. */
    final class Taken implements SharedBlocks.Finder {

        private final int block;
        private final Arena.Loan loan;

        private Taken(int block, Arena.Loan loan) {
            this.block = block;
            this.loan = loan;
        }

        @Override
        public ByteBuffer find(String place) throws IOException {
            loan.requireWhole();
            return loan.whole();
        }

        /** Gives it back: to the worker, as long as that is there. Idempotent. */
        void giveBack() {
            lock.lock();
            try {
                if (taken[block] != this) {
                    return;
                }
                taken[block] = null;
                if (closed) {
                    loan.giveBack();
                } else {
                    states.giveBack(block);
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
