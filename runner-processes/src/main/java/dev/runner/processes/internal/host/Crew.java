package dev.runner.processes.internal.host;

import dev.runner.processes.internal.host.Worker.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The queue and the workers of a pool, and who gets what: the part of the driver that only counts and decides. The
 * driver's lock guards all of it; nothing here waits, reports or touches a process.
 */
final class Crew {

    private final int limit;
    private final int kept;
    private final long idleNanos;
    private final ArrayDeque<Errand> queue = new ArrayDeque<>();
    private final Map<Long, Errand> errands = new HashMap<>();
    private final Set<Worker> workers = new LinkedHashSet<>();
    private final Pace pace = new Pace();

    Crew(int limit, int kept, long idleNanos) {
        this.limit = limit;
        this.kept = kept;
        this.idleNanos = idleNanos;
    }

    Pace pace() {
        return pace;
    }

    Set<Worker> workers() {
        return workers;
    }

    /** Returns what was accepted and neither answered nor taken back, in the order of acceptance. */
    List<Errand> open() {
        return errands.values().stream()
                .sorted((a, b) -> Long.compare(a.run().id(), b.run().id()))
                .toList();
    }

    boolean isQueueEmpty() {
        while (!queue.isEmpty() && !isOpen(queue.element())) {
            queue.remove();
        }
        return queue.isEmpty();
    }

    void accept(Errand errand) {
        errands.put(errand.run().id(), errand);
        queue.add(errand);
    }

    /** Puts an errand before all others. */
    void acceptFirst(Errand errand) {
        errand.backInQueue();
        errands.put(errand.run().id(), errand);
        queue.addFirst(errand);
    }

    @Nullable
    Errand find(long runId) {
        return errands.get(runId);
    }

    boolean isOpen(Errand errand) {
        return errands.get(errand.run().id()) == errand;
    }

    /** The errand is answered, or taken back. */
    void close(Errand errand) {
        errands.remove(errand.run().id(), errand);
    }

    void closeAll() {
        errands.clear();
        queue.clear();
    }

    /** Sends what is queued to workers that can take it: those that were sent something. */
    Set<Worker> assign() {
        Set<Worker> touched = new LinkedHashSet<>();
        while (!isQueueEmpty()) {
            Worker worker = freest();
            if (worker == null) {
                break;
            }
            worker.send(queue.remove());
            touched.add(worker);
        }
        touched.addAll(rebalance());
        return touched;
    }

    private @Nullable Worker freest() {
        int depth = live() >= limit && count(State.STARTING) == 0 ? pace.depth() : 1;
        Worker freest = null;
        for (Worker worker : workers) {
            if (worker.state() == State.READY
                    && !worker.isWornOut()
                    && worker.outstanding() < depth
                    && (freest == null || worker.outstanding() < freest.outstanding())) {
                freest = worker;
            }
        }
        return freest;
    }

    /** Gives idle workers what others were sent and have not begun: those that were sent something. */
    private List<Worker> rebalance() {
        List<Worker> touched = new ArrayList<>();
        for (Worker idle : workers) {
            if (idle.isIdle() && !idle.isWornOut()) {
                Errand taken = takeFromBusiest();
                if (taken == null) {
                    break;
                }
                idle.send(taken);
                touched.add(idle);
            }
        }
        return touched;
    }

    private @Nullable Errand takeFromBusiest() {
        List<Worker> busiest = workers.stream()
                .filter(worker -> worker.outstanding() > 1)
                .sorted(Comparator.comparingInt(Worker::outstanding).reversed())
                .toList();
        for (Worker worker : busiest) {
            for (Errand errand : worker.errands()) {
                if (isOpen(errand) && worker.takeBack(errand)) {
                    errand.backInQueue();
                    return errand;
                }
            }
        }
        return null;
    }

    /** Adds the workers that are missing: those, to be started. */
    List<Worker> recruit(Supplier<Worker> make, boolean forWornOut) {
        List<Worker> recruits = new ArrayList<>();
        int queued = isQueueEmpty() ? 0 : queue.size();
        int free = count(State.STARTING)
                + (int) workers.stream()
                        .filter(Worker::isIdle)
                        .filter(w -> !w.isWornOut())
                        .count();
        int missing = Math.min(queued - free, limit - live());
        for (int i = 0; i < missing; i++) {
            recruits.add(make.get());
        }
        if (forWornOut) {
            for (Worker worker : workers) {
                if (worker.isWornOut() && worker.state() == State.READY && worker.successor() == null) {
                    Worker next = make.get();
                    worker.succeededBy(next);
                    recruits.add(next);
                }
            }
        }
        workers.addAll(recruits);
        return recruits;
    }

    /** Returns the workers that have nothing more to do: worn out and replaced, or idle for too long. */
    List<Worker> dispensable() {
        List<Worker> dispensable = new ArrayList<>();
        int live = live();
        for (Worker worker : workers) {
            if (!worker.isIdle()) {
                continue;
            }
            Worker successor = worker.successor();
            if (worker.isWornOut()) {
                if (successor != null && successor.state() != State.STARTING) {
                    dispensable.add(worker);
                }
            } else if (idleNanos > 0 && live > kept && worker.idleNanos() >= idleNanos) {
                dispensable.add(worker);
                live--;
            }
        }
        return dispensable;
    }

    /** Tells whether there are workers that could be spared if they stay idle. */
    boolean hasSpare() {
        return live() > kept && workers.stream().anyMatch(Worker::isIdle);
    }

    /** Counts the workers that take tasks now or soon. */
    private int live() {
        return (int) workers.stream()
                .filter(worker -> worker.state() != State.LEAVING && !worker.isWornOut())
                .count();
    }

    private int count(State state) {
        return (int) workers.stream().filter(worker -> worker.state() == state).count();
    }
}
