package dev.runner.bench.program;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Long tasks among short ones: 200 tasks of which each tenth takes 50 ms and the others 1 ms, by two workers. They
 * sleep, so that what is measured is who gets which task, and not how much there is of the machine. Many short tasks
 * come first, so that a pool which sends tasks ahead has learned to send many.
 */
public final class Mixed {

    private static final int WORKERS = 2;
    private static final int TASKS = 200;
    private static final int EACH = 10;
    private static final int LONG_MILLIS = 50;
    private static final int SHORT_MILLIS = 1;
    private static final int TIMES = 5;
    private static final int WARM_UP = 20_000;

    private Mixed() {}

    /**
     * Tells {@code ms}, the median time of all tasks.
     *
     * @param args the backend, or {@code executor} for a thread pool of Java's own
     */
    public static void main(String[] args) throws Exception {
        if (args[0].equals("executor")) {
            ExecutorService executor = Executors.newFixedThreadPool(WORKERS);
            measure(millis -> executor.submit(() -> pause(millis)));
            executor.shutdown();
        } else {
            try (Pool pool = Told.open(args[0], WORKERS)) {
                measure(millis -> submit(pool, millis));
            }
        }
    }

    private static PoolFuture<Integer> submit(Pool pool, int millis) {
        return pool.submit(Mixed::pause, millis);
    }

    /** Who takes a task. */
    private interface Executes {
        Future<Integer> submit(int millis);
    }

    private static void measure(Executes executes) throws Exception {
        int tasks = Told.times(TASKS);
        double[] millis = new double[TIMES];
        for (int time = 0; time < TIMES; time++) {
            all(executes, Told.times(WARM_UP), 0, 0);
            long start = System.nanoTime();
            all(executes, tasks, SHORT_MILLIS, LONG_MILLIS);
            millis[time] = (System.nanoTime() - start) / 1e6;
        }
        Told.tell("ms", Told.median(millis));
    }

    private static void all(Executes executes, int tasks, int shortMillis, int longMillis) throws Exception {
        List<Future<Integer>> futures = new ArrayList<>(tasks);
        for (int i = 1; i <= tasks; i++) {
            futures.add(executes.submit(i % EACH == 0 ? longMillis : shortMillis));
        }
        int sum = 0;
        for (Future<Integer> future : futures) {
            sum += future.get();
        }
        int expected = tasks / EACH * longMillis + (tasks - tasks / EACH) * shortMillis;
        if (sum != expected) {
            throw new IllegalStateException("wrong sum " + sum + " (expected " + expected + ")");
        }
    }

    private static int pause(int millis) throws InterruptedException {
        if (millis > 0) {
            TimeUnit.MILLISECONDS.sleep(millis);
        }
        return millis;
    }
}
