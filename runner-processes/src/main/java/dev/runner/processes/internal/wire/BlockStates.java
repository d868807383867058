package dev.runner.processes.internal.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Who may use the blocks that a worker is lent for long results: one word for each, in memory that the pool and the
 * worker share, so that a block goes to and fro without a message.
 *
 * <pre>
 * AWAY   --lent (worker, which was told of the block)--> FREE
 * FREE   --take (worker)-->       FILLED   it has, or will have, a result in it
 * FREE   --take back (pool)-->    AWAY     the worker uses it no more
 * FILLED --give back (pool: it has read it; worker: nothing came of the result)--> FREE
 * </pre>
 *
 * <p>The pool does not believe these words when it is told of a result: it knows by itself which blocks it has lent.
 */
public final class BlockStates {

    /** How many blocks a worker may be lent. */
    public static final int COUNT = 4;

    private static final int AWAY = 0;
    private static final int FREE = 1;
    private static final int FILLED = 2;
    private static final int STRIDE = 64;

    /** How much memory it takes. */
    static final int BYTES = COUNT * STRIDE;

    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;

    /** Makes one side's view of the memory, all of which is 0 at first. */
    BlockStates(ByteBuffer memory) {
        this.memory = memory.order(ByteOrder.nativeOrder());
    }

    /** The worker knows the block. */
    public void lent(int block) {
        WORD.compareAndSet(memory, block * STRIDE, AWAY, FREE);
    }

    /** The worker is about to fill a block: whether it may. */
    public boolean take(int block) {
        return WORD.compareAndSet(memory, block * STRIDE, FREE, FILLED);
    }

    /** What is in the block was read, or is of no use. */
    public void giveBack(int block) {
        WORD.compareAndSet(memory, block * STRIDE, FILLED, FREE);
    }

    /** The pool wants a block back: whether the worker uses it no more. */
    public boolean takeBack(int block) {
        return WORD.compareAndSet(memory, block * STRIDE, FREE, AWAY);
    }
}
