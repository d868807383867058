package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Rule 1.5: callbacks of handles. */
final class CallbackRules {

    @Rule(value = "1.5", withWorkers = true)
    void callbacksRunOnceInTheOrderAdded(Trial trial) throws Exception {
        Signal go = trial.signal();
        List<Integer> told = new CopyOnWriteArrayList<>();
        Pool pool = trial.open();
        PoolFuture<Boolean> task = pool.submit(() -> LifeTasks.hold(go));
        for (int i = 0; i < 50; i++) {
            int number = i;
            assertSame(task, task.onDone(done -> told.add(number)));
        }
        assertEquals(List.of(), told);
        go.raise();
        pool.close();
        assertEquals(LifeTasks.range(50), told);
    }

    @Rule("1.5")
    void callbackIsGivenTheHandleThatHasEnded(Trial trial) {
        List<Object> told = new CopyOnWriteArrayList<>();
        Pool pool = trial.open();
        PoolFuture<Integer> good = pool.submit(LifeTasks::square, 4);
        good.onDone(done -> told.addAll(List.of(done == good, done.taskState())));
        pool.shutdown();
        good.join();
        pool.close();
        assertEquals(List.of(true, TaskState.SUCCEEDED), told);
    }

    @Rule("1.5")
    void lateCallbacksRunOnTheAddingThread(Trial trial) {
        List<Object> told = new CopyOnWriteArrayList<>();
        PoolFuture<Integer> task = trial.open().submit(LifeTasks::square, 4);
        task.join();
        Thread me = Thread.currentThread();
        Tells.untilCallbacksRan(task);
        for (int i = 0; i < 3; i++) {
            int number = i;
            task.onDone(done -> told.addAll(List.of(number, Thread.currentThread() == me)));
        }
        assertEquals(List.of(0, true, 1, true, 2, true), told);
    }

    @Rule(value = "1.5", withWorkers = true)
    void callbacksOfCancelledTaskRunOnTheCancellingThread(Trial trial) throws Exception {
        Signal go = trial.signal();
        Pool pool = trial.open();
        List<Object> told = new CopyOnWriteArrayList<>();
        LifeTasks.occupy(pool, trial.workers(), go);
        PoolFuture<Integer> task = pool.submit(LifeTasks::square, 4);
        task.onDone(done -> told.addAll(List.of(done.taskState(), Thread.currentThread())));
        assertTrue(task.cancel(false));
        assertEquals(List.of(TaskState.CANCELLED, Thread.currentThread()), told);
        go.raise();
        pool.close();
        assertEquals(2, told.size(), "once, also when the worker comes to the task");
    }

    @Rule(value = "1.5", needs = Capability.SHARES_MEMORY)
    void callbackRunsOnTheThreadThatRanTheTask(Trial trial) throws Exception {
        Signal go = trial.signal();
        CompletableFuture<String> told = new CompletableFuture<>();
        PoolFuture<String> task = trial.open().submit(() -> LifeTasks.hold(go) ? LifeTasks.whereItRuns() : "nowhere");
        task.onDone(done -> told.complete(LifeTasks.whereItRuns()));
        go.raise();
        assertEquals(task.get(LifeTasks.LIMIT), Tells.get(told));
    }

    @Rule(value = "1.5", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void callbackRunsInThisJvmOnThreadOfThePool(Trial trial) throws Exception {
        Signal go = trial.signal();
        CompletableFuture<Thread> told = new CompletableFuture<>();
        Pool pool = trial.open();
        pool.submit(() -> LifeTasks.hold(go)).onDone(done -> told.complete(Thread.currentThread()));
        go.raise();
        Thread thread = Tells.get(told);
        assertNotEquals(Thread.currentThread(), thread);
        assertTrue(thread.getName().startsWith(pool.name()), thread::getName);
    }

    @Rule("1.5")
    void callbackThatThrowsHarmsNeitherTheOthersNorThePool(Trial trial) throws Exception {
        Pool pool = trial.open();
        boolean hasWorkers = trial.hasWorkers();
        for (int i = 0; i < 2 * trial.workers() + 1; i++) {
            Signal go = trial.signal();
            List<String> told = new CopyOnWriteArrayList<>();
            PoolFuture<Integer> task = pool.submit(() -> !hasWorkers || LifeTasks.hold(go) ? 5 : 0);
            task.onDone(done -> told.add("first"))
                    .onDone(done -> Tells.fail(told, "second", new IllegalStateException("a callback that throws")))
                    .onDone(done -> Tells.fail(told, "third", new AssertionError("a callback that throws")))
                    .onDone(done -> told.add("fourth"));
            go.raise();
            Trial.eventually("the last callback", () -> told.contains("fourth"));
            assertEquals(List.of("first", "second", "third", "fourth"), told);
            assertEquals(5, task.get(LifeTasks.LIMIT));
            assertEquals(TaskState.SUCCEEDED, task.taskState());
        }
        LifeTasks.assertWorks(pool);
    }

    @Rule(value = "1.5", withWorkers = true)
    void callbackAddedByAnotherComesAfterAllAddedBefore(Trial trial) throws Exception {
        Signal go = trial.signal();
        List<String> told = new CopyOnWriteArrayList<>();
        PoolFuture<Boolean> task = trial.open().submit(() -> LifeTasks.hold(go));
        task.onDone(done -> {
                    told.add("first");
                    task.onDone(again -> told.add("fourth")).onDone(again -> told.add("fifth"));
                    told.add("first ends");
                })
                .onDone(done -> told.add("second"))
                .onDone(done -> told.add("third"));
        go.raise();
        Trial.eventually("the last callback", () -> told.contains("fifth"));
        assertEquals(List.of("first", "first ends", "second", "third", "fourth", "fifth"), told);
    }

    @Rule(value = "1.5", withWorkers = true)
    void callbackAddedElsewhereWhileOthersRunComesAfterThem(Trial trial) throws Exception {
        Signal go = trial.signal();
        List<String> told = new CopyOnWriteArrayList<>();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch added = new CountDownLatch(1);
        PoolFuture<Boolean> task = trial.open().submit(() -> LifeTasks.hold(go));
        task.onDone(done -> {
            entered.countDown();
            Tells.await(added);
            told.add("first");
        });
        task.onDone(done -> told.add("second"));
        go.raise();
        Tells.await(entered);
        task.onDone(done -> told.add("third"));
        added.countDown();
        Trial.eventually("the last callback", () -> told.size() == 3);
        assertEquals(List.of("first", "second", "third"), told);
    }

    @Rule("1.5")
    void callbackMaySubmitToThePool(Trial trial) throws Exception {
        Pool pool = trial.open(config -> config.queueCapacity(1));
        CompletableFuture<Integer> told = new CompletableFuture<>();
        pool.submit(LifeTasks::square, 3).onDone(done -> submitNext(pool, 5, 0, told));
        assertEquals(25 + 16 + 9 + 4 + 1, Tells.get(told));
    }

    private static void submitNext(Pool pool, int left, int sum, CompletableFuture<Integer> told) {
        if (left == 0) {
            told.complete(sum);
        } else {
            pool.submit(LifeTasks::square, left).onDone(done -> submitNext(pool, left - 1, sum + done.join(), told));
        }
    }

    @Rule("1.5")
    void callbackMayAskItsOwnHandle(Trial trial) throws Exception {
        Pool pool = trial.open();
        boolean hasWorkers = trial.hasWorkers();
        Signal go = trial.signal();
        CompletableFuture<String> good = new CompletableFuture<>();
        CompletableFuture<String> bad = new CompletableFuture<>();
        pool.submit(() -> !hasWorkers || LifeTasks.hold(go)).onDone(done -> good.complete(Tells.outcome(done)));
        pool.submit(() -> LifeTasks.failing(!hasWorkers || LifeTasks.hold(go) ? 3 : 0))
                .onDone(done -> bad.complete(Tells.outcome(done)));
        go.raise();
        assertEquals("true", Tells.get(good));
        assertEquals("failed: java.lang.IllegalArgumentException: failed on 3", Tells.get(bad));
    }

    @Rule(value = "1.5", withWorkers = true, once = true)
    void callbackThatWaitsHoldsUpNoOtherWorker(Trial trial) throws Exception {
        Pool pool = trial.open();
        Signal go = trial.signal();
        CountDownLatch entered = new CountDownLatch(1);
        Signal leave = trial.signal();
        CompletableFuture<Boolean> left = new CompletableFuture<>();
        PoolFuture<Boolean> task = pool.submit(() -> LifeTasks.hold(go));
        task.onDone(done -> {
            entered.countDown();
            LifeTasks.stubborn(leave);
            left.complete(leave.isRaised());
        });
        go.raise();
        Tells.await(entered);
        assertEquals(LifeTasks.squares(100), pool.map(LifeTasks::square, LifeTasks.range(100)));
        LifeTasks.assertWorks(pool);
        leave.raise();
        assertTrue(Tells.get(left), "the others went on only when the callback had given up");
    }

    /** How callbacks tell, and how they wait: without checked exceptions. */
    static final class Tells {

        private Tells() {}

        static void fail(List<String> told, String what, Throwable error) {
            told.add(what);
            if (error instanceof Error serious) {
                throw serious;
            }
            throw new IllegalStateException(error);
        }

        static <T> T get(CompletableFuture<T> told) throws Exception {
            return told.get(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS);
        }

        static void await(CountDownLatch latch) {
            try {
                assertTrue(latch.await(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS), "a latch to open");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        static String outcome(PoolFuture<?> done) {
            try {
                return LifeTasks.outcome(done);
            } catch (Exception e) {
                return e.toString();
            }
        }

        /** Waits until a callback that is added is a late one: the thread that ended the task has told all. */
        static void untilCallbacksRan(PoolFuture<?> task) {
            Thread me = Thread.currentThread();
            for (boolean late = false; !late; ) {
                CompletableFuture<Thread> where = new CompletableFuture<>();
                task.onDone(done -> where.complete(Thread.currentThread()));
                late = where.join() == me;
            }
        }
    }
}
