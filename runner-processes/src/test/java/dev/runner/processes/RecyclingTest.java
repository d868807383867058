package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that wear out, and their successors. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RecyclingTest {

    @TempDir
    private Path directory;

    @Test
    void noMoreTasksRunAtOnceThanThereAreWorkersThoughSuccessorsAreReady() throws Exception {
        String marks = directory.resolve("marks").toString();
        String go = directory.resolve("go").toString();
        Pooled.Comings comings = new Pooled.Comings();
        List<PoolFuture<Integer>> tasks = new ArrayList<>();
        try (Pool pool = Pooled.open(1, config -> config.maxTasksPerWorker(1).listener(comings), options -> options)) {
            for (int i = 0; i < 6; i++) {
                tasks.add(pool.submit(() -> Pooled.hold(marks, go)));
            }
            Pooled.eventually("a successor", () -> comings.started.size() > 1);
            assertEquals(2, pool.stats().workers());
            Pooled.mark(go, "go");
            for (PoolFuture<Integer> task : tasks) {
                assertEquals(1, task.get(Pooled.LIMIT));
            }
        }
        Pooled.requireOneAtOnce(marks);
    }

    @Test
    void successorThatCannotBeStartedIsReplaced() throws Exception {
        String starts = directory.resolve("starts").toString();
        String failSecond = "echo start >> " + starts + "; [ $(wc -l < " + starts + ") = 2 ] && exit 7; exec \"$@\"";
        Pooled.Comings comings = new Pooled.Comings();
        try (Pool pool = Pooled.open(
                1,
                config -> config.maxTasksPerWorker(1).listener(comings),
                options -> options.commandPrefix("/bin/sh", "-c", failSecond, "sh"))) {
            assertEquals(9, pool.submit(() -> 9).get(Pooled.LIMIT));
            Pooled.eventually("the worn out worker to go", () -> comings.exited.size() == 1);
            Pooled.eventually("its successor to be alone", () -> pool.stats().workers() == 1);
            assertEquals(4, pool.submit(() -> 4).get(Pooled.LIMIT));
        }
        assertEquals(comings.started, comings.exited);
    }
}
