package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.runner.MapOptions;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Rule 1.1 as it binds the driver: what it reports, the pool would have dropped. */
final class ReportRules {

    @Rule("1.1")
    void eachRunIsReportedOnce(Trial trial) throws Exception {
        WatchedBackend watched = new WatchedBackend(trial.backend());
        Pool pool = trial.open(watched, config -> config);
        List<PoolFuture<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            PoolFuture<Integer> task = pool.submit(x -> LifeTasks.squareUnless(x - x % 5, x), i);
            tasks.add(task);
            if (i % 4 == 0) {
                task.cancel(i % 8 == 0);
            }
        }
        pool.mapAsync(
                        LifeTasks::square,
                        LifeTasks.range(40),
                        MapOptions.defaults().chunkSize(7))
                .get(LifeTasks.LIMIT);
        for (PoolFuture<Integer> task : tasks) {
            LifeTasks.outcome(task);
        }
        pool.close();
        assertEquals(List.of(), watched.faults());
    }

    @Rule(
            value = {"1.1", "4.2"},
            withWorkers = true)
    void whatIsGivenBackWasNotReported(Trial trial) throws Exception {
        WatchedBackend watched = new WatchedBackend(trial.backend());
        Signal go = trial.signal();
        Pool pool = trial.open(watched, config -> config);
        LifeTasks.occupyForGood(pool, trial.workers(), go);
        LifeTasks.submitMarks(pool, 10, trial.tally());
        pool.shutdown();
        pool.shutdownNow();
        go.raise();
        pool.awaitTermination(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS);
        assertEquals(List.of(), watched.faults());
    }
}
