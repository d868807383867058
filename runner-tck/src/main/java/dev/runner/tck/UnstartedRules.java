package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Rule 4.2: what {@code shutdownNow} returns is exactly what has not started and never will. */
final class UnstartedRules {

    private static final int ROUNDS = 400;
    private static final int TASKS = 10;

    @Rule(value = "4.2", needs = Capability.SHARES_MEMORY, once = true)
    void eachTaskIsRunOrReturned(Trial trial) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            AtomicInteger ran = new AtomicInteger();
            Pool pool = trial.open();
            for (int i = 0; i < TASKS; i++) {
                pool.execute(ran::incrementAndGet);
            }
            List<Runnable> unstarted = pool.shutdownNow();
            assertTrue(pool.awaitTermination(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
            assertEquals(TASKS, ran.get() + unstarted.size(), "in round " + round + " of which ran: " + ran);
        }
    }

    /** Here tasks wait for their own and run them; and some threads are just bringing more. */
    @Rule(value = "4.2", needs = Capability.SHARES_MEMORY, once = true)
    void eachTaskIsRunOrReturnedThoughOthersHelpAndSubmit(Trial trial) throws Exception {
        for (int round = 0; round < ROUNDS / 4; round++) {
            AtomicInteger ran = new AtomicInteger();
            AtomicInteger accepted = new AtomicInteger();
            Pool pool = trial.open();
            List<LifeTasks.Aside<Boolean>> submitters = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                submitters.add(LifeTasks.aside(() -> submitUntilRejected(pool, accepted, ran)));
            }
            Trial.eventually("tasks to run", () -> ran.get() > 20);
            List<Runnable> unstarted = pool.shutdownNow();
            for (LifeTasks.Aside<Boolean> each : submitters) {
                each.get();
            }
            assertTrue(pool.awaitTermination(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
            assertEquals(accepted.get(), ran.get() + unstarted.size(), "in round " + round);
        }
    }

    private static void submitUntilRejected(Pool pool, AtomicInteger accepted, AtomicInteger ran) {
        Runnable outer = () -> {
            ran.incrementAndGet();
            submit(pool, accepted, ran);
        };
        boolean more = true;
        while (more) {
            try {
                pool.execute(outer);
                accepted.incrementAndGet();
            } catch (RejectedExecutionException e) {
                more = false;
            }
        }
    }

    /** Submits a task of a task, and waits for it, which may be to run it. */
    private static void submit(Pool pool, AtomicInteger accepted, AtomicInteger ran) {
        try {
            PoolFuture<?> inner = pool.submit((Runnable) ran::incrementAndGet);
            accepted.incrementAndGet();
            inner.get();
        } catch (RejectedExecutionException | CancellationException | InterruptedException e) {
            assertTrue(pool.isShutdown());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
