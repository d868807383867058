package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Rule 4.9 for a task that waits for what is made of the views of several tasks of its own pool, when all workers do
 * so.
 */
final class ComposedHelpRules {

    private static final Executor ASIDE = work -> LifeTasks.aside(work);

    /** Makes a future of 25 and of others. */
    private interface Composition {
        CompletableFuture<?> make(Views views);
    }

    /** What there is to compose, each task submitted when it is asked for. */
    private record Views(Pool pool) {
        CompletableFuture<Integer> square(int x) {
            return pool.submit(LifeTasks::square, x).toCompletableFuture();
        }

        CompletableFuture<Integer> failing() {
            return pool.submit(LifeTasks::failing, 4).toCompletableFuture();
        }
    }

    @Rule("4.9")
    void waitForComposedStagesHelps(Trial trial) throws Exception {
        assertHelps(trial, 25, views -> views.square(5).thenCompose(x -> views.square(5)));
        assertHelps(
                trial,
                26,
                views -> views.square(5)
                        .thenCompose(x -> views.square(5))
                        .thenCompose(x -> views.square(5))
                        .thenApply(x -> x + 1));
        assertHelps(trial, 25, views -> views.square(5).thenComposeAsync(x -> views.square(5), ASIDE));
        assertHelps(
                trial,
                25,
                views -> views.square(3).thenCompose(x -> views.square(2).thenCompose(y -> views.square(5))));
        assertHelps(trial, 25, views -> views.failing().exceptionallyCompose(e -> views.square(5)));
        assertHelps(trial, 25, views -> views.failing().exceptionallyComposeAsync(e -> views.square(5), ASIDE));
    }

    @Rule("4.9")
    void waitForBothOfTwoHelps(Trial trial) throws Exception {
        assertHelps(trial, 34, views -> views.square(5).thenCombine(views.square(3), Integer::sum));
        assertHelps(trial, 34, views -> views.square(5).thenCombineAsync(views.square(3), Integer::sum, ASIDE));
        AtomicInteger told = new AtomicInteger();
        assertHelps(
                trial, null, views -> views.square(5).thenAcceptBoth(views.square(3), (x, y) -> told.addAndGet(x + y)));
        assertHelps(
                trial,
                null,
                views -> views.square(5).thenAcceptBothAsync(views.square(3), (x, y) -> told.addAndGet(x + y), ASIDE));
        assertHelps(trial, null, views -> views.square(5).runAfterBoth(views.square(3), told::incrementAndGet));
        assertHelps(
                trial, null, views -> views.square(5).runAfterBothAsync(views.square(3), told::incrementAndGet, ASIDE));
    }

    @Rule("4.9")
    void waitForOneOfTwoHelps(Trial trial) throws Exception {
        CompletableFuture<Integer> never = new CompletableFuture<>();
        AtomicInteger told = new AtomicInteger();
        assertHelps(trial, 26, views -> views.square(5).applyToEither(never, x -> x + 1));
        assertHelps(trial, 26, views -> views.square(5).applyToEitherAsync(never, x -> x + 1, ASIDE));
        assertHelps(trial, null, views -> views.square(5).acceptEither(never, told::addAndGet));
        assertHelps(trial, null, views -> views.square(5).acceptEitherAsync(never, told::addAndGet, ASIDE));
        assertHelps(trial, null, views -> views.square(5).runAfterEither(never, told::incrementAndGet));
        assertHelps(trial, null, views -> views.square(5).runAfterEitherAsync(never, told::incrementAndGet, ASIDE));
    }

    private static void assertHelps(Trial trial, @Nullable Object expected, Composition composition) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        int workers = trial.hasWorkers() ? trial.workers() : 1;
        Pool pool = trial.open();
        Tally marks = trial.tally();
        LifeTasks.Shared<Views> views = LifeTasks.Shared.of(new Views(pool));
        LifeTasks.Shared<Composition> shared = LifeTasks.Shared.of(composition);
        List<PoolFuture<Object>> waiting = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            waiting.add(pool.submit(() -> {
                LifeTasks.meet(marks, workers);
                CompletableFuture<?> composed = shared.get().make(views.get());
                return composed.get(8, TimeUnit.SECONDS);
            }));
        }
        for (PoolFuture<Object> each : waiting) {
            assertEquals(expected, each.get(LifeTasks.LIMIT));
        }
        pool.close();
    }
}
