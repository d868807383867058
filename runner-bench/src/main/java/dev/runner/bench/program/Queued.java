package dev.runner.bench.program;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What a million tasks take of memory that wait behind one. */
public final class Queued {

    private Queued() {}

    /**
     * Tells {@code bytes} a task.
     *
     * @param args the backend, or {@code executor} for a thread pool of Java's own
     */
    public static void main(String[] args) throws Exception {
        int tasks = Told.times(1_000_000);
        CountDownLatch free = new CountDownLatch(1);
        Object[] kept = new Object[tasks];
        if (args[0].equals("executor")) {
            ThreadPoolExecutor executor =
                    new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
            FutureTask<Integer> first = new FutureTask<>(() -> await(free));
            executor.execute(first);
            long before = used();
            for (int i = 0; i < tasks; i++) {
                kept[i] = executor.submit(() -> 1);
            }
            Told.tell("bytes", (used() - before) / (double) tasks);
            free.countDown();
            executor.shutdown();
        } else {
            try (Pool pool = Told.open(args[0], 1)) {
                PoolFuture<Integer> first = pool.submit((java.util.concurrent.Callable<Integer>) () -> await(free));
                long before = used();
                for (int i = 0; i < tasks; i++) {
                    kept[i] = pool.submit(() -> 1);
                }
                Told.tell("bytes", (used() - before) / (double) tasks);
                free.countDown();
                first.join();
                pool.shutdownNow();
            }
        }
        if (kept[tasks - 1] == null) {
            throw new IllegalStateException("nothing was kept");
        }
    }

    private static int await(CountDownLatch free) throws InterruptedException {
        free.await();
        return 1;
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
