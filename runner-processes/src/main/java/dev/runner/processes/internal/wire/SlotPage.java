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
 * One word for each task that was sent to a worker, in memory that the pool and the worker share: so that a worker
 * which begins a task and a pool which takes it back, or kills for it, can't both succeed, and so that the pool can see
 * after a worker's death what it had begun. Behind them is a word that the worker changes while it lives, for as long
 * as it is not stopped, and the {@link ResultRing}.
 *
 * <pre>
 * FREE    --send (pool)-->       SENT
 * SENT    --begin (worker)-->    BEGUN
 * SENT    --take back (pool)-->  TAKEN
 * BEGUN   --end (worker)-->      ENDED
 * BEGUN   --doom (pool)-->       DOOMED    the worker is about to be killed, and begins nothing more
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

    private static final int STRIDE = 64;
    private static final int BEAT = SLOTS * STRIDE;
    private static final int RING = BEAT + STRIDE;
    private static final int BYTES = RING + ResultRing.BYTES;
    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final MappedByteBuffer memory;
    private final ResultRing ring;

    private SlotPage(MappedByteBuffer memory) {
        this.memory = memory;
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

    /** The pool is about to send a task. */
    public void send(int slot) {
        WORD.setVolatile(memory, slot * STRIDE, SENT);
    }

    /** The worker begins a task: whether it may. */
    public boolean begin(int slot) {
        return change(slot, SENT, BEGUN);
    }

    /** The worker has run a task: false if it is about to be killed for it. */
    public boolean end(int slot) {
        return change(slot, BEGUN, ENDED);
    }

    /** The pool takes a task back: whether the worker had not begun it, and never will. */
    public boolean takeBack(int slot) {
        return change(slot, SENT, TAKEN);
    }

    /** The pool is about to kill the worker for a task: whether it is running just that. */
    public boolean doom(int slot) {
        return change(slot, BEGUN, DOOMED) || (int) WORD.getVolatile(memory, slot * STRIDE) == DOOMED;
    }

    /** The worker has answered. */
    public void free(int slot) {
        WORD.setVolatile(memory, slot * STRIDE, FREE);
    }

    /** Tells whether the worker has begun the task that was sent. */
    public boolean hasBegun(int slot) {
        int word = (int) WORD.getVolatile(memory, slot * STRIDE);
        return word == BEGUN || word == ENDED || word == DOOMED;
    }

    /** Tells whether the worker runs the task that was sent, until it says that it has ended. */
    public boolean isRunning(int slot) {
        int word = (int) WORD.getVolatile(memory, slot * STRIDE);
        return word == BEGUN || word == DOOMED;
    }

    /** The worker shows that it lives. One thread calls it. */
    public void beat() {
        WORD.setVolatile(memory, BEAT, beats() + 1);
    }

    /** Returns how often the worker has shown that it lives, as far as an int can count. */
    public int beats() {
        return (int) WORD.getVolatile(memory, BEAT);
    }

    private boolean change(int slot, int from, int to) {
        return WORD.compareAndSet(memory, slot * STRIDE, from, to);
    }
}
