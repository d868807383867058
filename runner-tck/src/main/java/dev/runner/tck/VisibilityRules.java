package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.runner.Futures;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.Until;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Rule 1.7: what happened before what, seen through plain fields. */
final class VisibilityRules {

    private static final int ROUNDS = 500;

    /** Two fields that nothing protects. */
    private static final class Box {
        private int before;
        private int inTask;
        private int seen;
    }

    /** How a test learns that the task has ended. */
    private interface Wait {
        void until(PoolFuture<Integer> task) throws Exception;
    }

    @Rule("1.7")
    void getSeesWhatTheTaskDid(Trial trial) throws Exception {
        rounds(trial, PoolFuture::get);
        rounds(trial, task -> task.get(LifeTasks.LIMIT));
        rounds(trial, PoolFuture::join);
    }

    @Rule("1.7")
    void lookAtTheStateSeesWhatTheTaskDid(Trial trial) throws Exception {
        rounds(trial, task -> Trial.eventually("the task to end", task::isDone));
        rounds(
                trial,
                task -> Trial.eventually(
                        "the task to end", () -> task.taskState().isFinal()));
    }

    @Rule("1.7")
    void waitForManySeesWhatTheTaskDid(Trial trial) throws Exception {
        rounds(trial, task -> Futures.await(List.of(task), Until.ALL_COMPLETED));
        rounds(trial, task -> Futures.asCompleted(List.of(task)).iterator().next());
        rounds(trial, task -> task.toCompletableFuture().join());
    }

    /** What is written before the submission the task sees, and what it writes is seen by who waited. */
    private static void rounds(Trial trial, Wait wait) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        Pool pool = trial.open();
        for (int i = 1; i <= ROUNDS; i++) {
            Box box = new Box();
            LifeTasks.Shared<Box> key = LifeTasks.Shared.of(box);
            box.before = i;
            PoolFuture<Integer> task = pool.submit(() -> work(key));
            wait.until(task);
            assertEquals(i, box.seen);
            assertEquals(i + 1, box.inTask);
        }
    }

    private static int work(LifeTasks.Shared<Box> key) {
        Box box = key.get();
        box.seen = box.before;
        box.inTask = box.before + 1;
        return 0;
    }

    @Rule("1.7")
    void callbackSeesWhatTheTaskDid(Trial trial) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        Pool pool = trial.open();
        AtomicInteger wrong = new AtomicInteger();
        CountDownLatch told = new CountDownLatch(ROUNDS);
        for (int i = 1; i <= ROUNDS; i++) {
            int expected = i + 1;
            Box box = new Box();
            LifeTasks.Shared<Box> key = LifeTasks.Shared.of(box);
            box.before = i;
            pool.submit(() -> work(key)).onDone(done -> {
                wrong.addAndGet(box.inTask == expected ? 0 : 1);
                told.countDown();
            });
        }
        CallbackRules.Tells.await(told);
        assertEquals(0, wrong.get());
    }

    @Rule("1.7")
    void resultOfOneTaskIsSeenWholeByTheNext(Trial trial) throws Exception {
        Pool pool = trial.open();
        Tally tally = trial.tally();
        for (int i = 1; i <= 20; i++) {
            assertEquals(i, pool.submit(LifeTasks::mark, tally, i).get());
            assertEquals(i, tally.count());
        }
    }
}
