package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.Shared;
import dev.runner.TaskSerializationException;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What rule 6.8 leaves to processes: long values, the memory that they take, pools in workers. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SharedValuesTest {

    private static final int MEBIBYTE = 1 << 20;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Graph(byte[] first, byte[] second) implements Serializable {}

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    private static <T> T get(PoolFuture<T> task) throws Exception {
        return task.get(Pooled.LIMIT);
    }

    private static Throwable failure(PoolFuture<?> task) throws InterruptedException, TimeoutException {
        return assertThrows(ExecutionException.class, () -> get(task)).getCause();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static void close(Shared<?> shared) {
        shared.close();
    }

    /** By memory that is shared, or where there is none by the connection, and by the codec. */
    @Test
    void longValuesReachAllWorkers() throws Exception {
        byte[] array = bytes(20 * MEBIBYTE);
        Graph graph = new Graph(bytes(5 * MEBIBYTE), bytes(6 * MEBIBYTE));
        List<Integer> places = IntStream.range(0, 300).mapToObj(i -> i * 60_000).toList();
        try (Pool pool = Pooled.open(2);
                Shared<byte[]> first = pool.share(array);
                Shared<Graph> second = pool.share(graph)) {
            assertEquals(
                    places.stream().map(i -> (int) array[i]).toList(), pool.map(i -> (int) first.get()[i], places));
            assertEquals(
                    places.stream().map(i -> (int) graph.second[i / 10]).toList(),
                    pool.map(i -> (int) second.get().second[i / 10], places));
        }
    }

    /** More in all than a pool may have of the memory that is shared. */
    @Test
    void memoryOfClosedValuesIsUsedAgain() throws Exception {
        byte[] array = bytes(40 * MEBIBYTE);
        try (Pool pool = Pooled.open(1)) {
            Set<Long> pids = new HashSet<>();
            for (int i = 0; i < 30; i++) {
                int place = i;
                array[place] = (byte) i;
                try (Shared<byte[]> shared = pool.share(array)) {
                    assertEquals(i, get(pool.submit(() -> (int) shared.get()[place])));
                }
                pids.add(get(pool.submit(SharedValuesTest::pid)));
            }
            assertEquals(1, pids.size());
        }
    }

    @Test
    void valueThatIsTooLongForTheHeapOfAWorkerFailsTheTasksThatAsk() throws Exception {
        byte[] array = bytes(40 * MEBIBYTE);
        try (Pool pool = Pooled.open(1, config -> config, options -> options.heap("32m"));
                Shared<byte[]> inMemory = pool.share(array);
                Shared<Graph> byCodec = pool.share(new Graph(array, array))) {
            long worker = get(pool.submit(SharedValuesTest::pid));
            for (PoolFuture<?> task :
                    List.of(pool.submit(() -> inMemory.get().length), pool.submit(() -> byCodec.get().first.length))) {
                Throwable failure = failure(task);
                String told = String.valueOf(assertInstanceOf(TaskSerializationException.class, failure)
                        .getMessage());
                assertTrue(
                        told.matches("shared value \\d+ can't be decoded: .*\\d{8} bytes do(es)? not fit in the memory"
                                + " that is left of a heap of \\d+ bytes; pass less, or raise the heap"),
                        told);
            }
            assertEquals(worker, get(pool.submit(SharedValuesTest::pid)));
        }
    }

    @Test
    void handleThatComesBackIsTheSubmitters() throws Exception {
        try (Pool pool = Pooled.open(1);
                Shared<String> shared = pool.share("value")) {
            assertSame(shared, get(pool.submit(() -> shared)));
            Throwable closedByTask = failure(pool.submit(() -> close(shared)));
            assertTrue(
                    String.valueOf(closedByTask.getMessage())
                            .matches("shared value \\d+ is closed by who has shared it, and not by a task"),
                    closedByTask::toString);
        }
    }

    private static int inside(Shared<int[]> outer, boolean sharesAgain) throws Exception {
        try (Pool inner = Pooled.open(1);
                Shared<int[]> again = inner.share(outer.get())) {
            return sharesAgain ? get(inner.submit(() -> again.get()[2])) : get(inner.submit(() -> outer.get()[2]));
        }
    }

    @Test
    void poolInsideOfTaskIsToBeGivenTheValueAgain() throws Exception {
        try (Pool pool = Pooled.open(1);
                Shared<int[]> shared = pool.share(new int[] {1, 2, 3})) {
            assertEquals(3, get(pool.submit(() -> inside(shared, true))));
            String told = String.valueOf(failure(pool.submit(() -> inside(shared, false))));
            assertTrue(
                    told.contains("goes with tasks of its own pool only; share its value with the other pool"), told);
        }
    }

    @Test
    void successorIsGivenItToo() throws Exception {
        try (Pool pool = Pooled.open(1, config -> config.maxTasksPerWorker(3), options -> options);
                Shared<byte[]> shared = pool.share(bytes(2 * MEBIBYTE))) {
            Set<Long> workers = new HashSet<>();
            for (int i = 0; i < 10; i++) {
                workers.add(get(pool.submit(() -> shared.get().length > 0 ? pid() : 0L)));
            }
            assertTrue(workers.size() > 2, workers::toString);
        }
    }
}
