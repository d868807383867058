package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskOptions;
import dev.runner.TaskSerializationException;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Rules 6.1 and 6.7, in the parent: encoding the task and decoding the result run the user's code there. */
final class ParentCodeRules {

    /** Where {@link Witness} was encoded: only of interest in this JVM. */
    private static final List<Thread> ENCODERS = new CopyOnWriteArrayList<>();

    /** An argument that can't be encoded. */
    private static final class Unwilling implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new LinkageError("not today 41");
        }
    }

    /** A result that can't be decoded in the parent. */
    private record Stillborn(long worker) implements Serializable {
        @Serial
        private Object readResolve() {
            throw new IllegalStateException("not here 42");
        }
    }

    /** Waits for a signal, when it is encoded or decoded in the process that it names. */
    private static final class Slow implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        private final Signal go;
        private final Tally reached;
        private final boolean encoding;
        private final long parent;

        Slow(Signal go, Tally reached, boolean encoding, long parent) {
            this.go = go;
            this.reached = reached;
            this.encoding = encoding;
            this.parent = parent;
        }

        private void waitHere() {
            if (ProcessHandle.current().pid() == parent) {
                reached.mark("here");
                LifeTasks.stubborn(go);
            }
        }

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            if (encoding) {
                waitHere();
            }
            out.defaultWriteObject();
        }

        @Serial
        private Object readResolve() {
            if (!encoding) {
                waitHere();
            }
            return this;
        }
    }

    /** An argument that remembers who encoded it. */
    private static final class Witness implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        private final int number = 44;

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            ENCODERS.add(Thread.currentThread());
            out.defaultWriteObject();
        }
    }

    @Rule(value = "6.1", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void errorWhileEncodingTaskFailsThatTaskAlone(Trial trial) throws Exception {
        Pool pool = trial.open();
        Tally ran = trial.tally();
        Unwilling unwilling = new Unwilling();
        List<PoolFuture<Integer>> neighbours = LifeTasks.submitMarks(pool, 5, ran);
        PoolFuture<Integer> task =
                pool.submit(() -> unwilling.hashCode(), TaskOptions.defaults().name("unwilling"));
        assertTold(MishapRules.failureOf(task), "unwilling", LinkageError.class, "not today 41");
        for (PoolFuture<Integer> each : neighbours) {
            each.get(LifeTasks.LIMIT);
        }
        assertEquals(5, ran.count());
        LifeTasks.assertWorks(pool);
    }

    @Rule(value = "6.1", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void errorWhileDecodingResultFailsThatTaskAlone(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.workers(1));
        String worker = pool.submit(LifeTasks::whereItRuns).get(LifeTasks.LIMIT);
        PoolFuture<Stillborn> task = pool.submit(
                () -> new Stillborn(ProcessHandle.current().pid()),
                TaskOptions.defaults().name("stillborn"));
        assertTold(MishapRules.failureOf(task), "stillborn", IllegalStateException.class, "not here 42");
        assertEquals(worker, pool.submit(LifeTasks::whereItRuns).get(LifeTasks.LIMIT), "the worker is kept");
    }

    private static void assertTold(Throwable failure, String label, Class<?> type, String message) {
        assertInstanceOf(TaskSerializationException.class, failure);
        assertTrue(LifeTasks.isCausedBy(failure, type, message), failure::toString);
        String told = String.valueOf(failure.getMessage());
        assertTrue(told.contains(label) && told.contains(message), told);
    }

    @Rule(value = "6.1", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void hangWhileEncodingTaskHoldsUpItsSubmitterOnly(Trial trial) throws Exception {
        Pool pool = trial.open();
        Signal go = trial.signal();
        Tally reached = trial.tally();
        Slow slow = new Slow(go, reached, true, ProcessHandle.current().pid());
        LifeTasks.Aside<Boolean> submitter =
                LifeTasks.aside(() -> pool.submit(() -> slow.encoding).get(LifeTasks.LIMIT));
        Trial.eventually("the task to be encoded", () -> reached.count() == 1);
        assertEquals(LifeTasks.squares(20), pool.map(LifeTasks::square, LifeTasks.range(20)));
        assertTrue(!submitter.isDone());
        go.raise();
        assertTrue(submitter.get());
    }

    @Rule(value = "6.1", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void hangWhileDecodingResultHoldsUpNobodyElse(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.workers(1));
        Signal go = trial.signal();
        Tally reached = trial.tally();
        long parent = ProcessHandle.current().pid();
        PoolFuture<Slow> task = pool.submit(() -> new Slow(go, reached, false, parent));
        LifeTasks.Aside<Slow> reader = LifeTasks.aside(() -> task.get(LifeTasks.LIMIT));
        Trial.eventually("the result to be decoded", () -> reached.count() == 1);
        assertEquals(LifeTasks.squares(20), pool.map(LifeTasks::square, LifeTasks.range(20)));
        assertTrue(!reader.isDone());
        go.raise();
        assertEquals(parent, reader.get().parent);
    }

    @Rule(value = "6.7", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void argumentsAreEncodedByTheSubmitter(Trial trial) throws Exception {
        Pool pool = trial.open();
        Witness witness = new Witness();
        ENCODERS.clear();
        PoolFuture<Boolean> task = pool.submit(() -> witness.number == 44);
        assertEquals(List.of(Thread.currentThread()), List.copyOf(ENCODERS), "at the end of submit");
        assertTrue(task.get(LifeTasks.LIMIT));
        assertEquals(List.of(true), pool.map(x -> witness.number == 44 && x == 1, List.of(1)));
        ENCODERS.clear();
    }

    @Rule(value = "6.7", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void changingArgumentsAfterwardsHasNoEffect(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.workers(1));
        Signal go = trial.signal();
        LifeTasks.occupy(pool, 1, go);
        int[] numbers = {1, 2, 3};
        StringBuilder text = new StringBuilder("before");
        PoolFuture<String> task = pool.submit((n, t) -> n[1] + " " + t, numbers, text);
        numbers[1] = 99;
        text.append(" and after");
        go.raise();
        assertEquals("2 before", task.get(LifeTasks.LIMIT));
    }

    @Rule(
            value = {"6.7", "7.2"},
            needs = {Capability.REQUIRES_SERIALIZABLE, Capability.PROCESS_ISOLATION},
            once = true)
    void taskThatIsRunAgainGetsTheArgumentsOfItsSubmission(Trial trial) throws Exception {
        Tally runs = trial.tally();
        Pool pool = trial.open(config -> config.workers(1));
        int[] numbers = {1, 2, 3};
        PoolFuture<Integer> task = pool.submit(
                () -> {
                    runs.mark("run");
                    if (runs.count() == 1) {
                        Runtime.getRuntime().halt(43);
                    }
                    return numbers[1];
                },
                TaskOptions.defaults().retries(1));
        numbers[1] = 99;
        assertEquals(2, task.get(LifeTasks.LIMIT));
        assertEquals(2, runs.count());
    }
}
