package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.AsyncResult;
import dev.runner.Futures;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.Task;
import dev.runner.Until;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Rule 4.9: tasks that wait for tasks of their own pool. They have to be in this JVM to know the pool, so they are
 * asked of backends that share memory, and of those that run tasks in the submitting thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a handle is told through another
final class HelpingRules {

    /** How a task waits for another. */
    private enum Way {
        GET,
        GET_IN_TIME,
        JOIN,
        INVOKE_ALL,
        INVOKE_ANY,
        MAP,
        IMAP,
        IMAP_UNORDERED,
        AS_COMPLETED,
        AWAIT_ALL,
        AWAIT_FIRST,
        BULK_GET,
        BULK_AWAIT,
        VIEW_GET,
        VIEW_GET_IN_TIME,
        VIEW_JOIN,
        DERIVED_VIEW
    }

    @Rule("4.9")
    void getHelps(Trial trial) throws Exception {
        chains(trial, Way.GET);
    }

    @Rule("4.9")
    void getInTimeHelps(Trial trial) throws Exception {
        chains(trial, Way.GET_IN_TIME);
    }

    @Rule("4.9")
    void joinHelps(Trial trial) throws Exception {
        chains(trial, Way.JOIN);
    }

    @Rule("4.9")
    void invokeAllHelps(Trial trial) throws Exception {
        chains(trial, Way.INVOKE_ALL);
    }

    @Rule("4.9")
    void invokeAnyHelps(Trial trial) throws Exception {
        chains(trial, Way.INVOKE_ANY);
    }

    @Rule("4.9")
    void mapHelps(Trial trial) throws Exception {
        chains(trial, Way.MAP);
    }

    @Rule("4.9")
    void imapHelps(Trial trial) throws Exception {
        chains(trial, Way.IMAP);
    }

    @Rule("4.9")
    void imapUnorderedHelps(Trial trial) throws Exception {
        chains(trial, Way.IMAP_UNORDERED);
    }

    @Rule("4.9")
    void asCompletedHelps(Trial trial) throws Exception {
        chains(trial, Way.AS_COMPLETED);
    }

    @Rule("4.9")
    void awaitOfAllHelps(Trial trial) throws Exception {
        chains(trial, Way.AWAIT_ALL);
    }

    @Rule("4.9")
    void awaitOfFirstHelps(Trial trial) throws Exception {
        chains(trial, Way.AWAIT_FIRST);
    }

    @Rule("4.9")
    void getOfBulkCallHelps(Trial trial) throws Exception {
        chains(trial, Way.BULK_GET);
    }

    @Rule("4.9")
    void awaitOfBulkCallHelps(Trial trial) throws Exception {
        chains(trial, Way.BULK_AWAIT);
    }

    @Rule("4.9")
    void getOfCompletableFutureHelps(Trial trial) throws Exception {
        chains(trial, Way.VIEW_GET);
        chains(trial, Way.VIEW_GET_IN_TIME);
    }

    @Rule("4.9")
    void joinOfCompletableFutureHelps(Trial trial) throws Exception {
        chains(trial, Way.VIEW_JOIN);
    }

    @Rule("4.9")
    void waitForDerivedCompletableFutureHelps(Trial trial) throws Exception {
        chains(trial, Way.DERIVED_VIEW);
    }

    @Rule("4.9")
    void waitForCombinedCompletableFuturesHelps(Trial trial) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        int workers = trial.hasWorkers() ? trial.workers() : 1;
        Tally marks = trial.tally();
        Pool pool = trial.open();
        LifeTasks.Shared<Pool> shared = LifeTasks.Shared.of(pool);
        List<PoolFuture<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            waiting.add(pool.submit(() -> LifeTasks.meet(marks, workers) + combined(shared.get())));
        }
        for (PoolFuture<Integer> each : waiting) {
            assertEquals(workers + 25 + 36, each.get(LifeTasks.LIMIT));
        }
    }

    private static int combined(Pool pool) throws Exception {
        CompletableFuture<Integer> one = pool.submit(LifeTasks::square, 5).toCompletableFuture();
        CompletableFuture<Integer> other = pool.submit(LifeTasks::square, 6).toCompletableFuture();
        return one.thenCombine(other, Integer::sum).get(5, TimeUnit.SECONDS);
    }

    /** Waits in a chain that is longer than there are workers, and in several such chains at a time. */
    private static void chains(Trial trial, Way way) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        Pool pool = trial.open();
        LifeTasks.Shared<Pool> shared = LifeTasks.Shared.of(pool);
        int depth = 2 * trial.workers() + 3;
        assertEquals(
                depth, pool.submit(() -> chain(shared, depth, way)).get(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
        List<PoolFuture<Integer>> several = new ArrayList<>();
        for (int i = 0; i < 2 * trial.workers(); i++) {
            several.add(pool.submit(() -> chain(shared, 3, way)));
        }
        for (PoolFuture<Integer> each : several) {
            assertEquals(3, each.get(LifeTasks.LIMIT));
        }
    }

    private static int chain(LifeTasks.Shared<Pool> pool, int depth, Way way) throws Exception {
        return depth == 0 ? 0 : 1 + inPlace(pool.get(), () -> chain(pool, depth - 1, way), way);
    }

    private static int inPlace(Pool pool, Task<Integer> next, Way way) throws Exception {
        return switch (way) {
            case GET -> pool.submit(next).get();
            case GET_IN_TIME -> pool.submit(next).get(LifeTasks.LIMIT);
            case JOIN -> pool.submit(next).join();
            case INVOKE_ALL -> pool.invokeAll(List.of(next, () -> 0)).get(0).get();
            case INVOKE_ANY -> pool.invokeAny(List.of(next));
            case MAP -> pool.map(task -> task.call(), List.of(next, next)).get(1);
            case IMAP -> lastOf(pool.imap(task -> task.call(), List.of(next, next)));
            case IMAP_UNORDERED -> lastOf(pool.imapUnordered(task -> task.call(), List.of(next)));
            case AS_COMPLETED -> lastEnded(List.of(pool.submit(next), pool.submit(next)));
            case AWAIT_ALL -> awaited(List.of(pool.submit(next), pool.submit(next)), Until.ALL_COMPLETED);
            case AWAIT_FIRST -> awaited(List.of(pool.submit(next)), Until.FIRST_COMPLETED);
            case BULK_GET -> pool.submitAll(List.of(next, next)).get().get(1);
            case BULK_AWAIT -> ready(pool.submitAll(List.of(next)));
            case VIEW_GET -> pool.submit(next).toCompletableFuture().get();
            case VIEW_GET_IN_TIME ->
                pool.submit(next).toCompletableFuture().get(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS);
            case VIEW_JOIN -> pool.submit(next).toCompletableFuture().join();
            case DERIVED_VIEW ->
                pool.submit(next).toCompletableFuture().thenApply(x -> x + 7).get(5, TimeUnit.SECONDS) - 7;
        };
    }

    private static int lastOf(Stream<Integer> results) {
        try (results) {
            return results.reduce(-1, (one, next) -> next);
        }
    }

    private static int lastEnded(List<PoolFuture<Integer>> futures) {
        int last = -1;
        for (PoolFuture<Integer> each : Futures.asCompleted(futures, LifeTasks.LIMIT)) {
            last = each.join();
        }
        return last;
    }

    private static int awaited(List<PoolFuture<Integer>> futures, Until until) {
        return Futures.await(futures, until, LifeTasks.LIMIT).done().get(0).join();
    }

    private static int ready(AsyncResult<List<Integer>> all) throws Exception {
        assertTrue(all.await(LifeTasks.LIMIT));
        return all.get().get(0);
    }

    @Rule("4.9")
    void treeOfTasksEnds(Trial trial) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        Pool pool = trial.open();
        LifeTasks.Shared<Pool> shared = LifeTasks.Shared.of(pool);
        assertEquals(55, pool.submit(() -> fibonacci(shared, 10)).get(LifeTasks.LIMIT));
    }

    private static int fibonacci(LifeTasks.Shared<Pool> pool, int n) {
        if (n < 2) {
            return n;
        }
        PoolFuture<Integer> one = pool.get().submit(() -> fibonacci(pool, n - 1));
        PoolFuture<Integer> other = pool.get().submit(() -> fibonacci(pool, n - 2));
        return one.join() + other.join();
    }

    @Rule("4.9")
    void waitInCallbackHelps(Trial trial) throws Exception {
        Signal go = trial.signal();
        boolean hasWorkers = trial.hasWorkers();
        Pool pool = trial.open();
        CompletableFuture<Integer> told = new CompletableFuture<>();
        pool.submit(() -> !hasWorkers || LifeTasks.hold(go))
                .onDone(done -> told.complete(pool.submit(LifeTasks::square, 6).join()));
        go.raise();
        assertEquals(36, told.get(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
    }

    @Rule("4.9")
    void failureOfHelpedTaskReachesWhoWaits(Trial trial) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        Pool pool = trial.open();
        LifeTasks.Shared<Pool> shared = LifeTasks.Shared.of(pool);
        PoolFuture<String> outer =
                pool.submit(() -> LifeTasks.outcome(shared.get().submit(LifeTasks::failing, 5)));
        assertEquals("failed: java.lang.IllegalArgumentException: failed on 5", outer.get(LifeTasks.LIMIT));
    }

    @Rule(value = "4.9", withWorkers = true)
    void waitForItselfIsRefused(Trial trial) throws Exception {
        assertRefused(trial, PoolFuture::get);
        assertRefused(trial, PoolFuture::join);
        assertRefused(trial, own -> own.get(LifeTasks.LIMIT));
    }

    @Rule(value = "4.9", withWorkers = true)
    void waitForItselfAmongOthersIsRefused(Trial trial) throws Exception {
        assertRefused(
                trial,
                own -> Futures.asCompleted(List.of(own)).iterator().next().taskId());
        assertRefused(trial, own -> Futures.await(List.of(own), Until.ALL_COMPLETED));
    }

    @Rule(value = "4.9", withWorkers = true)
    void waitForItsOwnCompletableFutureIsRefused(Trial trial) throws Exception {
        assertRefused(trial, own -> own.toCompletableFuture().get(5, TimeUnit.SECONDS));
    }

    /** How a task waits for its own handle. */
    private interface SelfWait {
        Object wait(PoolFuture<Object> own) throws Exception;
    }

    /** The task leaves what it caught in memory, since it is not asked what it returns. */
    private static void assertRefused(Trial trial, SelfWait way) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        Pool pool = trial.open();
        CompletableFuture<PoolFuture<Object>> itself = new CompletableFuture<>();
        LifeTasks.Shared<CompletableFuture<PoolFuture<Object>>> own = LifeTasks.Shared.of(itself);
        LifeTasks.Shared<SelfWait> shared = LifeTasks.Shared.of(way);
        PoolFuture<Object> task = pool.submit(() -> shared.get().wait(own.get().get(10, TimeUnit.SECONDS)));
        itself.complete(task);
        ExecutionException thrown = assertThrows(ExecutionException.class, () -> task.get(LifeTasks.LIMIT));
        String message = "task " + task.taskId() + " of pool '" + pool.name()
                + "' waits for itself, directly or through a task that it waits for, and would do so for ever";
        assertEquals(
                message,
                assertInstanceOf(IllegalStateException.class, thrown.getCause()).getMessage());
    }
}
