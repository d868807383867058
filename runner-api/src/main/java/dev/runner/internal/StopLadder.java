package dev.runner.internal;

import dev.runner.StopLevel;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Stops one attempt whose worker can be stopped: rung after rung, with a grace at each, until the worker is free or
 * dead.
 */
final class StopLadder {

    private static final StopLevel[] RUNGS = {
        StopLevel.COOPERATIVE, StopLevel.INTERRUPT, StopLevel.TERMINATE, StopLevel.KILL
    };

    private final TaskHandle<?> task;
    private final int attempt;
    private final Duration grace;
    private final Consumer<StopLevel> reached;

    StopLadder(TaskHandle<?> task, int attempt, Duration grace, Consumer<StopLevel> reached) {
        this.task = task;
        this.attempt = attempt;
        this.grace = grace;
        this.reached = reached;
    }

    void climb() {
        climb(0);
    }

    private void climb(int rung) {
        if (!task.isBusyWith(attempt)) {
            return;
        }
        StopLevel level = RUNGS[rung];
        reached.accept(level);
        task.stopInDriver(attempt, level);
        if (rung + 1 < RUNGS.length) {
            task.pool().callLater(() -> climb(rung + 1), Deadline.nanosOf(grace));
        }
    }
}
