package dev.runner.processes.internal.wire;

import java.util.Map;

/**
 * What the pool and a worker say to each other. A task that was sent is known by its slot, a number that is free again
 * when the worker has answered with {@link Ended} or {@link Dropped}, and by its index among those that share it.
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way, never compared
public sealed interface Message {

    /** From the pool to a worker. */
    sealed interface Down extends Message {}

    /** From a worker to the pool. */
    sealed interface Up extends Message {}

    /**
     * Runs a task, after those sent before.
     *
     * @param label how it is called in messages, or empty for what follows from its number
     * @param context the diagnostic context of its submitter
     */
    record Run(
            int slot, long taskId, int attempt, long limitNanos, String label, Map<String, String> context, byte[] task)
            implements Down {}

    /**
     * Runs tasks in their order, after those sent before. Their numbers follow one another, and each is a first attempt
     * without a name or a limit. The tasks have indices from 0 in the slot; a single task has 0.
     *
     * @param eachAtOnce whether the pool is to see the outcome of each at once, rather than with those behind it
     * @param context the diagnostic context of their submitter
     * @param tasks what {@code TaskBundle} has made of them
     */
    record RunAll(int slot, long firstTaskId, boolean eachAtOnce, Map<String, String> context, byte[] tasks)
            implements Down {}

    /** Defines a function, which tasks that follow may call by its number. */
    record Define(int function, byte[] definition) implements Down {}

    /** Gives a class a number, by which tasks that follow may name it, and outcomes. */
    record DefineClass(int number, byte[] definition) implements Down {}

    /** Gives the worker a shared value, which tasks that follow may use by its number. */
    record Share(int number, byte[] value) implements Down {}

    /** The handle of a shared value was closed. */
    record Forget(int number) implements Down {}

    /**
     * Lends a block for long results, in place of what was lent under its number before and has been taken back.
     *
     * @param block its number, below {@link BlockStates#COUNT}
     * @param place its file
     */
    record Lend(int block, String place) implements Down {}

    /** Asks a task that runs to stop; with an interrupt, the worker first says what the task is doing. */
    record Stop(int slot, boolean interrupt) implements Down {}

    /** Tells from which level on the pool wants to hear of a logger, as SLF4J numbers levels. */
    record LogLevel(String logger, int level) implements Down {}

    /** Asks the worker to end, when it has run what was sent. */
    record End() implements Down {}

    /** Proves that this is the worker that was started. */
    record Hello(int version, String token) implements Up {}

    /** The worker has run the initializer and takes tasks. */
    record Ready() implements Up {}

    /** The initializer failed. */
    record NotInitialized(byte[] error) implements Up {}

    /**
     * The worker has begun a task. It is said only of one that takes a while, or has something else to say before its
     * end: the end of a task says as well that it was begun.
     */
    record Started(int slot, int index) implements Up {}

    /**
     * The worker has run a task: its result or its exception.
     *
     * @param nanos how long it took, on an average with those before it, or 0 where that is told by one behind it
     */
    record Ended(int slot, int index, boolean succeeded, long nanos, byte[] outcome) implements Up {}

    /** Wakes the pool: there are outcomes in the shared memory. */
    record Look() implements Up {}

    /** The worker met a task that was taken back before it began it, and so were those behind it in the slot. */
    record Dropped(int slot) implements Up {}

    /** A task, or something else in the worker where there is {@link #NO_TASK}, printed a line. */
    record Line(long taskId, boolean standardError, String line) implements Up {}

    /** Outcomes have a class without a number. */
    record OfferClass(byte[] definition) implements Up {}

    /** The worker has a logger, and wants to know from which level on it is of interest. */
    record NewLogger(String logger) implements Up {}

    /** A task, or something else in the worker where there is {@link #NO_TASK}, has logged something. */
    record Logged(
            long taskId,
            String logger,
            int level,
            String thread,
            String text,
            Map<String, String> context,
            byte[] error)
            implements Up {}

    /** A task reported progress. */
    record Progress(long taskId, long done, long total) implements Up {}

    /** What a task was doing when it was asked to stop, innermost frame first. */
    record Stack(long taskId, StackTraceElement[] frames) implements Up {}

    /**
     * Not sent by anybody: in place of a task or an outcome that arrived and was too long for the memory of this side.
     *
     * @param bytes how long its frame was
     */
    record TooLong(int slot, int index, int bytes) implements Down, Up {
        /** Says why, and what to do. */
        public String explained() {
            return noRoomFor(bytes);
        }
    }

    /**
     * Not sent by anybody: in place of a shared value that arrived and was too long for the memory of this side.
     *
     * @param bytes how long its frame was
     */
    record NotShared(int number, int bytes) implements Down {
        /** Says why, and what to do. */
        public String explained() {
            return noRoomFor(bytes);
        }
    }

    private static String noRoomFor(int bytes) {
        return bytes + " bytes do not fit in the memory that is left of a heap of "
                + Runtime.getRuntime().maxMemory() + " bytes; pass less, or raise the heap";
    }

    /** The version of the protocol: both sides come from the same jar, and a mismatch means that they do not. */
    int VERSION = 1;

    /** In place of a task's number: no task. */
    long NO_TASK = 0;
}
