package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.Shared;
import dev.runner.TaskSerializationException;
import dev.runner.spi.BackendOptions;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.Serial;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Rule 6.8 where tasks are given copies: what is shared reaches each worker once, and goes no other way. */
final class SharedCopyRules {

    private static final int MOST_FOR_TASK = 20_000;

    private static @Nullable WeakReference<Object> last;

    /** Tells of each time that it is encoded or decoded, and where. */
    public static final class Counted implements Externalizable {
        @Serial
        private static final long serialVersionUID = 1L;

        private String written = "";
        private String read = "";
        private int content;

        /** For its decoding. */
        public Counted() {}

        Counted(Tally written, Tally read, int content) {
            this.written = written.file();
            this.read = read.file();
            this.content = content;
        }

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            new Tally(written).mark("written");
            out.writeUTF(read);
            out.writeInt(content);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            read = in.readUTF();
            content = in.readInt();
            new Tally(read).mark(pid());
        }
    }

    /** Can't be decoded. */
    private static final class Sealed implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        @Serial
        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("no way to open " + in.available());
        }
    }

    private static String pid() {
        return Long.toString(ProcessHandle.current().pid());
    }

    private static String readBy(Shared<Counted> shared, int expected) {
        assertEquals(expected, shared.get().content);
        return pid();
    }

    /** Remembers what is shared, as nothing in a worker does, and tells where. */
    private static String remember(Shared<?> shared) {
        last = new WeakReference<>(shared.get());
        return pid();
    }

    private static boolean isRemembered() {
        System.gc();
        WeakReference<Object> reference = last;
        return reference != null && reference.get() != null;
    }

    private static void assumeCopies(Trial trial) {
        Assumptions.assumeTrue(trial.copies(), "not claimed: [" + Capability.REQUIRES_SERIALIZABLE + "]");
    }

    @Rule(value = "6.8", needs = Capability.REQUIRES_SERIALIZABLE)
    void itIsEncodedOnceAndDecodedOnceInEachWorker(Trial trial) throws Exception {
        Pool pool = trial.open();
        Tally written = trial.tally();
        Tally read = trial.tally();
        Set<String> workers = new HashSet<>();
        try (Shared<Counted> shared = pool.share(new Counted(written, read, 7))) {
            assertEquals(1, written.count(), "encoded when it is shared");
            for (int round = 0; round < 3; round++) {
                workers.addAll(pool.map(i -> readBy(shared, 7), LifeTasks.range(40)));
            }
        }
        assertEquals(1, written.count(), "encoded once");
        assertEquals(
                workers.stream().sorted().toList(),
                read.marks().stream().sorted().toList());
    }

    @Rule(value = "6.8", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void itIsNotDecodedForTasksThatDoNotAsk(Trial trial) throws Exception {
        Pool pool = trial.open();
        Tally read = trial.tally();
        try (Shared<Counted> shared = pool.share(new Counted(trial.tally(), read, 7))) {
            assertTrue(pool.submit(() -> shared.toString().startsWith("shared value"))
                    .get(LifeTasks.LIMIT));
        }
        assertEquals(List.of(), read.marks());
    }

    @Rule(value = "6.8", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void workersDropItWhenItsHandleIsClosed(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.workers(1));
        for (Object value : List.of(new byte[3_000_000], "text", List.of(1, 2, new BigInteger("77")))) {
            Shared<Object> shared = pool.share(value);
            pool.submit(() -> remember(shared)).get(LifeTasks.LIMIT);
            assertTrue(pool.submit(() -> isRemembered()).get(LifeTasks.LIMIT), "kept while it is open");
            shared.close();
            Trial.eventually(
                    "the worker to drop it",
                    () -> !pool.submit(() -> isRemembered()).join());
        }
    }

    @Rule("6.8")
    void valueThatCannotBeEncodedIsRefusedAtTheCall(Trial trial) throws Exception {
        assumeCopies(trial);
        Pool pool = trial.open();
        TaskSerializationException refused =
                assertThrows(TaskSerializationException.class, () -> pool.share(List.of(new Object())));
        String told = String.valueOf(refused.getMessage());
        assertTrue(told.contains("shared value") && told.contains("java.lang.Object"), told);
        LifeTasks.assertWorks(pool);
    }

    @Rule("6.8")
    void valueThatCannotBeDecodedFailsTheTasksThatAsk(Trial trial) throws Exception {
        assumeCopies(trial);
        Pool pool = trial.open();
        try (Shared<Sealed> shared = pool.share(new Sealed())) {
            Throwable failure =
                    MishapRules.failureOf(pool.submit(() -> shared.get().hashCode()));
            String told =
                    assertInstanceOf(TaskSerializationException.class, failure).toString();
            assertTrue(told.contains("shared value") && told.contains("no way to open"), told);
            LifeTasks.assertWorks(pool);
        }
    }

    @Rule("6.8")
    void taskOfAnotherPoolIsRefusedWithIt(Trial trial) throws Exception {
        assumeCopies(trial);
        Pool pool = trial.open();
        Pool other = trial.open();
        try (Shared<String> shared = pool.share("here")) {
            for (PoolFuture<String> task : List.of(
                    other.submit(() -> shared.get()),
                    other.submit(list -> list.get(0).get(), List.of(shared)))) {
                Throwable failure = MishapRules.failureOf(task);
                String told = assertInstanceOf(TaskSerializationException.class, failure)
                        .toString();
                assertTrue(told.contains(shared + " goes with tasks of its own pool only"), told);
            }
            assertEquals("here", pool.submit(() -> shared.get()).get(LifeTasks.LIMIT));
        }
    }

    @Rule(
            value = {"6.8", "6.5"},
            needs = Capability.REQUIRES_SERIALIZABLE,
            once = true)
    void valueThatIsLongerThanTaskMayBeIsRefused(Trial trial) throws Exception {
        Optional<BackendOptions> limits = trial.sizeLimits(MOST_FOR_TASK, MOST_FOR_TASK);
        Assumptions.assumeTrue(limits.isPresent(), "no limits of size: sizeLimits() of the contract gives no options");
        Pool pool = trial.open(config -> config.workers(1).options(limits.get()));
        TaskSerializationException refused =
                assertThrows(TaskSerializationException.class, () -> pool.share(new byte[2 * MOST_FOR_TASK]));
        String told = String.valueOf(refused.getMessage());
        assertTrue(told.matches("shared value \\d+ of pool '.*' is too long: 4\\d{4} bytes, of 20000 .*; .*"), told);
        try (Shared<byte[]> shared = pool.share(new byte[MOST_FOR_TASK - 1000])) {
            assertEquals(19_000, pool.submit(() -> shared.get().length).get(LifeTasks.LIMIT));
        }
    }

    @Rule(
            value = {"6.8", "7.1"},
            needs = Capability.PROCESS_ISOLATION,
            once = true)
    void workerThatTakesThePlaceOfAnotherIsGivenItToo(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.workers(1));
        Tally read = trial.tally();
        try (Shared<Counted> shared = pool.share(new Counted(trial.tally(), read, 8))) {
            String first = pool.submit(() -> readBy(shared, 8)).get(LifeTasks.LIMIT);
            MishapRules.crash(MishapRules.failureOf(pool.submit(() -> LossRules.halt())));
            String second = pool.submit(() -> readBy(shared, 8)).get(LifeTasks.LIMIT);
            assertEquals(List.of(first, second), read.marks());
        }
    }
}
