package dev.runner.bench.program;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a task costs that does nothing, among so many: all are submitted, and then all results are taken. */
public final class ManyTasks {

    private static final int WARM_UP = 100_000;
    private static final int MILLIS = 2000;

    private ManyTasks() {}

    /**
     * Tells {@code us}, the median of the microseconds a task.
     *
     * @param args the backend, how many workers, how many tasks
     */
    public static void main(String[] args) throws Exception {
        int workers = Integer.parseInt(args[1]);
        int tasks = Told.times(Integer.parseInt(args[2]));
        try (Pool pool = Told.open(args[0], workers, options -> options.heap("64m"))) {
            if (args[0].equals("processes") && ColdStart.all(pool, workers).size() != workers) {
                throw new IllegalStateException("there are not " + workers + " workers");
            }
            repeated(pool, Math.min(tasks, WARM_UP));
            Told.tell("us", Told.median(repeated(pool, tasks)));
        }
    }

    /** Goes on for some seconds: there are few times if tasks are many. */
    private static double[] repeated(Pool pool, int tasks) throws Exception {
        List<Double> micros = new ArrayList<>();
        long begin = System.nanoTime();
        do {
            micros.add(once(pool, tasks));
        } while (System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(Told.times(MILLIS)));
        return micros.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double once(Pool pool, int tasks) throws Exception {
        long start = System.nanoTime();
        PoolFuture<?>[] futures = new PoolFuture<?>[tasks];
        for (int i = 0; i < tasks; i++) {
            int number = i;
            futures[i] = pool.submit(() -> number);
        }
        for (int i = 0; i < tasks; i++) {
            if (!futures[i].get().equals(i)) {
                throw new IllegalStateException("wrong result of task " + i);
            }
        }
        return (System.nanoTime() - start) / 1e3 / tasks;
    }
}
