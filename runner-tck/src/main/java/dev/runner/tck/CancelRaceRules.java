package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.PoolListener;
import dev.runner.TaskContext;
import dev.runner.TaskEvent;
import dev.runner.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Rules 1.1 and 1.4: cancellations that meet the start or the end of their task. */
final class CancelRaceRules {

    private static final int TASKS = 300;

    /** Which tasks were told to have started, and how often each was told to have ended. */
    private static final class Starts implements PoolListener {
        private final Set<Long> started = ConcurrentHashMap.newKeySet();
        private final Map<Long, AtomicInteger> finished = new ConcurrentHashMap<>();

        @Override
        public void taskStarted(TaskEvent event) {
            started.add(event.taskId());
        }

        @Override
        public void taskFinished(TaskEvent event) {
            finished.computeIfAbsent(event.taskId(), id -> new AtomicInteger()).incrementAndGet();
        }
    }

    @Rule(
            value = {"1.1", "1.4"},
            withWorkers = true)
    void cancelThatMeetsTheStartAgreesWithWhatRan(Trial trial) throws Exception {
        Starts starts = new Starts();
        Tally ran = trial.tally();
        Pool pool = trial.open(config -> config.listener(starts));
        LifeTasks.assertWorks(pool);
        List<PoolFuture<Integer>> tasks = new ArrayList<>();
        Set<Long> cancelled = new HashSet<>();
        for (int i = 0; i < TASKS; i++) {
            PoolFuture<Integer> task = pool.submit(x -> LifeTasks.mark(ran, x), i);
            tasks.add(task);
            spin(i % 60);
            if (task.cancel(false)) {
                cancelled.add(task.taskId());
            }
        }
        pool.close();
        assertEquals(cancelled.size(), pool.stats().cancelled());
        List<String> all = ran.marks();
        for (int i = 0; i < TASKS; i++) {
            PoolFuture<Integer> task = tasks.get(i);
            int marks = Collections.frequency(all, "ran " + i);
            boolean started = starts.started.contains(task.taskId());
            assertEquals(cancelled.contains(task.taskId()), task.isCancelled());
            assertEquals(started ? 1 : 0, marks, () -> "started " + started + ": " + task);
            assertEquals(
                    1,
                    starts.finished
                            .getOrDefault(task.taskId(), new AtomicInteger())
                            .get());
        }
    }

    /** Lets a moment pass that is different each time, so that the race is met at every place. */
    private static void spin(int steps) {
        long end = System.nanoTime() + steps * 5_000L;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Rule(
            value = {"1.1", "1.5"},
            withWorkers = true)
    void taskEndsOnceThoughCancelsMeetItsEnd(Trial trial) throws Exception {
        Pool pool = trial.open();
        for (int i = 0; i < 100; i++) {
            AtomicInteger told = new AtomicInteger();
            PoolFuture<Integer> task = pool.submit(LifeTasks::square, 5);
            task.onDone(done -> told.incrementAndGet());
            LifeTasks.Aside<Boolean> one = LifeTasks.aside(() -> task.cancel(false));
            spin(i % 40);
            boolean other = task.cancel(false);
            boolean first = one.get();
            assertFalse(first && other, "two cancels can't both have done it");
            assertEquals(first || other ? "cancelled" : "25", LifeTasks.outcome(task));
            assertEquals(first || other ? TaskState.CANCELLED : TaskState.SUCCEEDED, task.taskState());
            Trial.eventually("the callback", () -> told.get() == 1);
        }
        pool.close();
        assertEquals(100, pool.stats().completed());
        assertEquals(0, pool.stats().running());
        assertEquals(0, pool.stats().queued());
    }

    @Rule(value = "1.4", withWorkers = true)
    void cancelInterruptsThisTaskAndNoOther(Trial trial) throws Exception {
        Tally hit = trial.tally();
        Pool pool = trial.open();
        int rounds = trial.claims(Capability.KILLS_RUNNING) ? 40 : TASKS;
        for (int i = 0; i < rounds; i++) {
            int micros = i % 50;
            PoolFuture<Integer> task = pool.submit(CancelRaceRules::brief, micros);
            spin(i % 70);
            task.cancel(true);
            pool.submit(() -> lookForStop(hit));
            pool.submit(() -> lookForStop(hit));
        }
        pool.close();
        assertEquals(List.of(), hit.marks());
        assertEquals(0, pool.stats().failed());
    }

    private static int brief(int micros) {
        long end = System.nanoTime() + micros * 1_000L;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return micros;
    }

    private static void lookForStop(Tally hit) {
        if (Thread.currentThread().isInterrupted() || TaskContext.current().isCancelled()) {
            hit.mark("hit");
        }
    }

    @Rule(value = "1.4", needs = Capability.INTERRUPTS_RUNNING)
    void interruptOfOneTaskIsGoneBeforeTheNext(Trial trial) throws Exception {
        Tally hit = trial.tally();
        Signal end = trial.signal();
        Pool pool = trial.open(config -> config.stopGrace(Duration.ofSeconds(20)));
        List<PoolFuture<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < trial.workers(); i++) {
            tasks.add(pool.submit(() -> keepInterrupt(end)));
        }
        LifeTasks.running(tasks);
        tasks.forEach(task -> assertTrue(task.cancel(true)));
        end.raise();
        for (int i = 0; i < 100; i++) {
            pool.submit(() -> lookForStop(hit));
        }
        pool.close();
        assertEquals(List.of(), hit.marks());
    }

    /** Ends with the interrupt status set, if it is interrupted. */
    private static boolean keepInterrupt(Signal end) {
        long start = System.nanoTime();
        while (!end.isRaised() && System.nanoTime() - start < LifeTasks.LIMIT.toNanos()) {
            LockSupport.parkNanos(50_000); // leaves a virtual thread's carrier to others, and the interrupt where it is
        }
        return true;
    }

    @Rule(value = "1.4", needs = Capability.KILLS_RUNNING, once = true)
    void noRungHitsTheNextTask(Trial trial) throws Exception {
        Tally ran = trial.tally();
        Pool pool = trial.open(config -> config.workers(1).stopGrace(Duration.ofMillis(2)));
        LifeTasks.assertWorks(pool);
        for (int i = 0; i < 12; i++) {
            int millis = i % 8;
            PoolFuture<Integer> task = pool.submit(() -> LifeTasks.busy(millis, 0));
            List<PoolFuture<Integer>> next = LifeTasks.submitMarks(pool, 3, ran);
            Trial.eventually("the task to begin", () -> task.taskState() != TaskState.QUEUED);
            task.cancel(true);
            for (int x = 0; x < 3; x++) {
                assertEquals(x, next.get(x).get(LifeTasks.LIMIT));
            }
        }
        assertEquals(36, ran.count());
    }
}
