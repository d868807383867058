package dev.runner.bench.program;

import dev.runner.Futures;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import java.util.ArrayList;
import java.util.List;

/** Tasks that do nothing are submitted one by one, and collected as they are completed. */
public final class Submit {

    private static final int WARM_UP = 200;

    private Submit() {}

    /**
     * Tells {@code cold}, tasks a second of the first time, and {@code warm}, of the second half of the times (median).
     *
     * @param args the backend, how many tasks, how many times
     */
    public static void main(String[] args) throws Exception {
        int tasks = Told.times(Integer.parseInt(args[1]));
        int times = Integer.parseInt(args[2]);
        double[] rates = new double[times];
        try (Pool pool = Told.open(args[0], 2)) {
            once(pool, WARM_UP);
            for (int i = 0; i < times; i++) {
                rates[i] = once(pool, tasks);
            }
            Told.tellWarm(rates);
        }
    }

    private static double once(Pool pool, int tasks) throws Exception {
        long start = System.nanoTime();
        List<PoolFuture<Integer>> futures = new ArrayList<>(tasks);
        for (int i = 0; i < tasks; i++) {
            int number = i;
            futures.add(pool.submit(() -> same(number)));
        }
        long sum = 0;
        for (PoolFuture<Integer> future : Futures.asCompleted(futures)) {
            sum += future.get();
        }
        if (sum != (long) tasks * (tasks - 1) / 2) {
            throw new IllegalStateException("wrong sum " + sum);
        }
        return Told.perSecond(tasks, System.nanoTime() - start);
    }

    private static int same(int number) {
        return number;
    }
}
