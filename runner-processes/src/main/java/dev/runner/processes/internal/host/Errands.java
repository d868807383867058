package dev.runner.processes.internal.host;

import dev.runner.StopLevel;
import dev.runner.processes.internal.wire.BadFrameException;
import dev.runner.processes.internal.wire.Message;
import dev.runner.spi.BulkRun;
import dev.runner.spi.CloseMode;
import dev.runner.spi.TaskRun;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is to be run, from its acceptance until the last has been told of it: which of it waits, which worker has the
 * rest, and what comes back. It shares its lock with {@link Crew}, which says what that lock is for.
 *
 * <p>An errand stays known while its end is being told, so that a cancellation that comes just then learns that a
 * worker has begun it; and a lost one counts as work until its loss has been told, since another attempt may come of
 * that.
 */
final class Errands {

    private final ReentrantLock lock;
    private final ErrandQueue queue = new ErrandQueue();
    private final Pace pace = new Pace();
    private int lossesToTell;
    private boolean closing;
    private boolean cancelling;
    private volatile boolean collecting;

    Errands(ReentrantLock lock) {
        this.lock = lock;
    }

    // What users want

    void accept(List<Errand> all) {
        lock.lock();
        try {
            if (closing) {
                throw new RejectedExecutionException("the workers are ending");
            }
            all.forEach(queue::add);
        } finally {
            lock.unlock();
        }
    }

    /** Sees to it that a run is never begun: the worker that has begun it nevertheless, or null. */
    @Nullable
    Worker withdraw(TaskRun<?> run) {
        lock.lock();
        try {
            Errand errand = queue.find(run);
            if (errand == null) {
                return null;
            }
            if (errand.run().attempt() != run.attempt()) {
                if (errand.state() == Errand.State.LOST && errand.run().attempt() + 1 == run.attempt()) {
                    errand.withdrawNext();
                }
                return null;
            }
            Worker worker = errand.worker();
            if (worker == null || (errand.isOpen() && worker.takeBack(errand) != null)) {
                queue.forget(errand);
                return null;
            }
            return worker;
        } finally {
            lock.unlock();
        }
    }

    /** Sees to it that no more of a bulk call is begun: the elements that never will be. */
    BitSet withdraw(BulkRun<?> bulk) {
        lock.lock();
        try {
            BitSet withdrawn = new BitSet();
            for (Errand errand : queue.of(bulk)) {
                Errand unbegun = takeBack(errand);
                if (unbegun != null && queue.forget(unbegun)) {
                    unbegun.addElementsTo(withdrawn);
                }
            }
            return withdrawn;
        } finally {
            lock.unlock();
        }
    }

    /** Takes back what no worker has begun of an errand that is still to be run, or null. */
    private @Nullable Errand takeBack(Errand errand) {
        if (!queue.isOpen(errand)) {
            return null;
        }
        Worker worker = errand.worker();
        return worker == null ? errand : worker.takeBack(errand);
    }

    /** Prepares to stop what a worker has begun: the worker, or null if it runs something else. */
    @Nullable
    Worker stop(TaskRun<?> run, StopLevel level) {
        lock.lock();
        try {
            Errand errand = queue.find(run);
            if (errand == null || errand.run().attempt() != run.attempt() || errand.state() != Errand.State.SENT) {
                return null;
            }
            return stop(errand, 0, level);
        } finally {
            lock.unlock();
        }
    }

    /** Prepares to stop an element of a bulk call, as {@link #stop(TaskRun, StopLevel)} does. */
    @Nullable
    Worker stop(BulkRun<?> bulk, int element, StopLevel level) {
        lock.lock();
        try {
            for (Errand errand : queue.of(bulk)) {
                int index = errand.sentIndex(element);
                if (index >= 0) {
                    return errand.isAnswered(index) ? null : stop(errand, index, level);
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private static @Nullable Worker stop(Errand errand, int index, StopLevel level) {
        Worker worker = errand.worker();
        if (worker == null || worker.begun(errand) != index + 1) {
            return null;
        }
        if (level == StopLevel.COOPERATIVE || level == StopLevel.INTERRUPT) {
            worker.add(new Message.Stop(errand.slot(), level == StopLevel.INTERRUPT));
        } else if (worker.doom(errand.slot(), index)) {
            worker.leaves(false);
        } else {
            return null;
        }
        return worker;
    }

    /**
     * Has workers forget a shared value, and takes back from them what uses it and was not begun: it is sent again
     * behind that, so that it is not given the value.
     *
     * @return those of them that were sent the value
     */
    List<Worker> forget(int sharedValue, List<Worker> workers) {
        lock.lock();
        try {
            List<Worker> told = workers.stream()
                    .filter(worker -> worker.forget(sharedValue))
                    .toList();
            List<Errand> again = new ArrayList<>();
            for (Worker worker : told) {
                for (Errand errand : worker.errands()) {
                    Errand unbegun = errand.uses(sharedValue) && queue.isOpen(errand) ? worker.takeBack(errand) : null;
                    if (unbegun != null) {
                        again.add(unbegun);
                    }
                }
            }
            again.sort((a, b) -> Long.compare(b.firstTaskId(), a.firstTaskId()));
            again.forEach(queue::addFirst);
            return told;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Accepts no more, and returns what will never start.
     *
     * @param workers all workers
     * @param stopping is given those of them that were asked to stop what they run
     */
    List<TaskRun<?>> close(CloseMode mode, List<Worker> workers, Set<Worker> stopping) {
        lock.lock();
        try {
            closing = true;
            cancelling |= mode != CloseMode.DRAIN;
            List<TaskRun<?>> unstarted = new ArrayList<>();
            for (Errand errand : cancelling ? queue.open(workers) : List.<Errand>of()) {
                Worker worker = errand.worker();
                Errand unbegun = takeBack(errand);
                if (unbegun != null) {
                    queue.forget(unbegun);
                    unbegun.addRunsTo(unstarted);
                }
                if (unbegun != errand && worker != null && mode == CloseMode.STOP) {
                    worker.add(new Message.Stop(errand.slot(), true));
                    stopping.add(worker);
                }
            }
            return unstarted;
        } finally {
            lock.unlock();
        }
    }

    // What workers say

    /** A worker has begun something in a slot. */
    Errand begun(Worker worker, Message.Started started) throws BadFrameException {
        lock.lock();
        try {
            Errand errand = at(worker, started.slot());
            errand.begunNow(started.index(), worker.begun(started.slot()));
            return errand;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A worker has run tasks. The errand of a single run is known until its end has been {@link #told}.
     *
     * @param of is given the errand of each, as far as the worker may answer for it
     */
    void answered(Worker worker, List<Message.Ended> all, List<Errand> of) throws BadFrameException {
        lock.lock();
        try {
            for (Message.Ended ended : all) {
                of.add(answeredOne(worker, ended.slot(), ended.index()));
                if (ended.nanos() > 0) {
                    pace.took(ended.nanos());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** A worker has run a task, of which nothing more is known here. */
    Errand answered(Worker worker, int slot, int index) throws BadFrameException {
        lock.lock();
        try {
            return answeredOne(worker, slot, index);
        } finally {
            lock.unlock();
        }
    }

    private Errand answeredOne(Worker worker, int slot, int index) throws BadFrameException {
        Errand errand = at(worker, slot);
        errand.answered(index);
        worker.answered(slot);
        if (errand.isOver()) {
            worker.free(slot);
        }
        return errand;
    }

    private Errand at(Worker worker, int slot) throws BadFrameException {
        Errand errand = worker.at(slot);
        if (errand == null || !isWith(worker, errand, slot)) {
            throw new BadFrameException("no task is to be run in slot " + slot);
        }
        return errand;
    }

    /** A worker has met in a slot what was taken back. */
    void dropped(Worker worker, int slot) throws BadFrameException {
        lock.lock();
        try {
            Errand errand = worker.at(slot);
            boolean isCut = errand != null && errand.isCutAt(worker, slot);
            if (errand == null || (!isCut && isWith(worker, errand, slot))) {
                throw new BadFrameException("no task was taken back from slot " + slot);
            }
            if (isCut) {
                errand.dropped();
            }
            if (!isCut || errand.isOver()) {
                worker.free(slot);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isWith(Worker worker, Errand errand, int slot) {
        return errand.isWith(worker, slot) && queue.isOpen(errand);
    }

    /**
     * A run that a worker has.
     *
     * @param run the run
     * @param reports what is told of it
     */
    record Begun(TaskRun<?> run, Reports reports) {}

    /** Returns what a worker runs under a number; empty if it comes too late, from what a task has left running. */
    Optional<Begun> running(Worker worker, long runId) {
        lock.lock();
        try {
            for (Errand errand : worker.errands()) {
                TaskRun<?> run = queue.isOpen(errand) ? errand.find(runId) : null;
                if (run != null) {
                    return Optional.of(new Begun(run, errand.reports()));
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    // What was told

    /** All has been told of an errand: whether it was known until now. */
    boolean told(Errand errand) {
        lock.lock();
        try {
            if (errand.state() == Errand.State.LOST) {
                lossesToTell--;
            }
            return queue.forget(errand);
        } finally {
            lock.unlock();
        }
    }

    /** All has been told of errands. */
    void told(List<Errand> all) {
        lock.lock();
        try {
            all.forEach(this::told);
        } finally {
            lock.unlock();
        }
    }

    /** The loss of an errand has been told, and another attempt came of it: false if that can't be made any more. */
    boolean acceptAgain(Errand lost, TaskRun<?> next) {
        lock.lock();
        try {
            boolean withdrawn = lost.isNextWithdrawn();
            if (!withdrawn && !cancelling) {
                queue.addFirst(lost.again(next));
            }
            return withdrawn || !cancelling;
        } finally {
            lock.unlock();
        }
    }

    // For the crew, which holds the lock

    /** Tells whether what is queued has to wait for an answer, since all workers are there and have enough to do. */
    boolean waitFor(Staff staff) {
        return staff.isComplete() && staff.freest(pace.depth()) == null;
    }

    /**
     * Tells whether what is queued is to wait for more, so as to be sent together, since it is not worth waking a
     * worker for, and an answer is to come soon: that has it sent at the latest.
     */
    boolean collect(Staff staff) {
        collecting = !queue.isManyFirst() && queue.size() < pace.company() && staff.isAnybodyPrompt();
        return collecting;
    }

    /** Tells whether something waits for more to be sent together. Needs no lock. */
    boolean isCollecting() {
        return collecting;
    }

    /** Looks who keeps others waiting. */
    Outlook look(Staff staff) {
        boolean goesOn = pace.company() > 1 && (staff.isAnybodyPrompt() || staff.hasAnybodyAnswered());
        boolean someAreSlow = staff.findSlow();
        return !goesOn ? Outlook.QUIET : someAreSlow ? Outlook.STALLED : Outlook.LIVELY;
    }

    /** Returns for how long nobody who works needs anything, or 0 if somebody may soon. */
    long quietNanos(Staff staff) {
        return pace.quietNanos(staff.leastToDo());
    }

    /** Sends what is queued to workers that can take it, and gives idle ones what others have not begun. */
    List<Worker> assignTo(Staff staff) {
        List<Worker> sent = new ArrayList<>(0);
        collecting = false;
        sendQueued(staff, sent);
        for (Worker idle = staff.idle(); idle != null; idle = staff.idle()) {
            Errand taken = takeFromOverloaded(staff);
            if (taken == null) {
                break;
            }
            queue.addFirst(taken);
            send(queue.next(Math.min(idle.left(), (taken.count() + 1) / 2)), idle, sent);
            sendQueued(staff, sent);
        }
        return sent;
    }

    private void sendQueued(Staff staff, List<Worker> sent) {
        while (!queue.isEmpty()) {
            int together = queue.together(pace, staff.seats());
            int depth = staff.isComplete() ? pace.depth() : 1;
            Worker free = staff.busiest(Math.min(depth, pace.company()));
            if (free == null) {
                free = staff.freest(queue.isManyFirst() ? Math.max(depth, together) : depth);
            }
            if (free == null) {
                return;
            }
            send(queue.next(Math.min(together, free.left())), free, sent);
        }
    }

    private static void send(Errand errand, Worker to, List<Worker> sent) {
        to.send(errand);
        if (!sent.contains(to)) {
            sent.add(to);
        }
    }

    private @Nullable Errand takeFromOverloaded(Staff staff) {
        for (Worker worker : staff.overloaded(pace.company())) {
            for (Errand errand : worker.errands()) {
                Errand taken = takeBack(errand);
                if (taken != null) {
                    return taken;
                }
            }
        }
        return null;
    }

    /** Takes what a worker had begun when it died. Its loss is to be {@link #told}. */
    List<Errand> takeLost(Worker dead) {
        List<Errand> lost = new ArrayList<>();
        for (Errand errand : dead.errands()) {
            int begun = queue.isOpen(errand) ? dead.begun(errand) : 0;
            for (int index = 0; index < begun; index++) {
                if (!errand.isAnswered(index)) {
                    Errand one = errand.splitOff(index);
                    queue.know(one);
                    one.lost();
                    lost.add(one);
                }
            }
        }
        lossesToTell += lost.size();
        return lost;
    }

    /**
     * Takes the first that a dead worker was sent, if workers die of it before they have begun it. Its failure is to be
     * {@link #told}.
     */
    Optional<Errand> takeUnreadable(Worker dead, boolean byItself) {
        Optional<Errand> first = dead.errands().stream()
                .filter(queue::isOpen)
                .min((a, b) -> Long.compare(a.firstTaskId(), b.firstTaskId()))
                .filter(errand -> errand.costsAnotherWorker(byItself));
        return first.map(errand -> {
            Errand unreadable = errand.splitOff(dead.begun(errand));
            queue.know(unreadable);
            unreadable.unreadable();
            return unreadable;
        });
    }

    /** Puts back in the queue what a dead worker had not begun. */
    void putBack(Worker dead) {
        dead.errands().stream()
                .filter(queue::isOpen)
                .sorted((a, b) -> Long.compare(b.firstTaskId(), a.firstTaskId()))
                .map(errand -> errand.splitUnanswered(dead.begun(errand)))
                .flatMap(Optional::stream)
                .forEach(queue::addFirst);
    }

    /** Returns how many wait for a worker, more or less. */
    int queued() {
        return queue.size();
    }

    /** Tells whether nothing waits, and nothing more will come. */
    boolean isDone() {
        return closing && queue.isEmpty() && (cancelling || lossesToTell == 0);
    }

    /** Tells whether who is idle will not be needed any more, not even for what lies behind a task that takes long. */
    boolean needNobodyElse(Staff staff) {
        return isDone() && (cancelling || !staff.hasAnybodyMoreThanOne());
    }

    boolean isClosing() {
        return closing;
    }
}
