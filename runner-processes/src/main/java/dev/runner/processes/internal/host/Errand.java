package dev.runner.processes.internal.host;

import dev.runner.processes.internal.wire.BadFrameException;
import dev.runner.processes.internal.wire.Message;
import dev.runner.remote.Payloads;
import dev.runner.spi.TaskRun;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A run on its way: encoded, and in the queue, with a worker, or answered. The lock of {@link Errands} guards
 * everything that is not final.
 *
 * <pre>
 * QUEUED --sent to a worker--> SENT --the worker answered--> ANSWERED --told--> (forgotten)
 *                              SENT --taken back, the worker died before it began it--> QUEUED
 *                              SENT --the worker died under it--> LOST --told--> (forgotten, or the next attempt)
 * QUEUED, SENT --withdrawn--> (forgotten)
 * </pre>
 */
final class Errand {

    enum State {
        QUEUED,
        SENT,
        /** Its end is being told, which takes as long as users' code does. */
        ANSWERED,
        /** Its loss is being told, and another attempt may come of that. */
        LOST
    }

    /**
     * What the workers may cost that die before they have begun an errand. One may have been killed by anybody; when
     * the next dies by itself at the same errand, it is the errand that can't be read, and it would cost all others.
     * Those that others kill say little of it, but the others may be what guards the machine's memory: there is an end
     * too.
     */
    private static final int MOST_COST = 10;

    private static final int COST_BY_ITSELF = 5;
    private static final int COST_FROM_OUTSIDE = 1;

    private static final int NO_SLOT = -1;

    /** How much of a name a worker is told: it is for messages only, and may be as long as its user likes. */
    private static final int LONGEST_NAME = 1000;

    private final TaskRun<?> run;
    private final Payloads.ShortTask task;
    private final Map<String, String> context;
    private final Executor reportThreads;
    private volatile @Nullable Reports reports;
    private State state = State.QUEUED;
    private @Nullable Worker worker;
    private int slot = NO_SLOT;
    private int cost;
    private boolean nextIsWithdrawn;
    private boolean begun;

    /**
     * Makes an errand.
     *
     * @param context the diagnostic context of who wants it
     * @param reportThreads where users' code runs
     */
    Errand(TaskRun<?> run, Payloads.ShortTask task, Map<String, String> context, Executor reportThreads) {
        this.run = run;
        this.task = task;
        this.context = context;
        this.reportThreads = reportThreads;
    }

    TaskRun<?> run() {
        return run;
    }

    /** Makes the errand of the next attempt, whose reports come behind those of this one. */
    Errand again(TaskRun<?> next) {
        Errand again = new Errand(next, task, context, reportThreads);
        again.reports = reports;
        return again;
    }

    /** What is to be told of the run, in order. One thread at a time adds to it. */
    Reports reports() {
        Reports known = reports;
        if (known == null) {
            known = new Reports(reportThreads);
            reports = known;
        }
        return known;
    }

    /** Tells whether the next report comes behind no other, and calls no users' code but callbacks. */
    boolean isReportedAtOnce() {
        Reports known = reports;
        return !run.isObserved() && (known == null || known.isEmpty());
    }

    State state() {
        return state;
    }

    /** Tells whether it is still to be run, or answered. */
    boolean isOpen() {
        return state == State.QUEUED || state == State.SENT;
    }

    /** Returns the worker that it was sent to last, unless it is back in the queue. */
    @Nullable
    Worker worker() {
        return worker;
    }

    int slot() {
        return slot;
    }

    boolean isWith(Worker that, int as) {
        return state == State.SENT && worker == that && slot == as;
    }

    void sentTo(Worker to, int as) {
        state = State.SENT;
        worker = to;
        slot = as;
    }

    void backInQueue() {
        state = State.QUEUED;
        worker = null;
        slot = NO_SLOT;
        begun = false;
    }

    /**
     * The worker has answered, which it does for what it has begun.
     *
     * @param isMarked whether the word in the shared page says that it has
     */
    void answered(boolean isMarked) throws BadFrameException {
        if (!begun && !isMarked) {
            throw new BadFrameException("the task in slot " + slot + " was answered before it was begun");
        }
        state = State.ANSWERED;
    }

    /** No worker can begin it. */
    void unreadable() {
        backInQueue();
        state = State.ANSWERED;
    }

    void lost() {
        state = State.LOST;
    }

    /** A worker has died that was about to begin it, by itself or since others killed it: whether that is enough. */
    boolean costsAnotherWorker(boolean byItself) {
        cost += byItself ? COST_BY_ITSELF : COST_FROM_OUTSIDE;
        return cost >= MOST_COST;
    }

    /** The attempt that may follow on this lost one is cancelled already. */
    void withdrawNext() {
        nextIsWithdrawn = true;
    }

    boolean isNextWithdrawn() {
        return nextIsWithdrawn;
    }

    /**
     * The worker says that it has begun, which it does once.
     *
     * @param isMarked whether the word in the shared page says so as well
     */
    void begunNow(boolean isMarked) throws BadFrameException {
        if (begun || !isMarked) {
            throw new BadFrameException(
                    "the task in slot " + slot + (begun ? " has been begun already" : " is not marked as begun"));
        }
        begun = true;
    }

    /** Tells whether the worker has said that it has begun, whatever has become of the word in the shared page. */
    boolean hasBegun() {
        return begun;
    }

    Payloads.ShortTask task() {
        return task;
    }

    Message.Run message() {
        long limitNanos = run.timeLimit().map(Errand::nanos).orElse(0L);
        return new Message.Run(slot, run.id(), run.attempt(), limitNanos, shortName(), context, task.bytes());
    }

    /** Returns the name of the task, cut if it is very long, or nothing for that which follows from its number. */
    private String shortName() {
        String name = run.name().orElse("");
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "...";
    }

    /** Returns a duration in nanoseconds: the longest one if it is longer, and never 0. */
    static long nanos(Duration limit) {
        try {
            return Math.max(1, limit.toNanos());
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
