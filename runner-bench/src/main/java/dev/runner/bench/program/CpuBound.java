package dev.runner.bench.program;

import dev.runner.Pool;
import java.util.ArrayList;
import java.util.List;

/** Tasks that compute for a millisecond: by workers, and by one thread. */
public final class CpuBound {

    private static final int TASKS = 2000;

    /**
     * How many times all tasks run before it counts: as long as the compilers of the pool's JVM are at work, cores are
     * not free.
     */
    private static final int WARM_UP = 45;

    private static final int TIMES = 5;

    private static final int ROUNDS = 600_000;

    private CpuBound() {}

    /**
     * Tells {@code pool} and {@code alone}, tasks a second, medians of some times in turn.
     *
     * @param args the backend, how many workers
     */
    public static void main(String[] args) {
        int tasks = Told.times(TASKS);
        List<Integer> inputs = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            inputs.add(i);
        }
        try (Pool pool = Told.open(args[0], Integer.parseInt(args[1]))) {
            for (int i = 0; i < WARM_UP; i++) {
                pool.map(CpuBound::work, inputs);
            }
            alone(inputs);
            double[] together = new double[TIMES];
            double[] alone = new double[TIMES];
            for (int i = 0; i < TIMES; i++) {
                long start = System.nanoTime();
                List<Long> results = pool.map(CpuBound::work, inputs);
                long middle = System.nanoTime();
                List<Long> same = alone(inputs);
                long end = System.nanoTime();
                if (!results.equals(same)) {
                    throw new IllegalStateException("wrong results");
                }
                together[i] = Told.perSecond(tasks, middle - start);
                alone[i] = Told.perSecond(tasks, end - middle);
            }
            Told.tell("pool", Told.median(together));
            Told.tell("alone", Told.median(alone));
        }
    }

    private static List<Long> alone(List<Integer> inputs) {
        return inputs.stream().map(CpuBound::work).toList();
    }

    private static long work(int seed) {
        long state = seed + 1;
        for (int i = 0; i < ROUNDS; i++) {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
        }
        return state;
    }
}
