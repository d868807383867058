package dev.runner.bench.program;

import dev.runner.Pool;

/** A task returns an array of bytes. */
public final class ResultArray {

    private static final int MOST_BYTES = 320 << 20;
    private static final int TIMES = 15;
    private static byte[] kept = {};

    private ResultArray() {}

    /**
     * Tells {@code ms}, the median time of a task.
     *
     * @param args how many bytes
     */
    public static void main(String[] args) {
        int length = Integer.parseInt(args[0]);
        double[] millis = new double[Told.times(TIMES)];
        try (Pool pool = Told.open("processes", 1, options -> options.heap("2g").maxResultBytes(MOST_BYTES))) {
            for (int i = -3; i < millis.length; i++) {
                long start = System.nanoTime();
                byte[] result = pool.submit(ResultArray::bytes, length).join();
                long nanos = System.nanoTime() - start;
                if (result.length != length || result[length - 1] != 1) {
                    throw new IllegalStateException("wrong result of " + result.length + " bytes");
                }
                if (i >= 0) {
                    millis[i] = nanos / 1e6;
                }
            }
        }
        Told.tell("ms", Told.median(millis));
    }

    /** Makes it once: what is measured is its way. */
    private static byte[] bytes(int length) {
        if (kept.length != length) {
            kept = new byte[length];
            kept[length - 1] = 1;
        }
        return kept;
    }
}
