package dev.runner.bench.program;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a task takes of the wire: the same function with three other ints each time, there and back.
 *
 * <p>The kernel counts what a process gives to {@code read} and {@code write}, for sockets too ({@code /proc/self/io}:
 * {@code rchar}, {@code wchar}). The difference over many tasks, both ways together, is at least what they have put on
 * the wire: it also has what the pool reads and writes meanwhile to wake its threads and to look after its workers.
 * What goes through shared memory is not in it; a transport that moves there needs another measure.
 */
public final class WireBytes {

    private static final int TASKS = 200_000;

    private WireBytes() {}

    /** Tells {@code bytes} a task, and of these {@code there} and {@code back}. */
    public static void main(String[] args) throws Exception {
        int tasks = Told.times(TASKS);
        try (Pool pool = Told.open("processes", 1)) {
            run(pool, Math.max(1, tasks / 10));
            Counted before = Counted.now();
            run(pool, tasks);
            Counted after = Counted.now();
            double there = (after.written() - before.written()) / (double) tasks;
            double back = (after.read() - before.read()) / (double) tasks;
            Told.tell("there", there);
            Told.tell("back", back);
            Told.tell("bytes", there + back);
        }
    }

    private static void run(Pool pool, int tasks) throws Exception {
        List<PoolFuture<Integer>> futures = new ArrayList<>(tasks);
        for (int i = 0; i < tasks; i++) {
            int a = i;
            int b = -i;
            int c = i ^ 0x5555_5555;
            futures.add(pool.submit(() -> mixed(a, b, c)));
        }
        for (int i = 0; i < tasks; i++) {
            int result = futures.get(i).get();
            if (result != mixed(i, -i, i ^ 0x5555_5555)) {
                throw new IllegalStateException("wrong result " + result + " of task " + i);
            }
        }
    }

    private static int mixed(int a, int b, int c) {
        return 31 * (31 * a + b) + c;
    }

    /**
     * What the kernel has counted.
     *
     * @param read bytes that this process has read
     * @param written bytes that it has written
     */
    record Counted(long read, long written) {

        static Counted now() throws IOException {
            List<String> lines = Files.readAllLines(Path.of("/proc/self/io"));
            return new Counted(value(lines, "rchar: "), value(lines, "wchar: "));
        }

        private static long value(List<String> lines, String key) {
            return lines.stream()
                    .filter(line -> line.startsWith(key))
                    .mapToLong(line -> Long.parseLong(line.substring(key.length())))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
