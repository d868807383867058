package dev.runner.processes.internal.host;

import dev.runner.spi.TaskRun;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The errands of a pool, from their acceptance until the last has been told of them, and the queue of those that wait.
 * An errand is known as long as its run has it attached. The lock of {@link Errands} guards all of it.
 */
final class ErrandQueue {

    private final ArrayDeque<Errand> queue = new ArrayDeque<>();

    void add(Errand errand) {
        errand.run().attach(errand);
        queue.add(errand);
    }

    /** Puts an errand before all others. */
    void addFirst(Errand errand) {
        errand.backInQueue();
        errand.run().attach(errand);
        queue.addFirst(errand);
    }

    /** Returns the errand of a run, or of another attempt at the same task; null if none is known. */
    @Nullable
    Errand find(TaskRun<?> run) {
        return run.attachment() instanceof Errand errand ? errand : null;
    }

    /**
     * Forgets an errand, whether it was known until now. In the queue, it is passed over. Nobody will read its task.
     */
    boolean forget(Errand errand) {
        boolean wasKnown = isKnown(errand);
        if (wasKnown) {
            errand.run().attach(null);
            errand.task().giveBack();
        }
        return wasKnown;
    }

    private boolean isKnown(Errand errand) {
        return errand.run().attachment() == errand;
    }

    boolean isOpen(Errand errand) {
        return errand.isOpen() && isKnown(errand);
    }

    /** Returns what was accepted and neither answered nor taken back, in the order of acceptance. */
    List<Errand> open(List<Worker> workers) {
        List<Errand> all = new ArrayList<>(queue);
        workers.forEach(worker -> all.addAll(worker.errands()));
        return all.stream()
                .filter(this::isOpen)
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
