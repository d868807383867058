package dev.runner.processes.internal.host;

import dev.runner.processes.internal.wire.BadFrameException;
import dev.runner.processes.internal.wire.Message;
import dev.runner.remote.SharedParcel;
import dev.runner.spi.TaskRun;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One run or several on their way: encoded, and in the queue, with a worker, or answered. The lock of {@link Errands}
 * guards everything that is not final.
 *
 * <pre>
 * QUEUED --sent to a worker--> SENT --the worker answered all--> ANSWERED --told--> (forgotten)
 *                              SENT --taken back, the worker died before it began it--> QUEUED
 *                              SENT --the worker died under it--> LOST --told--> (forgotten, or the next attempt)
 * QUEUED, SENT --withdrawn--> (forgotten)
 * </pre>
 *
 * <p>It covers those tasks of its {@link Cargo} that are not yet answered: where there are several, some can be split
 * off as long as no worker has begun them.
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
    private static final int NONE = -1;

    private final Cargo cargo;
    private final Executor reportThreads;
    private volatile @Nullable Reports reports;
    private State state = State.QUEUED;

    /** The tasks of the cargo that this covers. */
    private int from;

    private int to;

    /** The tasks that the worker was sent, and how far it is with them. */
    private int sentFrom;

    private int sentCount;
    private final BitSet answered = new BitSet(0);
    private int answeredCount;
    private int saidBegun = NONE;

    /**
     * How many it had begun by the word in the shared page, when that was looked at: which takes as long as a short
     * task does, since the worker is changing it.
     */
    private int seenBegun;

    private boolean isDropped;

    private @Nullable Worker worker;
    private int slot = NO_SLOT;
    private int cost;
    private boolean nextIsWithdrawn;
    private boolean isWithdrawn;

    /**
     * Makes an errand.
     *
     * @param reportThreads where users' code runs
     */
    Errand(Cargo cargo, Executor reportThreads) {
        this(cargo, 0, cargo.size(), reportThreads);
    }

    private Errand(Cargo cargo, int from, int to, Executor reportThreads) {
        this.cargo = cargo;
        this.from = from;
        this.to = to;
        this.reportThreads = reportThreads;
    }

    Cargo cargo() {
        return cargo;
    }

    /** Returns the run, or the first of several that are left. */
    TaskRun<?> run() {
        return cargo.run(Math.min(from, cargo.size() - 1));
    }

    /** Returns the run that was sent with an index. */
    TaskRun<?> sentRun(int index) {
        return cargo.run(sentFrom + index);
    }

    /** Returns which element of a bulk call was sent with an index. */
    int sentElement(int index) {
        return cargo.element(sentFrom + index);
    }

    /** Returns with which index an element of its bulk call was sent, or -1 if that is not so. */
    int sentIndex(int element) {
        int task = from + element - cargo.element(from);
        boolean isCovered = task >= from && task < to && cargo.element(task) == element;
        return state == State.SENT && isCovered ? task - sentFrom : NONE;
    }

    /** Returns how many tasks it covers. */
    int count() {
        return to - from;
    }

    long firstTaskId() {
        return cargo.taskId(from);
    }

    /** Returns which of its runs has a number, or null if none has. */
    @Nullable
    TaskRun<?> find(long taskId) {
        long index = from + taskId - firstTaskId();
        return state == State.SENT && index >= from && index < to ? cargo.run((int) index) : null;
    }

    /** Makes the errand of the next attempt, whose reports come behind those of this one. */
    Errand again(TaskRun<?> next) {
        OneTask now = (OneTask) cargo;
        Errand again = new Errand(new OneTask(next, now.task(), now.context()), reportThreads);
        again.reports = reports;
        return again;
    }

    /** Splits off the first so many of those that wait: all of them if there are not more. */
    Errand splitFirst(int most) {
        int count = cargo.together(from, most);
        if (count >= count()) {
            return this;
        }
        Errand first = new Errand(cargo, from, from + count, reportThreads);
        first.cost = cost;
        from += count;
        return first;
    }

    /** Splits off what was sent with an index and behind it, and was taken back: all of it if nothing was begun. */
    Errand splitTakenBack(int index) {
        if (index == 0) {
            backInQueue();
            return this;
        }
        Errand rest = new Errand(cargo, sentFrom + index, to, reportThreads);
        rest.cost = cost;
        to = sentFrom + index;
        lookWhetherAnswered();
        return rest;
    }

    /** Splits off what was sent and neither begun, of which there are so many, nor split off. */
    Optional<Errand> splitUnanswered(int begun) {
        int first = answered.nextClearBit(begun);
        return sentFrom + first < to ? Optional.of(splitTakenBack(first)) : Optional.empty();
    }

    /** Says which elements of a bulk call it covers. */
    void addElementsTo(BitSet elements) {
        elements.set(cargo.element(from), cargo.element(to - 1) + 1);
    }

    void addRunsTo(List<TaskRun<?>> runs) {
        for (int i = from; i < to; i++) {
            runs.add(cargo.run(i));
        }
    }

    /** Returns where an outcome is told that may take its time: one of many tasks holds up none of the others. */
    Reports reportsOfOutcome() {
        return cargo instanceof ManyTasks ? new Reports(reportThreads) : reports();
    }

    /** Splits off one by itself that was sent with an index, whose reports come behind those of the others. */
    Errand splitOff(int index) {
        if (cargo instanceof OneTask) {
            return this;
        }
        Errand only = new Errand(cargo.only(sentFrom + index), reportThreads);
        only.reports = reports;
        answered.set(index);
        answeredCount++;
        lookWhetherAnswered();
        return only;
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
        return !isObserved() && (known == null || known.isEmpty());
    }

    private boolean isObserved() {
        return cargo instanceof OneTask one && one.run().isObserved();
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

    /** Tells whether a part of what a worker was sent was taken back, and the worker has not said that it met that. */
    boolean isCutAt(Worker that, int as) {
        return (state == State.SENT || state == State.ANSWERED)
                && worker == that
                && slot == as
                && to < sentFrom + sentCount
                && !isDropped;
    }

    void sentTo(Worker to, int as) {
        state = State.SENT;
        worker = to;
        slot = as;
        sentFrom = from;
        sentCount = count();
    }

    void backInQueue() {
        state = State.QUEUED;
        worker = null;
        slot = NO_SLOT;
        answered.clear();
        answeredCount = 0;
        saidBegun = NONE;
        seenBegun = 0;
        isDropped = false;
    }

    /** Returns how many tasks the worker was sent and is still to run, or has answered. */
    int sentCount() {
        return to - sentFrom;
    }

    int answeredCount() {
        return answeredCount;
    }

    /** The worker has answered for one, which it does for what it has begun, once. */
    void answered(int index) throws BadFrameException {
        if (index < 0 || index >= sentCount || answered.get(index)) {
            throw new BadFrameException("no task " + index + " is to be answered in slot " + slot);
        } else if (!isKnownToBeBegun(index)) {
            throw new BadFrameException("the task in slot " + slot + " was answered before it was begun");
        }
        answered.set(index);
        answeredCount++;
        lookWhetherAnswered();
    }

    private boolean isKnownToBeBegun(int index) {
        if (index > saidBegun && index >= seenBegun && worker != null) {
            seenBegun = worker.begun(slot);
        }
        return index <= saidBegun || index < seenBegun;
    }

    private void lookWhetherAnswered() {
        if (answeredCount == to - sentFrom) {
            state = State.ANSWERED;
        }
    }

    /** The worker has met what was taken back from it. */
    void dropped() {
        isDropped = true;
    }

    /** Tells whether the worker has nothing more to say of the slot. */
    boolean isOver() {
        return state == State.ANSWERED && (isDropped || to == sentFrom + sentCount);
    }

    /** Tells whether one that was sent with an index, and is still to be run, was answered. */
    boolean isAnswered(int index) {
        return answered.get(index);
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
     * The worker says that it has begun one, which it does once.
     *
     * @param begun how many the worker has begun by the word in the shared page
     */
    void begunNow(int index, int begun) throws BadFrameException {
        if (index < 0 || index >= sentCount || index <= saidBegun || index >= begun) {
            throw new BadFrameException("the task in slot " + slot
                    + (index <= saidBegun ? " has been begun already" : " is not marked as begun"));
        }
        saidBegun = index;
    }

    /** Returns how many the worker has begun by its own words, whatever has become of the word in the shared page. */
    int saidBegun() {
        return saidBegun + 1;
    }

    /** Tells whether nothing is to become of it any more; for one run, that it has another errand tells as well. */
    boolean isWithdrawn() {
        return isWithdrawn;
    }

    void withdrawn() {
        isWithdrawn = true;
    }

    /** Tells whether a task of it has the handle of a shared value. */
    boolean uses(int sharedValue) {
        for (SharedParcel parcel : cargo.shared()) {
            if (parcel.number() == sharedValue) {
                return true;
            }
        }
        return false;
    }

    Message.Down message() {
        return cargo.message(slot, from, to);
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
