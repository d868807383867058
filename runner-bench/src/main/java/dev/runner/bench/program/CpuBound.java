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
    private static final int WARM_UP = 12;

    private static final int ROUNDS = 400_000;

    private CpuBound() {}

    /**
     * Tells {@code pool} and {@code alone}, tasks a second.
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
            long start = System.nanoTime();
            List<Long> results = pool.map(CpuBound::work, inputs);
            Told.tell("pool", Told.perSecond(tasks, System.nanoTime() - start));
            alone(inputs);
            start = System.nanoTime();
            List<Long> same = alone(inputs);
            Told.tell("alone", Told.perSecond(tasks, System.nanoTime() - start));
            if (!results.equals(same)) {
                throw new IllegalStateException("wrong results");
            }
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
