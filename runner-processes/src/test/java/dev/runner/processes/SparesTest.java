package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are kept ready beyond those that are busy. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SparesTest {

    @TempDir
    private Path directory;

    private final Pooled.Comings comings = new Pooled.Comings();

    private static String whoRunsThis() {
        return TaskContext.current().workerId();
    }

    private static int die() {
        Runtime.getRuntime().halt(7);
        return 0;
    }

    @Test
    void spareWorkerIsThereWhenAnotherDies() throws Exception {
        try (Pool pool = Pooled.open(1, config -> config.listener(comings), options -> options.spareWorkers(1))) {
            pool.submit(SparesTest::whoRunsThis).get(Pooled.LIMIT);
            Pooled.eventually("the spare worker", () -> comings.started.size() == 2);
            assertEquals(2, pool.stats().workers());
            assertThrows(
                    ExecutionException.class, () -> pool.submit(SparesTest::die).get(Pooled.LIMIT));
            String next = pool.submit(SparesTest::whoRunsThis).get(Pooled.LIMIT);
            assertTrue(comings.started.subList(0, 2).contains(next), () -> next + " of " + comings.started);
            Pooled.eventually("another spare worker", () -> comings.started.size() == 3);
            assertEquals(2, pool.stats().workers());
        }
        Pooled.eventually("all to go", () -> comings.exited.size() == 3);
    }

    @Test
    void noMoreTasksRunAtOnceThanThereAreWorkers() throws Exception {
        String marks = directory.resolve("marks").toString();
        String go = directory.resolve("go").toString();
        List<PoolFuture<Integer>> tasks = new ArrayList<>();
        try (Pool pool = Pooled.open(1, config -> config.listener(comings), options -> options.spareWorkers(2))) {
            for (int i = 0; i < 6; i++) {
                tasks.add(pool.submit(() -> Pooled.hold(marks, go)));
            }
            Pooled.eventually("two spare workers", () -> comings.started.size() == 3);
            Pooled.eventually("a task to run", () -> !Pooled.marks(marks).isEmpty());
            assertEquals(List.of("in"), Pooled.marks(marks));
            Pooled.mark(go, "go");
            for (PoolFuture<Integer> task : tasks) {
                assertEquals(1, task.get(Pooled.LIMIT));
            }
        }
        Pooled.requireOneAtOnce(marks);
    }

    @Test
    void spareWorkersStayWhenIdleOnesLeave() throws Exception {
        try (Pool pool = Pooled.open(
                2,
                config -> config.listener(comings).minWorkers(0).idleTimeout(Duration.ofMillis(50)),
                options -> options.spareWorkers(1))) {
            pool.map(number -> whoRunsThis() + number, List.of(1, 2, 3, 4));
            Pooled.eventually(
                    "idle workers to leave",
                    () -> !comings.exited.isEmpty() && pool.stats().workers() == 1);
            assertEquals(1, pool.stats().workers());
        }
    }

    @Test
    void numberOfSpareWorkersIsBounded() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> ProcessOptions.builder().spareWorkers(-1));
        assertEquals("spareWorkers must be 0 to 1000 (was -1)", refused.getMessage());
        assertEquals(3, ProcessOptions.builder().spareWorkers(3).build().spareWorkers());
    }
}
