package dev.runner.bench.program;

import dev.runner.Futures;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Tasks that take an object and give another one are submitted one by one, and collected as they are completed. */
public final class SubmitObjects {

    private SubmitObjects() {}

    /** What is sent there and back. */
    record Order(int number, String customer, double price, List<String> tags) implements Serializable {}

    /**
     * Tells {@code cold}, tasks a second of the first time, and {@code warm}, of the second half of the times (median).
     *
     * @param args the backend, how many tasks, how many times
     */
    public static void main(String[] args) throws Exception {
        int tasks = Told.times(Integer.parseInt(args[1]));
        double[] rates = new double[Integer.parseInt(args[2])];
        try (Pool pool = Told.open(args[0], 2)) {
            for (int i = 0; i < rates.length; i++) {
                rates[i] = once(pool, tasks);
            }
            Told.tellWarm(rates);
        }
    }

    private static double once(Pool pool, int tasks) throws Exception {
        long start = System.nanoTime();
        List<PoolFuture<Order>> futures = new ArrayList<>(tasks);
        for (int i = 0; i < tasks; i++) {
            futures.add(pool.submit(
                    SubmitObjects::doubled, new Order(i, "customer " + i, i * 0.5, List.of("new", "express"))));
        }
        double sum = 0;
        for (PoolFuture<Order> future : Futures.asCompleted(futures, Duration.ofMinutes(5))) {
            sum += future.get().price();
        }
        if (sum != tasks * (tasks - 1.0) / 2) {
            throw new IllegalStateException("wrong sum " + sum);
        }
        return Told.perSecond(tasks, System.nanoTime() - start);
    }

    private static Order doubled(Order order) {
        return new Order(order.number(), order.customer(), 2 * order.price(), order.tags());
    }
}
