package dev.runner.processes;

import dev.runner.PoolFuture;
import dev.runner.TaskSerializationException;
import dev.runner.TaskState;
import dev.runner.TaskTimeoutException;
import dev.runner.WorkerCrashedException;
import dev.runner.processes.StormTasks.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was asked for in a storm, what became of it, and whether that is right. Thread-safe. */
final class StormLedger {

    static final int RETRIES = 5;

    private static final int MOST_TOLD = 20;

    /** What may be said when bytes were damaged: nobody knows which worker that was. */
    private static final List<String> SAID_OF_DAMAGE = List.of(
            "does not begin as one",
            "has another checksum",
            "did not go on for",
            "a frame has 1 to ",
            "no message has type",
            "its connection to the pool had ended",
            "ended with exit code 111");

    /**
     * What became of a task.
     *
     * @param right whether that is what its kind ends with
     * @param crash the worker that it was lost with, or null
     * @param said what else there is to say, or nothing
     */
    private record Outcome(boolean right, @Nullable WorkerCrashedException crash, boolean cancelled, String said) {}

    private final Map<Integer, Kind> asked = new ConcurrentHashMap<>();
    private final Map<Integer, Outcome> outcomes = new ConcurrentHashMap<>();
    private final Map<Long, AtomicInteger> lines = new ConcurrentHashMap<>();
    private final Map<Integer, Long> linesOf = new ConcurrentHashMap<>();
    private final AtomicInteger endedTwice = new AtomicInteger();

    void asked(int number, Kind kind) {
        asked.put(number, kind);
    }

    /** Is called when a task has ended. */
    void ended(int number, Kind kind, PoolFuture<?> task) {
        if (kind == Kind.PRINTING) {
            linesOf.put(number, task.taskId());
        }
        if (outcomes.put(number, outcome(number, kind, task)) != null) {
            endedTwice.incrementAndGet();
        }
    }

    /** A task has printed a line. */
    void printed(long taskId) {
        lines.computeIfAbsent(taskId, id -> new AtomicInteger()).incrementAndGet();
    }

    private static Outcome outcome(int number, Kind kind, PoolFuture<?> task) {
        if (task.taskState() == TaskState.CANCELLED) {
            return new Outcome(kind == Kind.CANCELLED, null, true, "cancelled");
        } else if (task.taskState() == TaskState.SUCCEEDED) {
            Object value = task.join();
            boolean right = value instanceof byte[] bytes
                    ? Arrays.equals(StormTasks.bytesOf(-number), bytes)
                    : value.equals(StormTasks.valueOf(number));
            return new Outcome(
                    right && kind != Kind.FAILING && kind != Kind.UNSENDABLE && kind != Kind.HALTING,
                    null,
                    false,
                    "returned a value");
        }
        Throwable failure = task.failure().orElseThrow();
        if (failure instanceof WorkerCrashedException crash) {
            boolean right = kind == Kind.HALTING
                    && crash.exitCode().isPresent()
                    && crash.exitCode().getAsInt() == StormTasks.exitCodeOf(number);
            return new Outcome(right, right ? null : crash, false, String.valueOf(crash.getMessage()));
        }
        boolean right = switch (kind) {
            case FAILING ->
                failure instanceof IllegalStateException && ("as it has to, " + number).equals(failure.getMessage());
            case UNSENDABLE -> failure instanceof TaskSerializationException;
            case LIMITED -> failure instanceof TaskTimeoutException;
            default -> false;
        };
        return new Outcome(right, null, false, failure.toString());
    }

    int asked() {
        return asked.size();
    }

    int ended() {
        return outcomes.size();
    }

    long right() {
        return outcomes.values().stream().filter(Outcome::right).count();
    }

    /** Returns how many were lost with a worker that was harmed. */
    long crashed() {
        return outcomes.values().stream()
                .filter(outcome -> outcome.crash() != null)
                .count();
    }

    /** Numbers of processes come again; names of workers do not. */
    private static String workerOf(Outcome outcome) {
        return outcome.said().substring(0, outcome.said().indexOf(" (pid"));
    }

    /**
     * Returns what is wrong, or nothing.
     *
     * @param record the lines that tasks have left when they began
     */
    List<String> faults(Stream<String> record, StormChaos chaos) {
        Map<Integer, Integer> runs = new HashMap<>();
        record.forEach(line -> runs.merge(Integer.valueOf(line.substring(0, line.indexOf(' '))), 1, Integer::sum));
        List<String> faults = new ArrayList<>();
        Set<String> ended = new HashSet<>();
        Map<String, String> endedWithMore = new HashMap<>();
        Set<String> damaged = new HashSet<>();
        for (Map.Entry<Integer, Kind> each : asked.entrySet()) {
            int number = each.getKey();
            Kind kind = each.getValue();
            int ran = runs.getOrDefault(number, 0);
            String what = "task " + number + " " + kind + ", run " + ran + " times: ";
            Outcome outcome = outcomes.get(number);
            if (outcome == null) {
                faults.add(what + "LOST, it never ended");
                continue;
            }
            if (ran > (kind == Kind.RETRIED ? 1 + RETRIES : 1)) {
                faults.add(what + "RUN TWICE UNASKED");
            }
            WorkerCrashedException crash = outcome.crash();
            if (crash == null && !outcome.right()) {
                faults.add(what + "WRONG: " + outcome.said());
            } else if (crash == null && ran == 0 && !outcome.cancelled() && kind != Kind.LIMITED) {
                faults.add(what + "NEVER RUN: " + outcome.said());
            } else if (crash != null) {
                if (!ended.add(workerOf(outcome))) {
                    endedWithMore.put(workerOf(outcome), what + outcome.said());
                }
                if (!chaos.hasHarmed(crash.pid().orElse(0))) {
                    damaged.add(workerOf(outcome));
                    if (SAID_OF_DAMAGE.stream().noneMatch(outcome.said()::contains)) {
                        faults.add(what + "WITHOUT A REASON: " + outcome.said());
                    }
                }
            }
            Long taskId = linesOf.get(number);
            if (kind == Kind.PRINTING && outcome.right() && taskId != null) {
                int printed = lines.getOrDefault(taskId, new AtomicInteger()).get();
                if (printed != StormTasks.linesOf(number)) {
                    faults.add(what + printed + " LINES of " + StormTasks.linesOf(number));
                }
            }
        }
        // a worker whose answers are lost on their way has done more than it could tell
        if (endedWithMore.size() > chaos.answersDamaged()) {
            faults.add("INNOCENTS, not the only ones that went with their workers: " + endedWithMore.values());
        }
        if (endedTwice.get() > 0) {
            faults.add(endedTwice + " tasks ENDED TWICE");
        }
        if (damaged.size() > chaos.count(StormChaos.Harm.DAMAGED)) {
            faults.add("tasks were lost with " + damaged + " to damage, which was done "
                    + chaos.count(StormChaos.Harm.DAMAGED) + " times");
        }
        return faults.size() <= MOST_TOLD
                ? faults
                : Stream.concat(
                                faults.stream().limit(MOST_TOLD),
                                Stream.of("and " + (faults.size() - MOST_TOLD) + " more"))
                        .toList();
    }
}
