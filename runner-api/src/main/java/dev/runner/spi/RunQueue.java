package dev.runner.spi;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs in the order in which they came, of which some are withdrawn from the middle. Guarded by the lock of its driver.
 *
 * <p>What is withdrawn at an end goes at once, with what was withdrawn next to it before: that is the case of a task
 * which waits for those that it has just submitted. What is withdrawn elsewhere is only noted, until that is half of
 * what is here: then all of it goes. So withdrawing takes constant time on average, and the first run is never one that
 * was withdrawn.
 */
final class RunQueue {

    private final ArrayDeque<TaskRun<?>> runs = new ArrayDeque<>();
    private final Set<TaskRun<?>> withdrawn = new HashSet<>();

    void add(TaskRun<?> run) {
        runs.addLast(run);
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }

    /** Returns how many there are; of those that were withdrawn some may be counted. */
    int size() {
        return runs.size();
    }

    @Nullable
    TaskRun<?> poll() {
        TaskRun<?> first = runs.pollFirst();
        trim();
        return first;
    }

    /** Takes a run out, if it is here. */
    void withdraw(TaskRun<?> run) {
        if (runs.isEmpty()) {
            return;
        }
        withdrawn.add(run);
        trim();
        if (withdrawn.size() > runs.size() / 2) {
            runs.removeIf(withdrawn::contains);
            withdrawn.clear(); // also of those that had been taken before
        }
    }

    private void trim() {
        while (!withdrawn.isEmpty() && !runs.isEmpty() && withdrawn.remove(runs.peekLast())) {
            runs.removeLast();
        }
        while (!withdrawn.isEmpty() && !runs.isEmpty() && withdrawn.remove(runs.peekFirst())) {
            runs.removeFirst();
        }
    }

    /** Takes all of them. */
    List<TaskRun<?>> takeAll() {
        runs.removeIf(withdrawn::contains);
        withdrawn.clear();
        List<TaskRun<?>> all = new ArrayList<>(runs);
        runs.clear();
        return all;
    }
}
