package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.Pool;
import dev.runner.PoolBrokenException;
import dev.runner.PoolFuture;
import dev.runner.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Rule 7.3: workers that can't be started. These die of their initializer, as others do of a wrong flag. */
final class StartRules {

    /** So many failures in a row are too many, whatever the limit is. */
    private static final int ENDLESS = 20;

    private static final int EXIT_CODE = 93;

    private static void die(Signal go, Tally starts) {
        starts.mark("start");
        LifeTasks.stubborn(go);
        System.err.println("early words 94");
        Runtime.getRuntime().halt(EXIT_CODE);
    }

    @Rule(value = "7.3", needs = Capability.PROCESS_ISOLATION, once = true)
    void workersThatDoNotStartBreakThePoolAndAreTold(Trial trial) throws Exception {
        Signal go = trial.signal();
        Tally starts = trial.tally();
        Pool pool = trial.open(config -> config.workers(1).initializer(() -> die(go, starts)));
        List<PoolFuture<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tasks.add(pool.submit(LifeTasks::square, i));
        }
        go.raise();
        for (PoolFuture<Integer> task : tasks) {
            Throwable failure = MishapRules.failureOf(task);
            assertInstanceOf(PoolBrokenException.class, failure);
            String told = messagesOf(failure);
            assertTrue(told.contains("" + EXIT_CODE), told);
            assertTrue(told.contains("early words 94"), told);
        }
        LifeTasks.assertStates(TaskState.FAILED, tasks);
        RejectedExecutionException refused =
                assertThrows(RejectedExecutionException.class, () -> pool.submit(LifeTasks::square, 7));
        assertTrue(String.valueOf(refused.getMessage()).contains("broken"), refused::toString);
        assertTrue(pool.awaitTermination(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
        assertEquals(0, pool.stats().workers());
        assertTrue(starts.count() < ENDLESS, () -> "starts: " + starts.count());
    }

    private static String messagesOf(@Nullable Throwable failure) {
        return failure == null ? "" : failure.getMessage() + "\n" + messagesOf(failure.getCause());
    }
}
