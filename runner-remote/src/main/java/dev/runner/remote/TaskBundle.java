package dev.runner.remote;

import dev.runner.Job;
import dev.runner.TaskSerializationException;
import dev.runner.remote.internal.Functions;
import dev.runner.remote.internal.Sink;
import dev.runner.remote.internal.Uses;
import dev.runner.remote.internal.Values;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Encoded tasks one behind the other, each of which can be taken out again: tasks of one function, that is to be
 * {@linkplain Payloads#define defined} once, or all of which are complete by themselves. Used by one thread while tasks
 * are added, and then by any.
 *
 * @since 0.1
 */
public final class TaskBundle {

    private static final int USUAL = 1024;
    private static final int MOST = 1 << 16;
    private static final int MOST_BYTES = 1 << 16;

    private final Payloads payloads;
    private final Functions.Writer writer;
    private final Sink out;
    private int[] ends = new int[16];
    private int size;
    private byte[] bytes = {};
    private boolean isLong;

    /**
     * Makes a bundle without tasks.
     *
     * @param payloads encodes them
     */
    public TaskBundle(Payloads payloads) {
        this.payloads = payloads;
        this.out = new Sink(USUAL, this::refuse, payloads.values(), Uses.unheld());
        this.writer = payloads.writer(out.uses());
    }

    /**
     * Adds a task, if it goes with those that are there.
     *
     * @param job the function and its arguments
     * @param label tells how to call the task in messages
     * @return false if another bundle is to be begun for it; a bundle without tasks may refuse it too, since it is long
     * @throws TaskSerializationException if it can't be encoded, with the way to what is to blame, or is too long
     */
    public boolean add(Job<?> job, Supplier<String> label) {
        if (size == MOST || out.length() > MOST_BYTES) {
            return false;
        }
        int start = out.length();
        boolean added = false;
        isLong = false;
        try {
            added = payloads.encodeNext(job, out, writer, () -> isLong, label);
            if (added) {
                added(out.length());
            }
            return added;
        } finally {
            if (!added) {
                out.cut(start);
            }
        }
    }

    /** A long array is better put in a block of its own, which takes a task by itself. */
    private SharedBlocks.Block refuse(int bytes) {
        isLong = true;
        throw new IllegalStateException(bytes + " bytes are too many for a bundle");
    }

    private void added(int end) {
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
        }
        ends[size++] = end;
    }

    /** Says that no more are added. */
    public void complete() {
        bytes = out.toByteArray();
    }

    /**
     * Returns how many tasks there are.
     *
     * @return the number
     */
    public int size() {
        return size;
    }

    /**
     * Returns the number of the function that they all call.
     *
     * @return the number, or 0 if all of each task is in its bytes
     */
    public int function() {
        return writer.function();
    }

    /**
     * Returns what the other side is to {@link Payloads#define} for that number before it decodes one of them.
     *
     * @return the definition
     */
    public byte[] definition() {
        return writer.definition();
    }

    /**
     * Returns the shared values that the tasks use, each of which the other side is to {@link Payloads#receive} before
     * it decodes one of them. They need not be released.
     *
     * @return the values
     */
    public List<SharedParcel> shared() {
        return out.uses().all();
    }

    /**
     * Returns one of the tasks, as {@link Payloads#decodeTask} takes it.
     *
     * @param index the task, from 0
     * @return its bytes
     */
    public byte[] task(int index) {
        return Arrays.copyOfRange(bytes, start(index), ends[index]);
    }

    /**
     * Returns how many bytes some of the tasks take.
     *
     * @param from the first
     * @param to the one behind the last
     * @return the number of bytes
     */
    public int bytes(int from, int to) {
        return ends[to - 1] - start(from);
    }

    /**
     * Writes some of the tasks, each with its length before it.
     *
     * @param from the first
     * @param to the one behind the last
     * @return the bytes, of which {@link #next} gives the tasks
     */
    public byte[] tasks(int from, int to) {
        Sink some = new Sink(bytes(from, to) + 3 * (to - from));
        for (int i = from; i < to; i++) {
            some.putNumber(ends[i] - start(i));
            some.write(bytes, start(i), ends[i] - start(i));
        }
        return some.toByteArray();
    }

    /**
     * Takes the next task out of those of {@link #tasks}.
     *
     * @param tasks the tasks that are left, of which it is taken
     * @return its bytes
     * @throws TaskSerializationException if there is none
     */
    public static byte[] next(ByteBuffer tasks) {
        try {
            long length = Values.readNumber(tasks);
            if (length < 0 || length > tasks.remaining()) {
                throw new StreamCorruptedException(
                        "a task has 0 to " + tasks.remaining() + " bytes here (was " + length + ")");
            }
            byte[] task = new byte[(int) length];
            tasks.get(task);
            return task;
        } catch (IOException e) {
            throw new TaskSerializationException("tasks that were sent together can't be told apart: " + e, e);
        }
    }

    private int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }
}
