package dev.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.runner.spi.CloseMode;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.DriverStats;
import dev.runner.spi.PoolDriver;
import dev.runner.spi.TaskRun;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a driver's report of a result does in the reporting thread, and what it leaves to others. */
@Timeout(60)
class ReportTest {

    private static final Executor UNUSED = command -> fail("there is nothing of the users' to run");

    private final ArrayDeque<TaskRun<Object>> given = new ArrayDeque<>();
    private final List<Runnable> commands = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private Pool pool = Pools.open(new Given(), PoolConfig.builder().build());

    /** Gives its runs to the test. */
    private final class Given extends StubBackend implements PoolDriver {

        Given() {
            super("given");
        }

        @Override
        public PoolDriver open(DriverConfig config) {
            return this;
        }

        @Override
        @SuppressWarnings("unchecked") // the tasks of this test may give anything
        public void execute(TaskRun<?> run) {
            given.add((TaskRun<Object>) run);
        }

        @Override
        public DriverStats stats() {
            return new DriverStats(1);
        }

        @Override
        public List<TaskRun<?>> close(CloseMode mode) {
            return List.of();
        }

        @Override
        public boolean awaitClosed(Duration timeout) {
            return true;
        }
    }

    @AfterEach
    void close() {
        pool.close(Duration.ZERO);
    }

    private TaskRun<Object> begun() {
        TaskRun<Object> run = given.remove();
        assertTrue(run.started("worker 3"));
        return run;
    }

    private void runCommands() {
        List.copyOf(commands).forEach(Runnable::run);
        commands.clear();
    }

    @Test
    void resultWithoutCallbacksUsesNoExecutor() throws Exception {
        PoolFuture<Integer> task = pool.submit(() -> 1);
        TaskRun<Object> run = begun();
        assertFalse(run.isObserved());
        run.succeeded(21, UNUSED);
        assertEquals(21, task.get());
        assertEquals(1, pool.stats().succeeded());
        pool.close();
    }

    @Test
    void waitingThreadsAreWokenWhileCallbacksAreHeldUp() throws Exception {
        PoolFuture<Integer> task = pool.submit(() -> 1);
        var unused = task.onDone(done -> told.add("first")).onDone(done -> told.add("second"));
        CompletableFuture<Integer> got = CompletableFuture.supplyAsync(task::join);
        CompletableFuture<Integer> gathered = CompletableFuture.supplyAsync(
                () -> Futures.asCompleted(List.of(task)).iterator().next().join());
        begun().succeeded(22, commands::add);
        assertEquals(22, got.get());
        assertEquals(22, gathered.get());
        assertEquals(List.of(), told);
        assertEquals(1, commands.size());
        var late = task.onDone(done -> told.add("third"));
        runCommands();
        assertEquals(List.of("first", "second", "third"), told);
        assertEquals(task, late);
    }

    @Test
    void poolEndsOnlyWhenItsCallbacksHaveRun() {
        PoolFuture<Integer> task = pool.submit(() -> 1);
        var unused = task.onDone(done -> told.add("callback"));
        begun().succeeded(23, commands::add);
        pool.shutdown();
        assertFalse(pool.isTerminated());
        runCommands();
        assertTrue(pool.isTerminated());
        assertEquals(List.of("callback"), told);
    }

    @Test
    void dependentsOfAFutureAndOfABulkCallAreLeftToTheExecutor() throws Exception {
        PoolFuture<Integer> task = pool.submit(() -> 1);
        CompletableFuture<Void> dependent = task.toCompletableFuture().thenAccept(value -> told.add("future"));
        AsyncResult<List<Integer>> bulk = pool.submitAll(List.of(() -> 1), MapOptions.defaults());
        var unused = bulk.onSuccess(values -> told.add("bulk"));
        begun().succeeded(24, commands::add);
        begun().succeeded(25, commands::add);
        assertEquals(List.of(), told);
        assertFalse(dependent.isDone());
        assertFalse(bulk.ready());
        runCommands();
        assertEquals(List.of("future", "bulk"), told);
        assertEquals(List.of(25), bulk.get());
    }

    @Test
    void listenersAreToldByTheExecutor() {
        close();
        PoolListener listener = new PoolListener() {
            @Override
            public void taskFinished(TaskEvent event) {
                told.add(event.state() + " " + event.taskId());
            }
        };
        pool = Pools.open(new Given(), PoolConfig.builder().listener(listener).build());
        PoolFuture<Integer> task = pool.submit(() -> 1);
        TaskRun<Object> run = begun();
        assertTrue(run.isObserved());
        run.succeeded(26, commands::add);
        assertEquals(TaskState.SUCCEEDED, task.taskState());
        assertEquals(List.of(), told);
        runCommands();
        assertEquals(List.of("SUCCEEDED 1"), told);
    }

    @Test
    void resultThatCameTooLateIsAFailure() {
        PoolFuture<Integer> task = pool.submit(() -> 1, TaskOptions.defaults().timeout(Duration.ofNanos(1)));
        TaskRun<Object> run = begun();
        for (long start = System.nanoTime(); System.nanoTime() - start < 100; ) {
            Thread.onSpinWait();
        }
        run.succeeded(27, UNUSED);
        assertEquals(
                TaskTimeoutException.class,
                assertThrows(ExecutionException.class, task::get).getCause().getClass());
        assertEquals(1, pool.stats().failed());
    }

    @Test
    void cancelledTaskLeavesThePoolWithItsReport() {
        PoolFuture<Integer> task = pool.submit(() -> 1);
        TaskRun<Object> run = begun();
        assertTrue(task.cancel(false));
        pool.shutdown();
        assertFalse(pool.isTerminated());
        run.succeeded(28, UNUSED);
        assertTrue(pool.isTerminated());
        assertEquals(TaskState.CANCELLED, task.taskState());
    }

    @Test
    void callbacksRunHereIfTheExecutorRejectsThem() {
        PoolFuture<Integer> task = pool.submit(() -> 1);
        var unused = task.onDone(done -> told.add("callback"));
        begun().succeeded(29, command -> {
            throw new RejectedExecutionException("no threads");
        });
        assertEquals(List.of("callback"), told);
    }

    @Test
    void laterAttemptReportsAlike() throws Exception {
        PoolFuture<Integer> task = pool.submit(() -> 1, TaskOptions.defaults().retries(1));
        TaskRun<Object> run = begun().lost(new IllegalStateException("lost")).orElseThrow();
        assertFalse(run.isObserved());
        assertTrue(run.started("worker 4"));
        var unused = task.onDone(done -> told.add("callback"));
        run.succeeded(30, commands::add);
        assertEquals(30, task.get());
        runCommands();
        assertEquals(List.of("callback"), told);
    }
}
