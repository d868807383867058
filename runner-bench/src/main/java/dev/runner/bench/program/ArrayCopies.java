package dev.runner.bench.program;

import java.util.Arrays;

/** The floor of a large payload: an array is copied, and the copy again. */
public final class ArrayCopies {

    private static final int TIMES = 30;

    private ArrayCopies() {}

    /**
     * Tells {@code ms}, the median time of two copies.
     *
     * @param args how many MiB
     */
    public static void main(String[] args) {
        byte[] bytes = new byte[Integer.parseInt(args[0]) << 20];
        byte[] first = new byte[bytes.length];
        byte[] second = new byte[bytes.length];
        Arrays.fill(first, (byte) 1);
        Arrays.fill(second, (byte) 2);
        double[] millis = new double[Told.times(TIMES)];
        long sum = 0;
        for (int i = -3; i < millis.length; i++) {
            bytes[bytes.length / 2] = (byte) i;
            long start = System.nanoTime();
            System.arraycopy(bytes, 0, first, 0, bytes.length);
            System.arraycopy(first, 0, second, 0, bytes.length);
            long nanos = System.nanoTime() - start;
            sum += second[bytes.length / 2];
            if (i >= 0) {
                millis[i] = nanos / 1e6;
            }
        }
        Told.tell("ms", Told.median(millis));
        Told.tell("sum", sum);
    }
}
