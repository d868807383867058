package dev.runner.processes.internal.host;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The errands of a pool, from their acceptance until the last has been told of them, and the queue of those that wait.
 * The lock of {@link Errands} guards all of it.
 */
final class ErrandQueue {

    private final ArrayDeque<Errand> queue = new ArrayDeque<>();
    private final Map<Long, Errand> byRun = new HashMap<>();

    void add(Errand errand) {
        byRun.put(errand.run().id(), errand);
        queue.add(errand);
    }

    /** Puts an errand before all others. */
    void addFirst(Errand errand) {
        errand.backInQueue();
        byRun.put(errand.run().id(), errand);
        queue.addFirst(errand);
    }

    @Nullable
    Errand find(long runId) {
        return byRun.get(runId);
    }

    /** Forgets an errand, whether it was known until now. In the queue, it is passed over. */
    boolean forget(Errand errand) {
        return byRun.remove(errand.run().id(), errand);
    }

    boolean isOpen(Errand errand) {
        return errand.isOpen() && byRun.get(errand.run().id()) == errand;
    }

    /** Returns what was accepted and neither answered nor taken back, in the order of acceptance. */
    List<Errand> open() {
        return byRun.values().stream()
                .filter(Errand::isOpen)
                .sorted(Comparator.comparingLong(errand -> errand.run().id()))
                .toList();
    }

    boolean isEmpty() {
        while (!queue.isEmpty() && !isOpen(queue.element())) {
            queue.remove();
        }
        return queue.isEmpty();
    }

    /** Returns how many wait, with those that are to be passed over. */
    int size() {
        return isEmpty() ? 0 : queue.size();
    }

    /** Takes the first that waits; there has to be one. */
    Errand next() {
        return queue.remove();
    }
}
