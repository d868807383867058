package dev.runner.internal;

import dev.runner.StopLevel;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Stops one attempt whose worker can be stopped: rung after rung, with a grace at each, until the worker is free or
 * dead.
 */
final class StopLadder {

    private static final StopLevel[] RUNGS = {
        StopLevel.COOPERATIVE, StopLevel.INTERRUPT, StopLevel.TERMINATE, StopLevel.KILL
    };

    private final CorePool pool;
    private final BooleanSupplier isBusy;
    private final Consumer<StopLevel> stop;

    /**
     * Makes it.
     *
     * @param isBusy tells whether the worker is busy with the attempt
     * @param stop stops the attempt as hard as it is told
     */
    StopLadder(CorePool pool, BooleanSupplier isBusy, Consumer<StopLevel> stop) {
        this.pool = pool;
        this.isBusy = isBusy;
        this.stop = stop;
    }

    void climb() {
        climb(0);
    }

    private void climb(int rung) {
        if (!isBusy.getAsBoolean()) {
            return;
        }
        stop.accept(RUNGS[rung]);
        if (rung + 1 < RUNGS.length) {
            pool.callLater(() -> climb(rung + 1), Deadline.nanosOf(pool.traits().stopGrace()));
        }
    }
}
