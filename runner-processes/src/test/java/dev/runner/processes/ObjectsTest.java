package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Objects as arguments and results, whose classes have numbers that each worker is told, also one that comes later. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ObjectsTest {

    private static final int SUBMITTERS = 4;
    private static final int TASKS = 60;

    private record Order(int number, String customer, List<Object> more) implements Serializable {}

    private record Receipt(int number, Object order) implements Serializable {}

    private static Receipt receipt(Order order) {
        return new Receipt(order.number(), new TreeMap<>(Map.of(order.customer(), order.more())));
    }

    private static Order order(int number) {
        return new Order(number, "customer " + number, new ArrayList<>(List.of(number, "x", List.of(number))));
    }

    private static Void submitAll(Pool pool, int from) throws Exception {
        List<PoolFuture<Receipt>> all = new ArrayList<>();
        for (int i = from; i < from + TASKS; i++) {
            all.add(pool.submit(ObjectsTest::receipt, order(i)));
        }
        for (int i = 0; i < TASKS; i++) {
            assertEquals(receipt(order(from + i)), all.get(i).get(Pooled.LIMIT));
        }
        return null;
    }

    /** Submitters give classes their numbers at once, while workers offer theirs, and leave for others. */
    @Test
    void eachWorkerKnowsTheClassesOfWhatItIsSent() throws Exception {
        ExecutorService submitters = Executors.newFixedThreadPool(SUBMITTERS);
        try (Pool pool = Pooled.open(2, config -> config.maxTasksPerWorker(50), options -> options)) {
            List<Callable<Void>> each = new ArrayList<>();
            for (int i = 0; i < SUBMITTERS; i++) {
                int from = i * TASKS;
                each.add(() -> submitAll(pool, from));
            }
            for (Future<Void> done : submitters.invokeAll(each)) {
                done.get();
            }
            List<Order> orders = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                orders.add(order(i));
            }
            assertEquals(orders.stream().map(ObjectsTest::receipt).toList(), pool.map(ObjectsTest::receipt, orders));
        } finally {
            submitters.shutdownNow();
        }
    }
}
