package dev.runner.processes.internal.host;

import dev.runner.processes.internal.host.Worker.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a pool: who is free, who is missing, and who may go. The crew's lock guards all of it.
 *
 * <p>The pool has as many <em>seats</em> as it may have workers. A successor has none while the worker is there that it
 * is to succeed: it is a <em>stand-in</em>, which may take a task all the same when one of the others is idle. At no
 * time are more workers <em>busy</em> than there are seats, be they worn out or about to be killed, and at no time are
 * there more than two processes for a seat.
 */
final class Staff {

    private static final long PROCESSES_PER_SEAT = 2;

    private final int seats;
    private final int kept;
    private final long idleNanos;
    private final Set<Worker> workers = new LinkedHashSet<>();

    /**
     * Makes an empty staff.
     *
     * @param seats how many workers may be busy at once
     * @param kept how many of them stay although idle
     * @param idleNanos how long others may be idle, or 0 if all stay
     */
    Staff(int seats, int kept, long idleNanos) {
        this.seats = seats;
        this.kept = kept;
        this.idleNanos = idleNanos;
    }

    List<Worker> all() {
        return List.copyOf(workers);
    }

    int count() {
        return workers.size();
    }

    /** A worker has gone: whoever it was to succeed needs another successor. */
    void remove(Worker worker) {
        workers.remove(worker);
        workers.stream()
                .filter(other -> other.successor() == worker)
                .forEach(predecessor -> predecessor.succeededBy(null));
    }

    /** Tells whether nobody more can be had soon, so that sending ahead is all that is left. */
    boolean isComplete() {
        return seatsTaken() >= seats && !hasStarting();
    }

    boolean hasStarting() {
        return workers.stream().anyMatch(worker -> worker.state() == State.STARTING);
    }

    /**
     * Returns who is to have the next task.
     *
     * @param depth how many tasks a worker may have been sent
     */
    @Nullable
    Worker freest(int depth) {
        int least = hasFreeSeat() ? 0 : 1;
        return workers.stream()
                .filter(Worker::takesTasks)
                .filter(worker -> worker.outstanding() >= least && worker.outstanding() < depth)
                .min(Comparator.comparingInt(Worker::outstanding))
                .orElse(null);
    }

    /** Returns an idle worker that may have what another was sent, or null. */
    @Nullable
    Worker idle() {
        return hasFreeSeat() ? freest(1) : null;
    }

    /** Returns those that were sent more than they can be running, with the most first. */
    List<Worker> overloaded() {
        return workers.stream()
                .filter(worker -> worker.outstanding() > 1)
                .sorted(Comparator.comparingInt(Worker::outstanding).reversed())
                .toList();
    }

    private boolean hasFreeSeat() {
        return workers.stream().filter(worker -> worker.outstanding() > 0).count() < seats;
    }

    /** Adds the workers that are missing for what is queued: those, to be started. */
    List<Worker> recruitFor(int queued, Supplier<Worker> hire) {
        long free = workers.stream()
                .filter(worker -> worker.state() == State.STARTING || (worker.isIdle() && worker.takesTasks()))
                .count();
        long missing = Math.min(Math.min(queued - free, seats - seatsTaken()), room());
        List<Worker> recruits = new ArrayList<>();
        for (long i = 0; i < missing; i++) {
            recruits.add(hire.get());
        }
        workers.addAll(recruits);
        return recruits;
    }

    /** Adds successors for those that are worn out: those, to be started. */
    List<Worker> recruitSuccessors(int most, Supplier<Worker> hire) {
        List<Worker> recruits = new ArrayList<>();
        for (Worker worker : all()) {
            boolean isDue = worker.state() == State.READY && worker.isWornOut() && worker.successor() == null;
            if (isDue && room() > 0 && recruits.size() < most) {
                Worker next = hire.get();
                worker.succeededBy(next);
                workers.add(next);
                recruits.add(next);
            }
        }
        return recruits;
    }

    private long room() {
        return PROCESSES_PER_SEAT * seats - workers.size();
    }

    /** Returns the workers that have nothing more to do: worn out and replaced, or idle for too long. */
    List<Worker> dispensable() {
        List<Worker> dispensable = new ArrayList<>();
        Set<Worker> standIns = standIns();
        long taken = seatsTaken();
        for (Worker worker : workers) {
            if (!worker.isIdle()) {
                continue;
            }
            Worker successor = worker.successor();
            if (worker.isWornOut()) {
                if (successor != null && successor.state() == State.READY) {
                    dispensable.add(worker);
                }
            } else if (idleNanos > 0 && taken > kept && !standIns.contains(worker) && worker.idleNanos() >= idleNanos) {
                dispensable.add(worker);
                taken--;
            }
        }
        return dispensable;
    }

    /** Tells whether there are workers that could be spared if they stay idle. */
    boolean hasSpare() {
        return idleNanos > 0 && seatsTaken() > kept && workers.stream().anyMatch(Worker::isIdle);
    }

    private long seatsTaken() {
        Set<Worker> standIns = standIns();
        return workers.stream()
                .filter(worker -> worker.state() != State.LEAVING && !standIns.contains(worker))
                .count();
    }

    private Set<Worker> standIns() {
        return workers.stream()
                .filter(worker -> worker.state() != State.LEAVING && worker.successor() != null)
                .map(Worker::successor)
                .collect(Collectors.toSet());
    }
}
