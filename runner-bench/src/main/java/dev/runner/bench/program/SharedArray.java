package dev.runner.bench.program;

import dev.runner.Pool;
import dev.runner.Shared;
import java.util.function.Supplier;

/** Tasks that look at the same array: the pool shares it, or it goes with each of them. */
public final class SharedArray {

    private static final int MOST_BYTES = 320 << 20;
    private static final int TIMES = 15;

    private SharedArray() {}

    /**
     * Tells {@code shared} and {@code passed}: the median times of a task in ms, after the first.
     *
     * @param args how many bytes
     */
    public static void main(String[] args) {
        byte[] bytes = new byte[Integer.parseInt(args[0])];
        bytes[bytes.length - 1] = 1;
        try (Pool pool = Told.open("processes", 1, options -> options.heap("2g").maxTaskBytes(MOST_BYTES));
                Shared<byte[]> handle = pool.share(bytes)) {
            Told.tell(
                    "shared",
                    millis(() -> pool.submit(SharedArray::last, handle).join()));
            Told.tell(
                    "passed",
                    millis(() -> pool.submit(SharedArray::lastOf, bytes).join()));
        }
    }

    private static double millis(Supplier<Integer> task) {
        double[] millis = new double[Told.times(TIMES)];
        for (int i = -2; i < millis.length; i++) {
            long start = System.nanoTime();
            int last = task.get();
            long nanos = System.nanoTime() - start;
            if (last != 1) {
                throw new IllegalStateException("wrong byte " + last);
            }
            if (i >= 0) {
                millis[i] = nanos / 1e6;
            }
        }
        return Told.median(millis);
    }

    private static int last(Shared<byte[]> handle) {
        return lastOf(handle.get());
    }

    private static int lastOf(byte[] bytes) {
        return bytes[bytes.length - 1];
    }
}
