package dev.runner.bench.program;

import dev.runner.Pool;

/** An array of bytes goes to a worker, which tells its length. */
public final class Payload {

    private static final int LEAST_TIMES = 15;
    private static final int MOST_TIMES = 10_000;
    private static final int ALL_BYTES = 512 << 20;
    private static final int MOST_BYTES = 320 << 20;

    private Payload() {}

    /**
     * Tells {@code ms}, the median time one way, and the same as {@code us}.
     *
     * @param args how many bytes
     */
    public static void main(String[] args) {
        byte[] bytes = new byte[Integer.parseInt(args[0])];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        double[] millis = new double[times(bytes.length)];
        try (Pool pool = Told.open("processes", 1, options -> options.heap("2g").maxTaskBytes(MOST_BYTES))) {
            for (int i = -Math.max(2, millis.length / 3); i < millis.length; i++) {
                long start = System.nanoTime();
                int length = pool.submit(Payload::length, bytes).join();
                long nanos = System.nanoTime() - start;
                if (length != bytes.length) {
                    throw new IllegalStateException("wrong length " + length);
                }
                if (i >= 0) {
                    millis[i] = nanos / 1e6;
                }
            }
        }
        Told.tell("ms", Told.median(millis));
        Told.tell("us", Told.median(millis) * 1e3);
    }

    /** A small array goes often, so that the code is warm. */
    private static int times(int bytes) {
        return Told.times(Math.max(LEAST_TIMES, Math.min(MOST_TIMES, ALL_BYTES / bytes)));
    }

    private static int length(byte[] bytes) {
        return bytes.length;
    }
}
