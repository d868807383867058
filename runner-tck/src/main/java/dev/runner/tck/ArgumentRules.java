package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.AsyncResult;
import dev.runner.Capability;
import dev.runner.Futures;
import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.PoolFuture;
import dev.runner.Task;
import dev.runner.TaskFunction1;
import dev.runner.TaskOptions;
import dev.runner.Until;
import dev.runner.VoidTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.function.Executable;

/** Rule 4.7: what is out of bounds is rejected at the call, with the value. */
final class ArgumentRules {

    @Rule(value = "4.7", once = true)
    void everyProblemOfConfigurationIsNamedAlone(Trial trial) {
        invalid("workers must be >= 1 (was 0)", PoolConfig.builder().workers(0));
        invalid("workers must be >= 1 (was -4)", PoolConfig.builder().workers(-4));
        invalid("queueCapacity must be >= 1 (was 0)", PoolConfig.builder().queueCapacity(0));
        invalid("maxTasksPerWorker must be >= 1 (was -6)", PoolConfig.builder().maxTasksPerWorker(-6));
        invalid(
                "minWorkers must be >= 0 (was -1)",
                PoolConfig.builder().minWorkers(-1).idleTimeout(Duration.ofSeconds(9)));
        invalid(
                "minWorkers must be <= workers (was 8 > 7)",
                PoolConfig.builder().workers(7).minWorkers(8).idleTimeout(Duration.ofSeconds(9)));
        invalid(
                "minWorkers needs an idleTimeout (minWorkers was 2)",
                PoolConfig.builder().minWorkers(2));
        invalid(
                "idleTimeout must be more than zero (was PT0S)",
                PoolConfig.builder().idleTimeout(Duration.ZERO));
        invalid("name must not be blank (was ' ')", PoolConfig.builder().name(" "));
        assertTrue(trial.open().stats().submitted() == 0);
    }

    @Rule(value = "4.7", once = true)
    void allProblemsOfConfigurationAreNamedAtOnce(Trial trial) {
        invalid(
                "workers must be >= 1 (was -1); queueCapacity must be >= 1 (was -2); "
                        + "maxTasksPerWorker must be >= 1 (was -3); idleTimeout must be more than zero (was PT-4S); "
                        + "taskTimeout must be more than zero (was PT-5S); stopGrace must be more than zero (was PT-6S); "
                        + "shutdownGrace must not be negative (was PT-7S)",
                PoolConfig.builder()
                        .workers(-1)
                        .queueCapacity(-2)
                        .maxTasksPerWorker(-3)
                        .idleTimeout(Duration.ofSeconds(-4))
                        .taskTimeout(Duration.ofSeconds(-5))
                        .stopGrace(Duration.ofSeconds(-6))
                        .shutdownGrace(Duration.ofSeconds(-7)));
        trial.open().close();
    }

    private static void invalid(String problems, PoolConfig.Builder builder) {
        rejected("invalid pool configuration: " + problems, builder::build);
    }

    private static void rejected(String message, Executable call) {
        LifeTasks.assertMessage(IllegalArgumentException.class, message, call);
    }

    @Rule(value = "4.7", once = true)
    void configurationThatBackendCannotFollowIsRefused(Trial trial) {
        List<String> problems = new ArrayList<>();
        if (!trial.claims(Capability.RECYCLES_WORKERS)) {
            problems.add("maxTasksPerWorker (was 17) needs RECYCLES_WORKERS; leave it out");
        }
        if (!trial.claims(Capability.RETIRES_IDLE_WORKERS)) {
            problems.add("idleTimeout (was PT19S) needs RETIRES_IDLE_WORKERS; leave it and minWorkers out");
        }
        if (problems.isEmpty()) {
            trial.open(config -> config.maxTasksPerWorker(17).idleTimeout(Duration.ofSeconds(19)));
        } else {
            rejected(
                    "backend '" + trial.backend().id() + "' can't follow this pool configuration: "
                            + String.join("; ", problems),
                    () -> trial.open(config -> config.maxTasksPerWorker(17).idleTimeout(Duration.ofSeconds(19))));
        }
    }

    @Rule(value = "4.7", once = true)
    @SuppressWarnings("NullAway") // that is the test
    void nullTaskIsRejected(Trial trial) throws Exception {
        Pool pool = trial.open();
        missing("task", () -> pool.submit((Task<Integer>) null));
        missing("task", () -> pool.submit((VoidTask) null));
        missing("task", () -> pool.submit((Callable<Integer>) null));
        missing("task", () -> pool.submit((Runnable) null));
        missing("task", () -> pool.submit((Runnable) null, 5));
        missing("task", () -> pool.execute(null));
        missing("task", () -> pool.submit((Task<Integer>) null, TaskOptions.defaults()));
        missing("options", () -> pool.submit(() -> 1, (TaskOptions) null));
        assertThrows(NullPointerException.class, () -> pool.submit((TaskFunction1<Integer, Integer>) null, 1));
        assertThrows(NullPointerException.class, () -> pool.invokeAll(null));
        assertThrows(NullPointerException.class, () -> pool.invokeAny(null));
        assertEquals(0, pool.stats().submitted());
        LifeTasks.assertWorks(pool);
    }

    private static void missing(String name, Executable call) {
        LifeTasks.assertMessage(NullPointerException.class, name, call);
    }

    @Rule(value = "4.7", once = true)
    void negativeTimeIsRejected(Trial trial) {
        Pool pool = trial.open();
        PoolFuture<Integer> task = pool.submit(LifeTasks::square, 3);
        AsyncResult<List<Integer>> all = pool.mapAsync(LifeTasks::square, List.of(3));
        rejected("timeout must not be negative (was PT-1S)", () -> task.get(Duration.ofSeconds(-1)));
        rejected("timeout must not be negative (was PT-2S)", () -> all.get(Duration.ofSeconds(-2)));
        rejected("timeout must not be negative (was PT-3S)", () -> all.await(Duration.ofSeconds(-3)));
        rejected(
                "timeout must not be negative (was PT-4S)",
                () -> Futures.asCompleted(List.of(task), Duration.ofSeconds(-4)));
        rejected(
                "timeout must not be negative (was PT-5S)",
                () -> Futures.await(List.of(task), Until.ALL_COMPLETED, Duration.ofSeconds(-5)));
        rejected("timeout must not be negative (was PT-6S)", () -> pool.close(Duration.ofSeconds(-6)));
        assertTrue(!pool.isShutdown(), "a rejected call changes nothing");
    }

    @Rule(value = "4.7", once = true)
    void unfitOptionsOfTaskAreRejected(Trial trial) {
        TaskOptions options = TaskOptions.defaults();
        rejected("timeout must be more than zero (was PT0S)", () -> options.timeout(Duration.ZERO));
        rejected("timeout must be more than zero (was PT-8S)", () -> options.timeout(Duration.ofSeconds(-8)));
        rejected("retries must be >= 0 (was -9)", () -> options.retries(-9));
        assertEquals(4, trial.open().submit(() -> 4, options.retries(0)).join());
    }

    @Rule("4.7")
    void hugeTimesAreAsGoodAsNone(Trial trial) throws Exception {
        Duration ages = Duration.ofSeconds(Long.MAX_VALUE);
        Pool pool =
                trial.open(config -> config.taskTimeout(ages).stopGrace(ages).shutdownGrace(ages));
        PoolFuture<Integer> task = pool.submit(LifeTasks::square, 3);
        assertEquals(9, task.get(ages));
        assertEquals(
                List.of(task),
                List.copyOf(
                        Futures.await(List.of(task), Until.ALL_COMPLETED, ages).done()));
        pool.close(ages);
    }
}
