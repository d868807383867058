package dev.runner.processes.internal.host;

import dev.runner.processes.internal.host.Worker.State;
import dev.runner.processes.internal.wire.Message;
import dev.runner.spi.CloseMode;
import dev.runner.spi.TaskRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The workers of a pool and what they are to run: the part of the driver that only counts and decides.
 *
 * <p>There is one lock, for this class, for {@link Errands}, and for everything that they hold. Each method takes it,
 * changes what has to change together, and gives it back. Nothing that happens under it waits, reports, or touches a
 * process, a channel or users' code, but for words in shared pages and messages that are laid ready. What follows from
 * a change is said in {@link Orders}, which whoever made the change has carried out without the lock, by
 * {@link Dispatch#goOn()}: so any number of threads may change something at once, and what they miss of each other the
 * last of them sees.
 *
 * <p>Who changes what: submitters and cancellers add and withdraw; the thread of the traffic tells of workers that are
 * ready and of answers; a worker's own thread tells of its start and its end; the threads that report tell when they
 * have reported.
 *
 * <p>The crew is <em>over</em> when nothing waits or can come back, no worker is left, and all farewells have been
 * told.
 */
final class Crew {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition letGo = lock.newCondition();
    private final Errands errands = new Errands(lock);
    private final Staff staff;
    private final Supplier<Worker> hire;
    private final StartFailures startFailures;
    private int farewellsToTell;
    private boolean killing;
    private boolean broken;
    private boolean retirementScheduled;
    private boolean isLetGo;

    /**
     * Makes a crew without workers.
     *
     * @param staff an empty staff
     * @param hire makes a worker that is to be started; called under the lock
     * @param mostStartFailures how many starts in a row may fail
     */
    Crew(Staff staff, Supplier<Worker> hire, int mostStartFailures) {
        this.staff = staff;
        this.hire = hire;
        this.startFailures = new StartFailures(mostStartFailures);
    }

    Errands errands() {
        return errands;
    }

    // The life of a worker

    /** A worker's process has been started: whether it is wanted still. */
    boolean started(Worker worker, WorkerProcess process) {
        lock.lock();
        try {
            worker.started(process);
            return worker.state() == State.STARTING && !killing;
        } finally {
            lock.unlock();
        }
    }

    /** A worker is ready: whether it was wanted still. */
    boolean ready(Worker worker) {
        lock.lock();
        try {
            startFailures.over();
            return worker.ready();
        } finally {
            lock.unlock();
        }
    }

    boolean isStarting(Worker worker) {
        lock.lock();
        try {
            return worker.state() == State.STARTING;
        } finally {
            lock.unlock();
        }
    }

    boolean wasAskedToEnd(Worker worker) {
        lock.lock();
        try {
            return worker.wasAskedToEnd();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A worker's process has ended, or could not be started. That is to be {@link #farewellTold told}.
     *
     * @param byItself whether what it was about to begin may be the reason
     */
    Estate gone(Worker worker, boolean byItself) {
        lock.lock();
        try {
            boolean inOrder = worker.wasAskedToEnd();
            if (!worker.wasReady() && !inOrder) {
                startFailures.another(worker.hiredNanos());
            }
            boolean breaks = !broken && startFailures.areTooMany();
            broken |= breaks;
            worker.leaves(inOrder);
            staff.remove(worker);
            farewellsToTell++;
            List<Errand> lost = errands.takeLost(worker);
            Optional<Errand> unreadable = lost.isEmpty() ? errands.takeUnreadable(worker, byItself) : Optional.empty();
            errands.putBack(worker);
            return new Estate(lost, unreadable, breaks, startFailures.restNanos());
        } finally {
            lock.unlock();
        }
    }

    void farewellTold() {
        lock.lock();
        try {
            farewellsToTell--;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells whether a worker has not said all that it has done, or is to begin something and runs nothing meanwhile.
     */
    boolean owesAnswer(Worker worker) {
        lock.lock();
        try {
            return worker.owesAnswer();
        } finally {
            lock.unlock();
        }
    }

    /** A worker is larger than it may be. */
    void becameTooLarge(Worker worker) {
        lock.lock();
        try {
            worker.becameTooLarge();
        } finally {
            lock.unlock();
        }
    }

    /** Returns for how long nobody who works needs anything, or 0 if somebody may soon. */
    long quietNanos() {
        lock.lock();
        try {
            return errands.quietNanos(staff);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns how many tasks wait, or are with a worker; the greatest number if others are just changing that, since
     * who asks is not worth a wait.
     */
    int underWay() {
        if (!lock.tryLock()) {
            return Integer.MAX_VALUE;
        }
        try {
            return errands.queued() + staff.outstanding();
        } finally {
            lock.unlock();
        }
    }

    /** Looks who keeps others waiting. */
    Outlook look() {
        lock.lock();
        try {
            return errands.look(staff);
        } finally {
            lock.unlock();
        }
    }

    int count() {
        lock.lock();
        try {
            return staff.count();
        } finally {
            lock.unlock();
        }
    }

    // What is due

    /** Decides who is to be started for tasks that are about to come; it has to be done. */
    Orders expect(int tasks) {
        lock.lock();
        try {
            boolean ends = errands.isClosing() || killing || broken;
            List<Worker> start = ends ? List.of() : staff.recruitFor(tasks, hire);
            return new Orders(List.of(), start, List.of(), List.of(), false, false, false);
        } finally {
            lock.unlock();
        }
    }

    /** Takes what is to be run, and decides what is due then; it has to be done. */
    Orders accept(List<Errand> all) {
        lock.lock();
        try {
            errands.accept(all);
            if (errands.waitFor(staff)) {
                return Orders.NONE;
            }
            return errands.collect(staff) ? Orders.LOOK : orders();
        } finally {
            lock.unlock();
        }
    }

    /** Decides what is due now; it has to be done. */
    Orders orders() {
        lock.lock();
        try {
            List<Worker> flush = errands.assignTo(staff);
            boolean done = errands.isDone();
            List<Worker> start = killing || broken ? List.of() : recruit(!done);
            List<Worker> end = new ArrayList<>();
            List<Worker> kill = new ArrayList<>();
            for (Worker worker : errands.needNobodyElse(staff) ? staff.all() : staff.dispensable()) {
                if (worker.isIdle()) {
                    worker.leaves(true);
                    worker.add(new Message.End());
                    end.add(worker);
                } else if (worker.state() == State.STARTING) {
                    worker.leaves(true);
                    kill.add(worker);
                }
            }
            boolean retirementDue = !errands.isClosing() && !retirementScheduled && staff.hasSpare();
            retirementScheduled |= retirementDue;
            boolean over = done && staff.count() == 0 && farewellsToTell == 0;
            return new Orders(flush, start, end, kill, retirementDue, false, over);
        } finally {
            lock.unlock();
        }
    }

    private List<Worker> recruit(boolean withSuccessors) {
        if (startFailures.areResting() || (startFailures.any() && staff.hasStarting())) {
            return List.of();
        }
        int most = startFailures.any() ? 1 : Integer.MAX_VALUE;
        List<Worker> recruits = new ArrayList<>(staff.recruitFor(Math.min(most, errands.queued()), hire));
        if (withSuccessors) {
            recruits.addAll(staff.recruitSuccessors(most - recruits.size(), hire));
            recruits.addAll(startFailures.any() ? List.of() : staff.recruitSpares(errands.queued(), hire));
        }
        return recruits;
    }

    void retirementLookedAt() {
        lock.lock();
        try {
            retirementScheduled = false;
        } finally {
            lock.unlock();
        }
    }

    /** A shared value is closed: has those workers forget it that were sent it, and returns them to be flushed. */
    List<Worker> forget(int sharedValue) {
        lock.lock();
        try {
            return errands.forget(sharedValue, staff.all());
        } finally {
            lock.unlock();
        }
    }

    // The end

    /**
     * Begins to end.
     *
     * @param stopping is given those workers that were asked to stop what they run, or are to be killed
     * @return what will never start
     */
    List<TaskRun<?>> close(CloseMode mode, Set<Worker> stopping) {
        lock.lock();
        try {
            List<TaskRun<?>> unstarted = errands.close(mode, staff.all(), stopping);
            killing |= mode == CloseMode.KILL;
            if (killing) {
                stopping.addAll(staff.all());
                staff.all().forEach(worker -> worker.leaves(worker.outstanding() == 0));
            }
            return unstarted;
        } finally {
            lock.unlock();
        }
    }

    /** It is over, and nothing is left: lets those go who wait for that. */
    void letGo() {
        lock.lock();
        try {
            isLetGo = true;
            letGo.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it is over: whether it is. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (!isLetGo && left > 0) {
                left = letGo.awaitNanos(left);
            }
            return isLetGo;
        } finally {
            lock.unlock();
        }
    }
}
