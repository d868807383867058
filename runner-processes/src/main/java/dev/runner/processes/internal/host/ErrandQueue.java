package dev.runner.processes.internal.host;

import dev.runner.spi.BulkRun;
import dev.runner.spi.TaskRun;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The errands of a pool, from their acceptance until the last has been told of them, and the queue of those that wait.
 * The errand of a run by itself is known as long as the run has it attached; those of a bulk call as long as they are
 * not withdrawn, and the call has a list of them attached. The lock of {@link Errands} guards all of it.
 */
final class ErrandQueue {

    private final ArrayDeque<Errand> queue = new ArrayDeque<>();

    void add(Errand errand) {
        know(errand);
        queue.add(errand);
    }

    /** Puts an errand before all others. */
    void addFirst(Errand errand) {
        errand.backInQueue();
        know(errand);
        queue.addFirst(errand);
    }

    /** An errand is known from now on. */
    void know(Errand errand) {
        BulkRun<?> bulk = errand.cargo().bulk();
        if (errand.cargo() instanceof OneTask one) {
            one.run().attach(errand);
        }
        if (bulk != null) {
            knowOf(bulk, errand);
        }
    }

    @SuppressWarnings("unchecked") // nothing else is attached to it
    private static void knowOf(BulkRun<?> bulk, Errand errand) {
        List<Errand> all = (List<Errand>) bulk.attachment();
        if (all == null) {
            all = new ArrayList<>(1);
            bulk.attach(all);
        }
        if (!all.contains(errand)) {
            all.removeIf(other -> !other.isOpen());
            all.add(errand);
        }
    }

    /** Returns the errands of a bulk call. */
    @SuppressWarnings("unchecked") // nothing else is attached to it
    List<Errand> of(BulkRun<?> bulk) {
        List<Errand> all = (List<Errand>) bulk.attachment();
        return all == null ? List.of() : List.copyOf(all);
    }

    /** Returns the errand of a run, or of another attempt at the same task; null if none is known. */
    @Nullable
    Errand find(TaskRun<?> run) {
        return run.attachment() instanceof Errand errand ? errand : null;
    }

    /**
     * Forgets an errand, whether it was known until now. In the queue, it is passed over. Nobody will read its tasks.
     */
    boolean forget(Errand errand) {
        boolean wasKnown = isKnown(errand);
        if (wasKnown) {
            errand.withdrawn();
            if (errand.cargo() instanceof OneTask one) {
                one.run().attach(null);
            }
            errand.cargo().giveBack();
        }
        return wasKnown;
    }

    private boolean isKnown(Errand errand) {
        return errand.cargo() instanceof OneTask one ? one.run().attachment() == errand : !errand.isWithdrawn();
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
                .sorted(Comparator.comparingLong(Errand::firstTaskId))
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

    /** Tells whether what waits first has several tasks. */
    boolean isManyFirst() {
        return !isEmpty() && queue.element().count() > 1;
    }

    /** Returns how many tasks of what waits first are to be sent together. */
    int together(Pace pace, int workers) {
        Errand first = queue.element();
        OptionalInt given = first.cargo().chunkSize();
        if (given.isPresent()) {
            return given.getAsInt();
        }
        int fairShare = queue.size() > 1 ? first.count() : Math.max(pace.leastShare(), first.count() / (2 * workers));
        return Math.min(pace.together(), fairShare);
    }

    /** Takes the first that waits, or as many of its tasks as may be sent together; there has to be one. */
    Errand next(int most) {
        Errand first = queue.element();
        Errand next = first.splitFirst(most);
        if (next == first) {
            queue.remove();
        } else {
            know(next);
        }
        return next;
    }
}
