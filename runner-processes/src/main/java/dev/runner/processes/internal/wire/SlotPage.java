package dev.runner.processes.internal.wire;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * One word for each slot of a worker, in memory that the pool and the worker share: so that a worker which begins a
 * task and a pool which takes it back, or kills for it, can't both succeed, and so that the pool can see after a
 * worker's death what it had begun. Behind them is a word that the worker changes while it lives, for as long as it is
 * not stopped, the {@link BlockStates}, and the {@link ResultRing}.
 *
 * <p>The word has a state and the index of the task that it is about, since a slot may have many tasks, that are run in
 * their order:
 *
 * <pre>
 * FREE      --send (pool)-->       SENT 0
 * SENT i    --begin (worker)-->    BEGUN i
 * SENT i    --take back (pool)-->  TAKEN i   and so is all behind it
 * BEGUN i   --take back (pool)-->  CUT i     all behind it is taken back
 * BEGUN i   --end (worker)-->      SENT i + 1, or ENDED i if it is the last
 * CUT i     --end (worker)-->      TAKEN i + 1
 * BEGUN i, CUT i --doom (pool)-->  DOOMED i  the worker is about to be killed, and begins nothing more
 * ENDED, TAKEN --answered (pool)--> FREE
 * </pre>
 */
public final class SlotPage {

    /** How many tasks a worker can have been sent. */
    public static final int SLOTS = 64;

    private static final int FREE = 0;
    private static final int SENT = 1;
    private static final int BEGUN = 2;
    private static final int TAKEN = 3;
    private static final int ENDED = 4;
    private static final int DOOMED = 5;
    private static final int CUT = 6;

    private static final int STATE_BITS = 3;
    private static final int STATE_MASK = (1 << STATE_BITS) - 1;

    private static final int STRIDE = 64;
    private static final int BEAT = SLOTS * STRIDE;
    private static final int BLOCKS = BEAT + STRIDE;
    private static final int RING = BLOCKS + BlockStates.BYTES;
    private static final int BYTES = RING + ResultRing.BYTES;
    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final MappedByteBuffer memory;
    private final BlockStates blocks;
    private final ResultRing ring;

    private SlotPage(MappedByteBuffer memory) {
        this.memory = memory;
        this.blocks = new BlockStates(memory.slice(BLOCKS, BlockStates.BYTES));
        this.ring = new ResultRing(memory.slice(RING, ResultRing.BYTES));
    }

    /**
     * Makes the page: a new file, which may be deleted as soon as both sides have mapped it. Its room on the disk is
     * taken first, since a mapping that turns out to have none ends the JVM.
     *
     * @throws IOException if there is no room
     */
    public static SlotPage create(Path file) throws IOException {
        Set<StandardOpenOption> options =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, options)) {
            takeRoom(channel, file);
            return map(channel);
        }
    }

    static void takeRoom(WritableByteChannel channel, Path file) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(BYTES);
        try {
            while (zeros.hasRemaining()) {
                channel.write(zeros);
            }
        } catch (IOException e) {
            throw new IOException(
                    "no room for " + BYTES + " bytes at " + file + " (" + e.getMessage()
                            + "); free some, or set java.io.tmpdir to another directory",
                    e);
        }
    }

    /** Opens the page that the other side has made. */
    public static SlotPage open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return map(channel);
        }
    }

    private static SlotPage map(FileChannel channel) throws IOException {
        return new SlotPage(channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES));
    }

    /** Returns where outcomes are put for the pool. */
    public ResultRing ring() {
        return ring;
    }

    /** Returns who may use the blocks for long results. */
    public BlockStates blocks() {
        return blocks;
    }

    /** The pool is about to send tasks. */
    public void send(int slot) {
        WORD.setVolatile(memory, slot * STRIDE, SENT);
    }

    /** The worker begins a task: whether it may. */
    public boolean begin(int slot, int index) {
        return change(slot, word(SENT, index), word(BEGUN, index));
    }

    /** What a worker is to do that has run a task. */
    public enum Next {
        /** Go on with the slot. */
        GO_ON,
        /** All that is left in the slot was taken back, which is to be answered. */
        DROP,
        /** Be killed. */
        DIE
    }

    /**
     * The worker has run a task.
     *
     * @param isLast whether there are no more in the slot
     * @return what it is to do, when it has told the outcome
     */
    public Next end(int slot, int index, boolean isLast) {
        if (change(slot, word(BEGUN, index), isLast ? word(ENDED, index) : word(SENT, index + 1))) {
            return Next.GO_ON;
        }
        return change(slot, word(CUT, index), word(TAKEN, index + 1)) ? Next.DROP : Next.DIE;
    }

    /**
     * The pool takes back what the worker has not begun, and never will.
     *
     * @param count how many tasks the slot was sent
     * @return the index of the first that is taken back, or the count if none is
     */
    public int takeBack(int slot, int count) {
        while (true) {
            int word = get(slot);
            int index = index(word);
            if (state(word) == SENT && index < count) {
                if (change(slot, word, word(TAKEN, index))) {
                    return index;
                }
            } else if (state(word) == BEGUN && index + 1 < count) {
                if (change(slot, word, word(CUT, index))) {
                    return index + 1;
                }
            } else {
                return count;
            }
        }
    }

    /** The pool is about to kill the worker for a task: whether it is running just that. */
    public boolean doom(int slot, int index) {
        return change(slot, word(BEGUN, index), word(DOOMED, index))
                || change(slot, word(CUT, index), word(DOOMED, index))
                || get(slot) == word(DOOMED, index);
    }

    /** The worker has answered. */
    public void free(int slot) {
        WORD.setVolatile(memory, slot * STRIDE, FREE);
    }

    /** Returns how many of the tasks that were sent the worker has begun. */
    public int begun(int slot) {
        int word = get(slot);
        return switch (state(word)) {
            case BEGUN, CUT, ENDED, DOOMED -> index(word) + 1;
            case SENT, TAKEN -> index(word);
            default -> 0;
        };
    }

    /** Tells whether the worker runs a task of the slot, until it says that it has ended. */
    public boolean isRunning(int slot) {
        int state = state(get(slot));
        return state == BEGUN || state == CUT || state == DOOMED;
    }

    /** The worker shows that it lives. One thread calls it. */
    public void beat() {
        WORD.setVolatile(memory, BEAT, beats() + 1);
    }

    /** Returns how often the worker has shown that it lives, as far as an int can count. */
    public int beats() {
        return (int) WORD.getVolatile(memory, BEAT);
    }

    private static int word(int state, int index) {
        return state | (index << STATE_BITS);
    }

    private static int state(int word) {
        return word & STATE_MASK;
    }

    private static int index(int word) {
        return word >>> STATE_BITS;
    }

    private int get(int slot) {
        return (int) WORD.getVolatile(memory, slot * STRIDE);
    }

    private boolean change(int slot, int from, int to) {
        return WORD.compareAndSet(memory, slot * STRIDE, from, to);
    }
}
