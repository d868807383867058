package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.BackendSelector;
import dev.runner.Capability;
import dev.runner.Job;
import dev.runner.Jobs;
import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.PoolListener;
import dev.runner.Pools;
import dev.runner.TaskEvent;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;

/** Rule 8.4: the override replaces any choice, in a JVM that is started with it. */
final class OverrideRules {

    private static final String SERIAL = "serial";

    /** Starts a JVM in which a backend is to replace what its program chooses. */
    private static ChildJvm started(String override, Class<?> program, String... args) throws Exception {
        List<String> path = ChildJvm.onClassPath();
        return ChildJvm.start(
                List.of(), List.of(path.get(0), path.get(1), "-Drunner.backend.override=" + override), program, args);
    }

    private static String anyBut(String unwanted, Trial trial) {
        String id = trial.installedId();
        Assumptions.assumeFalse(id.equals(unwanted), "a backend can't replace itself");
        return id;
    }

    @Rule(value = "8.4", once = true)
    void serialReplacesItWhateverItWasChosenFor(Trial trial) throws Exception {
        assertReplaces(SERIAL, anyBut(SERIAL, trial), trial.backend().capabilities());
    }

    @Rule(value = "8.4", once = true)
    void itReplacesAnotherThatWasChosen(Trial trial) throws Exception {
        Set<Capability> missing = EnumSet.allOf(Capability.class);
        missing.removeAll(trial.backend().capabilities());
        assertReplaces(anyBut(SERIAL, trial), SERIAL, missing);
    }

    /** Has a program choose and require, and looks what it was given and of what it was warned. */
    private static void assertReplaces(String override, String chosen, Set<Capability> missing) throws Exception {
        try (ChildJvm jvm = started(override, Chooser.class, chosen)) {
            String text = jvm.awaitEnd();
            assertEquals(List.of(override, override, "49"), ChildJvm.linesOf(text), text);
            String warning = "system property runner.backend.override replaces backend '" + chosen + "' by '" + override
                    + "'" + (missing.isEmpty() ? "" : ", which lacks " + new TreeSet<>(missing));
            assertTrue(
                    text.contains(warning), () -> "no warning '" + warning + "' (is something logged?) in:\n" + text);
        }
    }

    /** Chooses a backend for all that any could promise, and says which it was given. */
    static final class Chooser {

        private Chooser() {}

        public static void main(String[] args) {
            ChildJvm.say(BackendSelector.load()
                    .require(Capability.values())
                    .select(args[0])
                    .id());
            try (Pool pool =
                    Pools.open(PoolConfig.builder().backend(args[0]).workers(1).build())) {
                ChildJvm.say(pool.backendId());
                ChildJvm.say(pool.submit(LifeTasks::square, 7).join());
            }
        }
    }

    @Rule(value = "8.4", withWorkers = true, once = true)
    void orderOfResultsFollowsTheNumberThatWasAskedFor(Trial trial) throws Exception {
        String id = trial.installedId();
        try (ChildJvm jvm =
                started(id, Sorter.class, trial.signal().file(), trial.signal().file())) {
            assertEquals(List.of("[quick, late]", "[late, quick]"), jvm.awaitLines());
        }
    }

    /** Runs two jobs, the first of which ends last by far, asked of number 0 and of number 1. */
    static final class Sorter {

        private Sorter() {}

        public static void main(String[] args) {
            for (int number = 0; number < 2; number++) {
                Signal quickHasEnded = new Signal(args[number]);
                PoolListener raising = new PoolListener() {
                    @Override
                    public void taskFinished(TaskEvent event) {
                        quickHasEnded.raise();
                    }
                };
                List<Job<String>> jobs = List.of(Job.of(Sorter::late, quickHasEnded), Job.of(x -> x, "quick"));
                ChildJvm.say(Jobs.builder()
                        .backend(number)
                        .workers(2)
                        .listener(raising)
                        .run(jobs));
            }
        }

        /** Listeners are told first: who waits for the other job has to be told as well before this one ends. */
        private static String late(Signal otherHasEnded) throws Exception {
            otherHasEnded.await();
            LifeTasks.busy(300, 0);
            return "late";
        }
    }
}
