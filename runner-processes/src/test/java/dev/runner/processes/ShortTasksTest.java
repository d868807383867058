package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.WorkerCrashedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pool that knows its tasks as short gives a worker that is awake several before it wakes another, and collects them
 * meanwhile. What then comes behind one that takes long goes to a worker that is idle, whether anybody waits for it or
 * not.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ShortTasksTest {

    private static final int WORKERS = 2;

    @TempDir
    private Path directory;

    private Pool pool;
    private String marks;
    private String go;

    @BeforeEach
    void learnThatTasksAreShort() throws Exception {
        marks = directory.resolve("marks").toString();
        go = directory.resolve("go").toString();
        pool = Pooled.open(WORKERS);
        requireAll(pids(1), 1);
        List<PoolFuture<Long>> all = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            all.addAll(pids(200));
        }
        requireAll(all, 4000);
        Pooled.eventually("all workers", () -> pool.stats().workers() == WORKERS);
    }

    @AfterEach
    void end() {
        Pooled.mark(go, "go");
        pool.close();
    }

    private List<PoolFuture<Long>> pids(int count) {
        List<PoolFuture<Long>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(pool.submit(() -> ProcessHandle.current().pid()));
        }
        return all;
    }

    private static void requireAll(List<PoolFuture<Long>> all, int count) throws Exception {
        assertEquals(count, all.size());
        for (PoolFuture<Long> each : all) {
            assertTrue(each.get(Pooled.LIMIT) > 0);
        }
    }

    @RepeatedTest(3)
    void whatIsSentBehindALongTaskIsRunByAnother() throws Exception {
        PoolFuture<Integer> held = pool.submit(Pooled::hold, marks, go);
        requireAll(pids(100), 100);
        assertFalse(held.isDone());
        Pooled.mark(go, "go");
        assertEquals(1, held.get(Pooled.LIMIT));
    }

    @RepeatedTest(3)
    void whatNobodyWaitsForIsRunBesideALongTask() throws Exception {
        PoolFuture<Integer> held = pool.submit(Pooled::hold, marks, go);
        CountDownLatch called = new CountDownLatch(3);
        for (PoolFuture<Long> each : pids(3)) {
            var unused = each.onDone(done -> called.countDown());
        }
        assertTrue(called.await(Pooled.LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertFalse(held.isDone());
    }

    @RepeatedTest(3)
    void tasksThatNeedEachOtherMeet() throws Exception {
        List<PoolFuture<Integer>> both =
                List.of(pool.submit(ShortTasksTest::meet, marks), pool.submit(ShortTasksTest::meet, marks));
        for (PoolFuture<Integer> each : both) {
            assertEquals(WORKERS, each.get(Pooled.LIMIT));
        }
    }

    private static int meet(String marks) throws Exception {
        Pooled.mark(marks, "here");
        Pooled.eventually("the other", () -> Pooled.marks(marks).size() >= WORKERS);
        return Pooled.marks(marks).size();
    }

    @Test
    void whatIsSentWhileALongTaskRunsForLongIsRun() throws Exception {
        PoolFuture<Integer> held = pool.submit(Pooled::hold, marks, go);
        Pooled.await(marks);
        for (int round = 0; round < 200; round++) {
            requireAll(pids(round % 5 + 1), round % 5 + 1);
        }
        assertFalse(held.isDone());
    }

    @Test
    void whatIsCancelledBeforeItIsSentStandsInNobodysWay() throws Exception {
        PoolFuture<Integer> held = pool.submit(Pooled::hold, marks, go);
        for (PoolFuture<Long> each : pids(30)) {
            assertTrue(each.cancel(false) || each.isDone());
            assertTrue(each.isDone());
        }
        requireAll(pids(100), 100);
        assertFalse(held.isDone());
        Pooled.mark(go, "go");
        assertEquals(1, held.get(Pooled.LIMIT));
        pool.shutdown();
        assertTrue(pool.awaitTermination(Pooled.LIMIT.toSeconds(), TimeUnit.SECONDS));
    }

    @RepeatedTest(3)
    void deathTakesOnlyTheTaskThatRan() throws Exception {
        PoolFuture<Integer> deadly = pool.submit(() -> {
            Runtime.getRuntime().halt(3);
            return 1;
        });
        requireAll(pids(200), 200);
        assertThrows(ExecutionException.class, () -> deadly.get(Pooled.LIMIT));
        assertInstanceOf(WorkerCrashedException.class, deadly.failure().orElseThrow());
    }

    @Test
    void allIsRunWhenThePoolIsClosedMeanwhile() throws Exception {
        PoolFuture<Integer> held = pool.submit(Pooled::hold, marks, go);
        List<PoolFuture<Long>> others = pids(5);
        pool.shutdown();
        requireAll(others, 5);
        assertFalse(held.isDone());
        Pooled.mark(go, "go");
        assertEquals(1, held.get(Pooled.LIMIT));
    }
}
