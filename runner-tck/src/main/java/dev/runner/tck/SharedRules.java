package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.Shared;
import java.io.Serializable;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Rule 6.8: a value that is shared is read by all tasks of its pool, until its handle is closed. */
final class SharedRules {

    private static final Map<String, Object> FIRST_SEEN = new ConcurrentHashMap<>();
    private static final int SIZE = 12_345;

    /** A handle among other things. */
    private record Part(String name, Shared<int[]> numbers, List<String> more) implements Serializable {
        int at(int index) {
            return numbers.get()[index] + name.length() + more.size();
        }
    }

    private static int[] squares() {
        return LifeTasks.range(100).stream().mapToInt(LifeTasks::square).toArray();
    }

    /** Tells whether this is what the first call with the key in this JVM has seen. */
    private static boolean isWhatWasSeen(String key, Shared<int[]> shared) {
        Object value = shared.get();
        return FIRST_SEEN.computeIfAbsent(key, each -> value) == value && shared.get() == value;
    }

    static void assertClosed(@Nullable Throwable thrown) {
        assertInstanceOf(IllegalStateException.class, thrown);
        String told = String.valueOf(thrown.getMessage());
        assertTrue(told.matches("shared value \\d+( of pool '.*')? is closed; close it, .*"), told);
    }

    @Rule(value = "6.8", chunked = true)
    void tasksOfAllKindsReadIt(Trial trial) throws Exception {
        Pool pool = trial.open();
        try (Shared<int[]> shared = pool.share(squares())) {
            assertEquals(49, pool.submit(() -> shared.get()[7]).get(LifeTasks.LIMIT));
            assertEquals(64, pool.submit(x -> x.get()[8], shared).get(LifeTasks.LIMIT));
            Part part = new Part("ab", shared, List.of("c"));
            assertEquals(84, pool.submit(() -> part.at(9)).get(LifeTasks.LIMIT));
            assertEquals(LifeTasks.squares(100), pool.map(i -> shared.get()[i], LifeTasks.range(100), trial.chunks()));
            List<Shared<int[]>> twice = new ArrayList<>(List.of(shared, shared));
            assertTrue(pool.submit(list -> list.get(0).get() == list.get(1).get(), twice)
                    .get(LifeTasks.LIMIT));
        }
    }

    @Rule("6.8")
    void whoHasSharedItSeesTheVeryValue(Trial trial) throws Exception {
        Pool pool = trial.open();
        int[] value = squares();
        try (Shared<int[]> shared = pool.share(value)) {
            assertEquals(4, pool.submit(() -> shared.get()[2]).get(LifeTasks.LIMIT));
            assertSame(value, shared.get());
        }
    }

    @Rule("6.8")
    void tasksOfOneWorkerSeeTheSameObject(Trial trial) throws Exception {
        Pool pool = trial.open();
        String key = trial.tally().file();
        try (Shared<int[]> shared = pool.share(squares())) {
            List<Boolean> same = pool.map(i -> isWhatWasSeen(key, shared), LifeTasks.range(30));
            assertEquals(LifeTasks.range(30).stream().map(i -> true).toList(), same);
        } finally {
            FIRST_SEEN.remove(key);
        }
    }

    @Rule("6.8")
    void nullIsValueLikeAnyOther(Trial trial) throws Exception {
        Pool pool = trial.open();
        try (Shared<@Nullable String> shared = pool.share(null)) {
            assertNull(shared.get());
            assertEquals("null", pool.submit(() -> "" + shared.get()).get(LifeTasks.LIMIT));
        }
    }

    @Rule("6.8")
    void closedHandleGivesNothing(Trial trial) throws Exception {
        Pool pool = trial.open();
        Shared<int[]> shared = pool.share(squares());
        Shared<int[]> other = pool.share(new int[] {1, 2});
        assertEquals(4, pool.submit(() -> shared.get()[2]).get(LifeTasks.LIMIT));
        shared.close();
        shared.close();
        assertClosed(assertThrows(IllegalStateException.class, shared::get));
        assertClosed(MishapRules.failureOf(pool.submit(() -> shared.get()[2])));
        Part part = new Part("ab", shared, List.of("c"));
        assertClosed(MishapRules.failureOf(pool.submit(() -> part.at(9))));
        assertEquals(2, pool.submit(() -> other.get()[1]).get(LifeTasks.LIMIT));
    }

    @Rule(value = "6.8", withWorkers = true)
    void taskThatBeginsAfterTheCloseIsNotGivenIt(Trial trial) throws Exception {
        Pool pool = trial.open();
        Signal go = trial.signal();
        Shared<int[]> shared = pool.share(squares());
        pool.map(i -> shared.get()[i], LifeTasks.range(50));
        LifeTasks.occupy(pool, trial.workers(), go);
        List<PoolFuture<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add(pool.submit(x -> shared.get()[x], i));
        }
        shared.close();
        go.raise();
        for (PoolFuture<Integer> each : waiting) {
            assertClosed(MishapRules.failureOf(each));
        }
        LifeTasks.assertWorks(pool);
    }

    private static int readBeforeAndAfter(Shared<int[]> shared, Tally read, Signal go)
            throws InterruptedException, TimeoutException {
        int[] value = shared.get();
        read.mark("has it");
        go.await();
        return value[5];
    }

    @Rule(value = "6.8", withWorkers = true)
    void taskThatRunsKeepsWhatItWasGiven(Trial trial) throws Exception {
        Pool pool = trial.open();
        Signal go = trial.signal();
        Tally read = trial.tally();
        Shared<int[]> shared = pool.share(squares());
        PoolFuture<Integer> task = pool.submit(() -> readBeforeAndAfter(shared, read, go));
        Trial.eventually("the task to have the value", () -> read.count() == 1);
        shared.close();
        go.raise();
        assertEquals(25, task.get(LifeTasks.LIMIT));
    }

    @Rule("6.8")
    void endOfThePoolClosesHandles(Trial trial) throws Exception {
        Pool pool = trial.open();
        Shared<int[]> shared = pool.share(squares());
        PoolFuture<Integer> accepted = pool.submit(() -> shared.get()[3]);
        pool.shutdown();
        RejectedExecutionException late = assertThrows(RejectedExecutionException.class, () -> pool.share(1));
        assertTrue(String.valueOf(late.getMessage()).contains("'" + pool.name() + "'"), late.toString());
        assertEquals(9, accepted.get(LifeTasks.LIMIT));
        pool.close();
        assertClosed(assertThrows(IllegalStateException.class, shared::get));
        shared.close();
    }

    /** In a method of its own, so that no frame holds the value. */
    private static Shared<byte[]> shareAndRead(Pool pool, List<WeakReference<byte[]>> values) throws Exception {
        byte[] value = new byte[SIZE];
        values.add(new WeakReference<>(value));
        Shared<byte[]> shared = pool.share(value);
        assertEquals(SIZE, pool.submit(() -> shared.get().length).get(LifeTasks.LIMIT));
        return shared;
    }

    @Rule({"6.8", "1.8"})
    void valueGoesWhenItsHandleIsClosed(Trial trial) throws Exception {
        Pool pool = trial.open();
        List<WeakReference<byte[]>> values = new ArrayList<>();
        Shared<byte[]> shared = shareAndRead(pool, values);
        shared.close();
        ReleaseRules.awaitCollected("the value", values.get(0));
        Reference.reachabilityFence(shared);
    }

    @Rule({"6.8", "1.8"})
    void valueOfForgottenHandleGoesWithItsPool(Trial trial) throws Exception {
        Pool pool = trial.open();
        List<WeakReference<byte[]>> values = new ArrayList<>();
        Shared<byte[]> shared = shareAndRead(pool, values);
        pool.close();
        ReleaseRules.awaitCollected("the value", values.get(0));
        Reference.reachabilityFence(shared);
    }
}
