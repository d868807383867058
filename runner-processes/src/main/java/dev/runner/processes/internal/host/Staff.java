package dev.runner.processes.internal.host;

import dev.runner.processes.internal.host.Worker.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a pool: who is free, who is missing, and who may go. The crew's lock guards all of it.
 *
 * <p>The pool has as many <em>seats</em> as it may have workers that are busy, and spare ones beyond where that is
 * asked for. A successor has none while the worker is there that it is to succeed: it is a <em>stand-in</em>, which may
 * take a task all the same when one of the others is idle. At no time are more workers <em>busy</em> than there are
 * seats, be they worn out or about to be killed, and at no time are there more than two processes for a seat, besides
 * the spare ones.
 */
final class Staff {

    private static final long PROCESSES_PER_SEAT = 2;

    private final int seats;
    private final int kept;
    private final long idleNanos;
    private final int spares;
    private final List<Worker> workers = new ArrayList<>();

    /**
     * Makes an empty staff.
     *
     * @param seats how many workers may be busy at once
     * @param kept how many of them stay although idle
     * @param idleNanos how long others may be idle, or 0 if all stay
     * @param spares how many are to be ready beyond those that are busy
     */
    Staff(int seats, int kept, long idleNanos, int spares) {
        this.seats = seats;
        this.kept = kept;
        this.idleNanos = idleNanos;
        this.spares = spares;
    }

    List<Worker> all() {
        return List.copyOf(workers);
    }

    int count() {
        return workers.size();
    }

    int seats() {
        return seats;
    }

    /** A worker has gone: whoever it was to succeed needs another successor. */
    void remove(Worker worker) {
        workers.remove(worker);
        for (Worker other : workers) {
            if (other.successor() == worker) {
                other.succeededBy(null);
            } else if (other.predecessor() == worker) {
                other.succeeds(null);
            }
        }
    }

    /** Tells whether nobody more can be had soon, so that sending ahead is all that is left. */
    boolean isComplete() {
        return seatsTaken() >= seats && (!hasStarting() || (spares > 0 && ready() >= seats));
    }

    private int ready() {
        int ready = 0;
        for (Worker worker : workers) {
            ready += worker.takesTasks() ? 1 : 0;
        }
        return ready;
    }

    boolean hasStarting() {
        for (Worker worker : workers) {
            if (worker.state() == State.STARTING) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns who is to have the next task.
     *
     * @param depth how many tasks a worker may have been sent
     */
    @Nullable
    Worker freest(int depth) {
        int least = hasFreeSeat() ? 0 : 1;
        Worker freest = null;
        for (Worker worker : workers) {
            int outstanding = worker.outstanding();
            if (outstanding >= least
                    && outstanding < (freest == null ? depth : freest.outstanding())
                    && worker.takesTasks()) {
                freest = worker;
            }
        }
        return freest;
    }

    /** Returns who is busy and has less than enough to do, and the most of those; null if nobody is. */
    @Nullable
    Worker busiest(int enough) {
        Worker busiest = null;
        for (Worker worker : workers) {
            int outstanding = worker.outstanding();
            if (outstanding < enough
                    && outstanding > (busiest == null ? 0 : busiest.outstanding())
                    && worker.isPrompt()
                    && worker.takesTasks()) {
                busiest = worker;
            }
        }
        return busiest;
    }

    /** Tells whether an answer is to come soon from anybody. */
    boolean isAnybodyPrompt() {
        for (Worker worker : workers) {
            if (worker.isPrompt()) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether anybody has answered since the last look. */
    boolean hasAnybodyAnswered() {
        for (Worker worker : workers) {
            if (worker.hasAnswered()) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether anybody was sent more than it can be running. */
    boolean hasAnybodyMoreThanOne() {
        for (Worker worker : workers) {
            if (worker.outstanding() > 1) {
                return true;
            }
        }
        return false;
    }

    /** Looks who has not answered since the last look: whether anybody is slow now who was not. */
    boolean findSlow() {
        boolean found = false;
        for (Worker worker : workers) {
            found |= worker.becomesSlow();
        }
        return found;
    }

    /** Returns an idle worker that may have what another was sent, or null. */
    @Nullable
    Worker idle() {
        return hasFreeSeat() ? freest(1) : null;
    }

    /**
     * Returns those that were sent more than they are to have while others are idle, with the most first.
     *
     * @param enough how many tasks a worker may have; one that is slow may have the one that it runs
     */
    List<Worker> overloaded(int enough) {
        return workers.stream()
                .filter(worker -> worker.outstanding() > (worker.isPrompt() ? enough : 1))
                .sorted(Comparator.comparingInt(Worker::outstanding).reversed())
                .toList();
    }

    private boolean hasFreeSeat() {
        return busy() < seats;
    }

    private int busy() {
        int busy = 0;
        for (Worker worker : workers) {
            busy += worker.outstanding() > 0 ? 1 : 0;
        }
        return busy;
    }

    /** Returns how many tasks those have at least who have any, or 0 if nobody has. */
    int leastToDo() {
        int least = Integer.MAX_VALUE;
        for (Worker worker : workers) {
            int outstanding = worker.outstanding();
            least = outstanding > 0 ? Math.min(least, outstanding) : least;
        }
        return least == Integer.MAX_VALUE ? 0 : least;
    }

    /** Returns how many tasks all have been sent that they have not answered for. */
    int outstanding() {
        int outstanding = 0;
        for (Worker worker : workers) {
            outstanding += worker.outstanding();
        }
        return outstanding;
    }

    /** Adds the workers that are missing for what is queued: those, to be started. */
    List<Worker> recruitFor(int queued, Supplier<Worker> hire) {
        int vacant = Math.min(seats - seatsTaken(), room());
        int missing = vacant <= 0 ? 0 : Math.min(vacant, queued - free());
        if (missing <= 0) {
            return List.of();
        }
        List<Worker> recruits = new ArrayList<>();
        for (int i = 0; i < missing; i++) {
            recruits.add(hire.get());
        }
        workers.addAll(recruits);
        return recruits;
    }

    /** Returns how many are about to take a task, or can. */
    private int free() {
        int free = 0;
        for (Worker worker : workers) {
            free += worker.state() == State.STARTING || (worker.isIdle() && worker.takesTasks()) ? 1 : 0;
        }
        return free;
    }

    /** Adds successors for those that are worn out: those, to be started. */
    List<Worker> recruitSuccessors(int most, Supplier<Worker> hire) {
        List<Worker> recruits = new ArrayList<>();
        for (Worker worker : all()) {
            boolean isDue = worker.state() == State.READY && worker.isWornOut() && worker.successor() == null;
            if (isDue && room() > 0 && recruits.size() < most) {
                Worker next = hire.get();
                worker.succeededBy(next);
                next.succeeds(worker);
                workers.add(next);
                recruits.add(next);
            }
        }
        return recruits;
    }

    /**
     * Adds workers that are to be ready beyond those that are busy or about to be: those, to be started. None is
     * started while one starts that a task waits for.
     */
    List<Worker> recruitSpares(int queued, Supplier<Worker> hire) {
        if (workers.isEmpty() || (queued > 0 && hasStarting())) {
            return List.of();
        }
        int spare = free() - Math.min(queued, Math.max(0, seats - busy()));
        int missing = Math.min(Math.min(spares - spare, seats + spares - seatsTaken()), room());
        List<Worker> recruits = new ArrayList<>();
        for (int i = 0; i < missing; i++) {
            recruits.add(hire.get());
        }
        workers.addAll(recruits);
        return recruits;
    }

    private int room() {
        return (int) Math.min(Integer.MAX_VALUE, PROCESSES_PER_SEAT * seats + spares - workers.size());
    }

    /** Returns the workers that have nothing more to do: worn out and replaced, or idle for too long. */
    List<Worker> dispensable() {
        List<Worker> dispensable = new ArrayList<>();
        int taken = seatsTaken();
        for (Worker worker : workers) {
            if (!worker.isIdle()) {
                continue;
            }
            Worker successor = worker.successor();
            if (worker.isWornOut()) {
                if (successor != null && successor.state() == State.READY) {
                    dispensable.add(worker);
                }
            } else if (idleNanos > 0
                    && taken > kept + spares
                    && !isStandIn(worker)
                    && worker.idleNanos() >= idleNanos) {
                dispensable.add(worker);
                taken--;
            }
        }
        return dispensable;
    }

    /** Tells whether there are workers that could be spared if they stay idle. */
    boolean hasSpare() {
        if (idleNanos <= 0 || seatsTaken() <= kept + spares) {
            return false;
        }
        for (Worker worker : workers) {
            if (worker.isIdle()) {
                return true;
            }
        }
        return false;
    }

    private int seatsTaken() {
        int taken = 0;
        for (Worker worker : workers) {
            taken += worker.state() != State.LEAVING && !isStandIn(worker) ? 1 : 0;
        }
        return taken;
    }

    /** Tells whether a worker is to succeed another that is still there. */
    private static boolean isStandIn(Worker worker) {
        Worker predecessor = worker.predecessor();
        return predecessor != null && predecessor.state() != State.LEAVING;
    }
}
