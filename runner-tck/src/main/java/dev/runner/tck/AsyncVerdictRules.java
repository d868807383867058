package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.runner.AsyncResult;
import dev.runner.MapOptions;
import dev.runner.Pool;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Rule 3.5: what became of a bulk call is the same for all who ask, also when it ends as its time does. */
final class AsyncVerdictRules {

    private static final int ROUNDS = 1000;

    @Rule(value = "3.5", withWorkers = true, once = true)
    void callbackAndResultAgree(Trial trial) throws Exception {
        Pool pool = trial.open();
        MapOptions limited = MapOptions.defaults().timeout(Duration.ofNanos(900_000));
        for (int round = 0; round < ROUNDS; round++) {
            int nanos = 600_000 + 400 * round;
            AsyncResult<List<Integer>> all = pool.mapAsync(x -> spin(nanos, x), List.of(1), limited);
            CompletableFuture<String> told = new CompletableFuture<>();
            all.onSuccess(results -> told.complete("success"));
            all.onFailure(error -> told.complete("failure"));
            assertEquals(told.get(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS), outcome(all), "in round " + round);
        }
    }

    private static int spin(int nanos, int result) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
        return result;
    }

    private static String outcome(AsyncResult<List<Integer>> all) throws Exception {
        try {
            all.get(LifeTasks.LIMIT);
            return "success";
        } catch (ExecutionException e) {
            return "failure";
        }
    }
}
