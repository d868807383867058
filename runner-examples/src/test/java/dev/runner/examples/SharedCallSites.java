package dev.runner.examples;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.Pools;
import dev.runner.Shared;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** What users write around shared values. It only has to compile. */
final class SharedCallSites {

    private SharedCallSites() {}

    private record Lookup(Shared<Map<String, Integer>> table, String key) implements Serializable {
        Integer find() {
            return table.get().get(key);
        }
    }

    static int sum(byte[] data, int from) {
        int sum = 0;
        for (int i = from; i < data.length; i++) {
            sum += data[i];
        }
        return sum;
    }

    static List<Integer> sums(byte[] bytes, List<Integer> starts) {
        try (Pool pool = Pools.open("processes");
                Shared<byte[]> data = pool.share(bytes)) {
            return pool.map(from -> sum(data.get(), from), starts);
        }
    }

    static byte first(Pool pool, byte[] bytes) throws InterruptedException, ExecutionException {
        try (Shared<byte[]> data = pool.share(bytes)) {
            return pool.submit(() -> data.get()[0]).get();
        }
    }

    static int find(Pool pool, Map<String, Integer> table) {
        try (Shared<Map<String, Integer>> shared = pool.share(table)) {
            PoolFuture<Integer> captured = pool.submit(() -> shared.get().size());
            PoolFuture<Integer> given = pool.submit(
                    (Shared<Map<String, Integer>> t, String key) -> t.get().get(key), shared, "a");
            PoolFuture<Integer> inside = pool.submit(Lookup::find, new Lookup(shared, "b"));
            return captured.join() + given.join() + inside.join();
        }
    }
}
