package dev.runner.bench.program;

import dev.runner.Pool;
import java.util.Arrays;

/** One task at a time there and back. */
public final class RoundTrip {

    /** How many trips come before those that are measured, for each of these: both sides are compiled by then. */
    private static final int WARM_UP = 8;

    private RoundTrip() {}

    /**
     * Tells {@code p50}, {@code p99} in microseconds.
     *
     * @param args the backend, and {@code polling} for short waits
     */
    public static void main(String[] args) {
        boolean polls = args.length > 1 && args[1].equals("polling");
        try (Pool pool = Told.open(args[0], 1, options -> options.lowLatency(polls))) {
            measure(30_000, number -> pool.submit(() -> same(number)).join());
        }
    }

    /** What goes there and back. */
    interface Trip {
        int go(int number) throws Exception;
    }

    static void measure(int full, Trip trip) {
        int trips = Told.times(full);
        long[] nanos = new long[trips];
        try {
            for (int i = -WARM_UP * trips; i < trips; i++) {
                long start = System.nanoTime();
                int back = trip.go(i);
                long took = System.nanoTime() - start;
                if (back != i) {
                    throw new IllegalStateException(i + " came back as " + back);
                }
                if (i >= 0) {
                    nanos[i] = took;
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        Arrays.sort(nanos);
        Told.tell("p50", nanos[trips / 2] / 1e3);
        Told.tell("p99", nanos[(int) (trips * 0.99)] / 1e3);
    }

    private static int same(int number) {
        return number;
    }
}
