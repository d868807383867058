package dev.runner.processes.internal.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Outcomes of short tasks on their way to the pool, in memory that it shares with the worker. What the worker has put
 * there arrives whatever becomes of it, as what the kernel has taken does, without the price of a call.
 *
 * <p>The worker's one thread that runs tasks puts, the pool's thread of the traffic takes. Each side owns a count of
 * bytes, as far as an int can count, which only it changes: {@code put} and {@code taken}. An outcome is its length and
 * its frame without an envelope, padded to whole longs, in which it is copied; where one does not fit before the end of
 * the memory, the rest is passed over. The pool does not believe what it reads here more than what comes on the
 * connection.
 *
 * <p>A pool that is about to sleep says so first, and looks once more; a worker that has put something looks then
 * whether the pool sleeps, and wakes it by a message. So one of the two always sees the other.
 */
public final class ResultRing {

    /**
     * What a worker can answer while the pool does not get to look. It stays on the disk until the pool's JVM collects
     * a dead worker's page.
     */
    private static final int CAPACITY = 64 * 1024;

    private static final int LONGEST = 1024;
    private static final int LINE = 64;
    private static final int PUT = 0;
    private static final int TAKEN = LINE;
    private static final int ASLEEP = 2 * LINE;
    private static final int DATA = 3 * LINE;

    /** How much memory it takes. */
    static final int BYTES = DATA + CAPACITY;

    private static final int PASS_OVER = -1;
    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;
    private final FrameWriter writer = new FrameWriter();
    private final byte[] record = new byte[LONGEST];
    private final ByteBuffer frame = ByteBuffer.wrap(record);
    private final FrameReader reader = new FrameReader(frame);
    private int put;
    private int taken;
    private int takenAsSeen;
    private volatile long bytesTaken;

    /** Makes one side's view of the memory, all of which is 0 at first. */
    ResultRing(ByteBuffer memory) {
        this.memory = memory.order(ByteOrder.nativeOrder());
    }

    // The worker's side

    /** Puts an outcome, if there is room: whether there was. */
    public boolean put(Message.Ended ended) {
        int longest = LONGEST - Integer.BYTES;
        int length = ended.outcome().length < longest ? writer.copyTo(record, Integer.BYTES, ended) : longest + 1;
        int size = size(length);
        if (size > LONGEST) {
            return false;
        }
        int at = put & (CAPACITY - 1);
        int passedOver = CAPACITY - at < size ? CAPACITY - at : 0;
        if (!hasRoom(passedOver + size)) {
            return false;
        }
        if (passedOver > 0) {
            memory.putInt(DATA + at, PASS_OVER);
            at = 0;
        }
        for (int i = 0; i < size; i += Long.BYTES) {
            memory.putLong(DATA + at + i, (long) EIGHT.get(record, i));
        }
        memory.putInt(DATA + at, length);
        put += passedOver + size;
        WORD.setVolatile(memory, PUT, put);
        return true;
    }

    private boolean hasRoom(int bytes) {
        if (put + bytes - takenAsSeen > CAPACITY) {
            takenAsSeen = (int) WORD.getAcquire(memory, TAKEN);
        }
        return put + bytes - takenAsSeen <= CAPACITY;
    }

    /** Tells whether so much waits that it is time for the pool to take it. */
    public boolean isFilling() {
        if (put - takenAsSeen > CAPACITY / 2) {
            takenAsSeen = (int) WORD.getAcquire(memory, TAKEN);
        }
        return put - takenAsSeen > CAPACITY / 2;
    }

    /** Tells whether there is something that the pool has not taken. Any thread of the worker may call. */
    public boolean hasUntaken() {
        return (int) WORD.getVolatile(memory, PUT) != (int) WORD.getVolatile(memory, TAKEN);
    }

    /** Tells whether the pool sleeps, and has to be woken. */
    public boolean isPoolAsleep() {
        return (int) WORD.getVolatile(memory, ASLEEP) != 0;
    }

    // The pool's side

    /** Takes outcomes. */
    @FunctionalInterface
    public interface Taker {
        /** Is called by who takes; what it throws ends that. */
        void taken(Message.Ended ended) throws BadFrameException;
    }

    /** Tells whether there is nothing to take, by the pool's own count. Any thread may call. */
    public boolean isEmpty() {
        return (int) WORD.getVolatile(memory, PUT) == (int) bytesTaken;
    }

    /**
     * Takes what is there: whether that was anything.
     *
     * @throws BadFrameException if it is no outcome
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public boolean takeAll(Taker taker) throws BadFrameException {
        int end = (int) WORD.getVolatile(memory, PUT);
        if (end == taken) {
            return false;
        }
        int waiting = end - taken;
        if (waiting < 0 || waiting > CAPACITY) {
            throw new BadFrameException("there are 0 to " + CAPACITY + " bytes of outcomes (was " + waiting + ")");
        }
        int before = taken;
        try {
            while (taken != end) {
                takeNext(end - taken, taker);
            }
        } finally {
            bytesTaken += taken - before; // what is behind one that could not be taken is still to be
        }
        return true;
    }

    private void takeNext(int waiting, Taker taker) throws BadFrameException {
        int at = taken & (CAPACITY - 1);
        int length = memory.getInt(DATA + at);
        if (length == PASS_OVER) {
            advance(CAPACITY - at, waiting);
            return;
        }
        if (length < 1 || length > LONGEST - Integer.BYTES || length > CAPACITY - at - Integer.BYTES) {
            throw new BadFrameException(
                    "an outcome has 1 to " + (LONGEST - Integer.BYTES) + " bytes (was " + length + ")");
        }
        int size = size(length);
        for (int i = 0; i < size; i += Long.BYTES) {
            EIGHT.set(record, i, memory.getLong(DATA + at + i));
        }
        frame.limit(Integer.BYTES + length).position(Integer.BYTES);
        reader.next();
        Message.Ended ended = Frames.readOutcome(reader);
        advance(size, waiting);
        taker.taken(ended);
    }

    private void advance(int bytes, int waiting) throws BadFrameException {
        if (bytes > waiting) {
            throw new BadFrameException("an outcome of " + bytes + " bytes is longer than the " + waiting + " there");
        }
        taken += bytes;
        WORD.setRelease(memory, TAKEN, taken);
    }

    /** The pool is about to sleep, and looks once more; or it is awake. */
    public void poolSleeps(boolean asleep) {
        WORD.setVolatile(memory, ASLEEP, asleep ? 1 : 0);
    }

    /** Returns how many bytes have been taken. Any thread may call. */
    public long bytesTaken() {
        return bytesTaken;
    }

    private static int size(int length) {
        return (Integer.BYTES + length + Long.BYTES - 1) & -Long.BYTES;
    }
}
