package dev.runner.processes.internal.host;

import dev.runner.StopLevel;
import dev.runner.processes.internal.wire.BadFrameException;
import dev.runner.processes.internal.wire.Message;
import dev.runner.spi.CloseMode;
import dev.runner.spi.TaskRun;
import java.util.ArrayList;
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
            if (worker == null || (errand.isOpen() && worker.takeBack(errand))) {
                queue.forget(errand);
                return null;
            }
            return worker;
        } finally {
            lock.unlock();
        }
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
            Worker worker = errand.worker();
            if (worker == null || !worker.hasBegun(errand)) {
                return null;
            }
            if (level == StopLevel.COOPERATIVE || level == StopLevel.INTERRUPT) {
                worker.add(new Message.Stop(errand.slot(), level == StopLevel.INTERRUPT));
            } else if (worker.doom(errand.slot())) {
                worker.leaves(false);
            } else {
                return null;
            }
            return worker;
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
                if (worker == null || worker.takeBack(errand)) {
                    queue.forget(errand);
                    unstarted.add(errand.run());
                } else if (mode == CloseMode.STOP) {
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

    /** A worker has begun what is in a slot. */
    Errand begun(Worker worker, int slot) throws BadFrameException {
        lock.lock();
        try {
            Errand errand = at(worker, slot);
            errand.begunNow(worker.hasBegun(slot));
            return errand;
        } finally {
            lock.unlock();
        }
    }

    /** A worker has run what is in a slot, in so long. It is known until its end has been {@link #told}. */
    Errand answered(Worker worker, int slot, long nanos) throws BadFrameException {
        lock.lock();
        try {
            Errand errand = at(worker, slot);
            errand.answered(worker.hasBegun(slot));
            worker.free(slot);
            if (nanos > 0) {
                pace.took(nanos);
            }
            return errand;
        } finally {
            lock.unlock();
        }
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
            if (errand == null || isWith(worker, errand, slot)) {
                throw new BadFrameException("no task was taken back from slot " + slot);
            }
            worker.free(slot);
        } finally {
            lock.unlock();
        }
    }

    private boolean isWith(Worker worker, Errand errand, int slot) {
        return errand.isWith(worker, slot) && queue.isOpen(errand);
    }

    /** Returns what a worker runs under a number; empty if it comes too late, from what a task has left running. */
    Optional<Errand> running(Worker worker, long runId) {
        lock.lock();
        try {
            for (Errand errand : worker.errands()) {
                if (errand.run().id() == runId && queue.isOpen(errand)) {
                    return Optional.of(errand);
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

    /** Sends what is queued to workers that can take it, and gives idle ones what others have not begun. */
    List<Worker> assignTo(Staff staff) {
        List<Worker> sent = new ArrayList<>(0);
        int depth = queue.isEmpty() ? 0 : staff.isComplete() ? pace.depth() : 1;
        for (Worker free = staff.freest(depth); free != null && !queue.isEmpty(); free = staff.freest(depth)) {
            send(queue.next(), free, sent);
        }
        for (Worker idle = staff.idle(); idle != null; idle = staff.idle()) {
            Errand taken = takeFromOverloaded(staff);
            if (taken == null) {
                break;
            }
            send(taken, idle, sent);
        }
        return sent;
    }

    private static void send(Errand errand, Worker to, List<Worker> sent) {
        to.send(errand);
        if (!sent.contains(to)) {
            sent.add(to);
        }
    }

    private @Nullable Errand takeFromOverloaded(Staff staff) {
        for (Worker worker : staff.overloaded()) {
            for (Errand errand : worker.errands()) {
                if (queue.isOpen(errand) && worker.takeBack(errand)) {
                    errand.backInQueue();
                    return errand;
                }
            }
        }
        return null;
    }

    /** Takes what a worker had begun when it died. Its loss is to be {@link #told}. */
    List<Errand> takeLost(Worker dead) {
        List<Errand> lost = dead.errands().stream()
                .filter(errand -> queue.isOpen(errand) && dead.hasBegun(errand))
                .toList();
        lost.forEach(Errand::lost);
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
                .min((a, b) -> Long.compare(a.run().id(), b.run().id()))
                .filter(errand -> errand.costsAnotherWorker(byItself));
        first.ifPresent(Errand::unreadable);
        return first;
    }

    /** Puts back in the queue what a dead worker had not begun. */
    void putBack(Worker dead) {
        dead.errands().stream()
                .filter(queue::isOpen)
                .sorted((a, b) -> Long.compare(b.run().id(), a.run().id()))
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

    boolean isClosing() {
        return closing;
    }
}
