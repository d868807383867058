package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Section 1: handles. */
final class HandleRules {

    @Rule(
            value = {"1.1", "1.4"},
            withWorkers = true)
    void cancelBeforeStartNeverRunsTask(Trial trial) throws Exception {
        Pool pool = trial.open();
        Signal go = trial.signal();
        Tally ran = trial.tally();
        List<PoolFuture<?>> blockers = occupy(pool, trial.workers(), go);
        PoolFuture<?> queued = pool.submit(() -> ran.mark("ran"));
        assertEquals(TaskState.QUEUED, queued.taskState());
        assertTrue(queued.cancel(false));
        assertFalse(queued.cancel(true), "a second cancel changes nothing");
        assertEquals(TaskState.CANCELLED, queued.taskState());
        go.raise();
        blockers.forEach(PoolFuture::join);
        pool.close();
        assertEquals(0, ran.count());
        assertThrows(CancellationException.class, queued::get);
    }

    /** Keeps so many workers busy until the signal is raised, and returns when they are. */
    static List<PoolFuture<?>> occupy(Pool pool, int workers, Signal go) throws Exception {
        List<PoolFuture<?>> blockers = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            blockers.add(pool.submit(() -> {
                go.await();
                return true;
            }));
        }
        for (PoolFuture<?> blocker : blockers) {
            Trial.eventually("a blocker to run", () -> blocker.taskState() == TaskState.RUNNING);
        }
        return blockers;
    }
}
