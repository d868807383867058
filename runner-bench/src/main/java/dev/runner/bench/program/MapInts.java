package dev.runner.bench.program;

import dev.runner.Pool;
import java.util.List;
import java.util.stream.IntStream;

/** A function that does nothing is mapped over many numbers, in chunks as the pool likes them. */
public final class MapInts {

    private MapInts() {}

    /**
     * Tells {@code cold}, calls a second of the first time, and {@code warm}, of the second half of the times (median).
     *
     * @param args the backend, how many numbers, how many times
     */
    public static void main(String[] args) {
        int numbers = Told.times(Integer.parseInt(args[1]));
        int times = Integer.parseInt(args[2]);
        double[] rates = new double[times];
        List<Integer> inputs = IntStream.range(0, numbers).boxed().toList();
        try (Pool pool = Told.open(args[0], 2)) {
            pool.map(MapInts::same, inputs.subList(0, Math.min(200, numbers)));
            for (int i = 0; i < times; i++) {
                long start = System.nanoTime();
                List<Integer> results = pool.map(MapInts::same, inputs);
                long nanos = System.nanoTime() - start;
                if (!results.equals(inputs)) {
                    throw new IllegalStateException("wrong results");
                }
                rates[i] = Told.perSecond(numbers, nanos);
            }
            Told.tellWarm(rates);
        }
    }

    private static int same(int number) {
        return number;
    }
}
