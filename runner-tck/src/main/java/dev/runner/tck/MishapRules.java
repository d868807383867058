package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskOptions;
import dev.runner.TaskSerializationException;
import dev.runner.TaskState;
import dev.runner.TaskTimeoutException;
import dev.runner.WorkerCrashedException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;

/**
 * Rule 6.1: an error, an exit, a crash or a hang, while a task is decoded, while it runs, or while its result is
 * encoded: it fails that task alone. In the parent it is an error or a hang.
 */
final class MishapRules {

    private static final int NEIGHBOURS = 8;
    private static final Duration SHORT = Duration.ofMillis(600);
    private static final TaskOptions NAMED = TaskOptions.defaults().name("unlucky");

    /** What goes wrong. */
    private interface Mishap extends Serializable {
        void happen();
    }

    /** Where it goes wrong. */
    private enum Place {
        DECODING {
            @Override
            PoolFuture<?> submit(Pool pool, Mishap mishap, TaskOptions options) {
                Mine mine = new Mine(mishap);
                return pool.submit(() -> mine.hashCode(), options);
            }
        },
        RUNNING {
            @Override
            PoolFuture<?> submit(Pool pool, Mishap mishap, TaskOptions options) {
                return pool.submit(() -> mishap.happen(), options);
            }
        },
        ENCODING {
            @Override
            PoolFuture<?> submit(Pool pool, Mishap mishap, TaskOptions options) {
                return pool.submit(() -> new Yield(mishap), options);
            }
        };

        abstract PoolFuture<?> submit(Pool pool, Mishap mishap, TaskOptions options);
    }

    /** An argument: it goes off when it is decoded. */
    private static final class Mine implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        private final Mishap mishap;

        Mine(Mishap mishap) {
            this.mishap = mishap;
        }

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            mishap.happen();
        }
    }

    /** A result: it goes off when it is encoded. */
    private static final class Yield implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        private final Mishap mishap;

        Yield(Mishap mishap) {
            this.mishap = mishap;
        }

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            mishap.happen();
            out.defaultWriteObject();
        }
    }

    /** Says what a task has failed with. */
    static Throwable failureOf(PoolFuture<?> task) {
        return assertThrows(ExecutionException.class, () -> task.get(LifeTasks.LIMIT))
                .getCause();
    }

    /** Has a mishap happen at a place, among tasks that all have to run, once. */
    private static Throwable among(Trial trial, Pool pool, Place place, Mishap mishap, TaskOptions options)
            throws Exception {
        Tally ran = trial.tally();
        List<PoolFuture<Integer>> neighbours = new ArrayList<>(LifeTasks.submitMarks(pool, NEIGHBOURS, ran));
        PoolFuture<?> unlucky = place.submit(pool, mishap, options);
        neighbours.addAll(LifeTasks.submitMarks(pool, NEIGHBOURS, ran));
        Throwable failure = failureOf(unlucky);
        assertEquals(TaskState.FAILED, unlucky.taskState(), () -> "at " + place);
        for (int i = 0; i < neighbours.size(); i++) {
            assertEquals(i % NEIGHBOURS, neighbours.get(i).get(LifeTasks.LIMIT), "a neighbour, at " + place);
        }
        assertEquals(2 * NEIGHBOURS, ran.count(), () -> "at " + place);
        LifeTasks.assertWorks(pool);
        return failure;
    }

    @Rule(value = "6.1", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void exceptionFailsThatTaskAlone(Trial trial) throws Exception {
        Pool pool = trial.open();
        for (Place place : Place.values()) {
            Throwable failure = among(trial, pool, place, MishapRules::fail, NAMED);
            assertTold(place, failure, IllegalStateException.class, "mishap 31");
        }
    }

    private static void fail() {
        throw new IllegalStateException("mishap 31");
    }

    @Rule(value = "6.1", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void errorFailsThatTaskAlone(Trial trial) throws Exception {
        Pool pool = trial.open();
        for (Place place : Place.values()) {
            Throwable failure = among(trial, pool, place, MishapRules::failBadly, NAMED);
            assertTold(place, failure, LinkageError.class, "mishap 32");
        }
    }

    private static void failBadly() {
        throw new LinkageError("mishap 32");
    }

    /** What a task throws is its own failure; what its serialization throws is told as that. */
    private static void assertTold(Place place, Throwable failure, Class<?> type, String message) {
        assertTrue(LifeTasks.isCausedBy(failure, type, message), () -> "at " + place + ": " + failure);
        if (place == Place.RUNNING) {
            assertInstanceOf(type, failure);
            return;
        }
        assertInstanceOf(TaskSerializationException.class, failure);
        assertTrue(
                String.valueOf(failure.getMessage()).contains("unlucky")
                        && String.valueOf(failure.getMessage()).contains(message),
                () -> "at " + place + ": " + failure);
    }

    @Rule(value = "6.1", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void endlessRecursionFailsThatTaskAlone(Trial trial) throws Exception {
        Pool pool = trial.open();
        for (Place place : Place.values()) {
            Throwable failure = among(trial, pool, place, () -> deeper(1), NAMED);
            Class<?> expected = place == Place.RUNNING ? StackOverflowError.class : TaskSerializationException.class;
            assertInstanceOf(expected, failure, () -> "at " + place);
        }
    }

    private static int deeper(int depth) {
        return depth == 0 ? 0 : 1 + deeper(depth + 1);
    }

    @Rule(value = "6.1", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void lackOfMemoryFailsThatTaskAlone(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.workers(1));
        String worker = pool.submit(LifeTasks::whereItRuns).get(LifeTasks.LIMIT);
        for (Place place : Place.values()) {
            Throwable failure = among(trial, pool, place, MishapRules::tooMuch, NAMED);
            Class<?> expected = place == Place.RUNNING ? OutOfMemoryError.class : TaskSerializationException.class;
            assertInstanceOf(expected, failure, () -> "at " + place);
        }
        assertEquals(worker, pool.submit(LifeTasks::whereItRuns).get(LifeTasks.LIMIT), "the worker is kept");
    }

    private static void tooMuch() {
        long[][] all = new long[1 << 20][];
        for (int i = 0; i < all.length; i++) {
            all[i] = new long[Integer.MAX_VALUE / 8];
        }
        throw new IllegalStateException("this JVM has room for everything: " + all.length);
    }

    @Rule(
            value = {"6.1", "7.1"},
            needs = {Capability.REQUIRES_SERIALIZABLE, Capability.PROCESS_ISOLATION},
            once = true)
    void exitFailsThatTaskAlone(Trial trial) throws Exception {
        Pool pool = trial.open();
        for (Place place : Place.values()) {
            WorkerCrashedException crash = crash(among(trial, pool, place, () -> System.exit(33), NAMED));
            assertEquals(OptionalInt.of(33), crash.exitCode(), () -> "at " + place + ": " + crash);
            assertTrue(crash.signal().isEmpty(), crash::toString);
        }
    }

    @Rule(
            value = {"6.1", "7.1"},
            needs = {Capability.REQUIRES_SERIALIZABLE, Capability.PROCESS_ISOLATION},
            once = true)
    void crashFailsThatTaskAlone(Trial trial) throws Exception {
        Pool pool = trial.open();
        for (Place place : Place.values()) {
            Mishap halt = () -> Runtime.getRuntime().halt(34);
            WorkerCrashedException crash = crash(among(trial, pool, place, halt, NAMED));
            assertEquals(OptionalInt.of(34), crash.exitCode(), () -> "at " + place + ": " + crash);
            assertEquals(1, crash.attempt());
        }
    }

    static WorkerCrashedException crash(Throwable failure) {
        return assertInstanceOf(WorkerCrashedException.class, failure);
    }

    @Rule(
            value = {"6.1", "5.1"},
            needs = {Capability.REQUIRES_SERIALIZABLE, Capability.KILLS_RUNNING},
            once = true)
    void hangFailsThatTaskAtItsTimeLimit(Trial trial) throws Exception {
        Signal never = trial.signal();
        Pool pool = trial.open(config -> config.stopGrace(Duration.ofMillis(50)));
        for (Place place : Place.values()) {
            Throwable failure = among(trial, pool, place, () -> LifeTasks.stubborn(never), NAMED.timeout(SHORT));
            TaskTimeoutException verdict = assertInstanceOf(TaskTimeoutException.class, failure, () -> "at " + place);
            assertEquals(SHORT, verdict.limit());
        }
    }

    /** Shutdown hooks of a task are the user's code: they hang at its time limit too. */
    @Rule(
            value = {"6.1", "7.1"},
            needs = {Capability.REQUIRES_SERIALIZABLE, Capability.PROCESS_ISOLATION, Capability.KILLS_RUNNING},
            once = true)
    void exitThatIsHeldUpByHookFailsThatTask(Trial trial) throws Exception {
        Signal never = trial.signal();
        Pool pool = trial.open(config -> config.stopGrace(Duration.ofMillis(100)));
        Throwable failure = among(
                trial,
                pool,
                Place.RUNNING,
                () -> {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> LifeTasks.stubborn(never)));
                    System.exit(35);
                },
                NAMED.timeout(Duration.ofSeconds(5)));
        assertTrue(
                failure instanceof WorkerCrashedException || failure instanceof TaskTimeoutException,
                failure::toString);
    }
}
