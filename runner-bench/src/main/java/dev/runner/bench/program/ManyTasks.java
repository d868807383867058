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

    /** Each has compilers of its own, for which there are not more processors. */
    private static final int WARM_UP_MILLIS_OF_WORKER = 1000;

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
            int warmUpMillis = MILLIS;
            if (args[0].equals("processes")) {
                if (ColdStart.all(pool, workers).size() != workers) {
                    throw new IllegalStateException("there are not " + workers + " workers");
                }
                warmUpMillis = Math.max(warmUpMillis, workers * WARM_UP_MILLIS_OF_WORKER);
            }
            repeated(pool, Math.min(tasks, WARM_UP), warmUpMillis);
            Told.tell("us", Told.median(repeated(pool, tasks, MILLIS)));
        }
    }

    /** Goes on for a while: there are few times if tasks are many. */
    private static double[] repeated(Pool pool, int tasks, int millis) throws Exception {
        List<Double> micros = new ArrayList<>();
        long begin = System.nanoTime();
        do {
            micros.add(once(pool, tasks));
        } while (System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(Told.times(millis)));
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
