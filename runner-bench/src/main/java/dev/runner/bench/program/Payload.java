package dev.runner.bench.program;

import dev.runner.Pool;

/** An array of bytes goes to a worker, which tells its length. */
public final class Payload {

    private static final int TIMES = 15;

    private Payload() {}

    /**
     * Tells {@code ms}, the median time one way.
     *
     * @param args how many MiB
     */
    public static void main(String[] args) {
        byte[] bytes = new byte[Integer.parseInt(args[0]) << 20];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        double[] millis = new double[Told.times(TIMES)];
        try (Pool pool = Told.open("processes", 1, options -> options.heap("1g"))) {
            for (int i = -2; i < millis.length; i++) {
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
    }

    private static int length(byte[] bytes) {
        return bytes.length;
    }
}
