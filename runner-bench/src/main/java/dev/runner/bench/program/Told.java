package dev.runner.bench.program;

import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.Pools;
import dev.runner.processes.ProcessOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** What all programs have in common. */
final class Told {

    private Told() {}

    /** Tells a number. */
    static void tell(String name, double value) {
        System.out.printf(Locale.ROOT, "metric %s %.6g%n", name, value);
    }

    /** Tells a number whose every digit counts. */
    static void tellWhole(String name, long value) {
        System.out.printf(Locale.ROOT, "metric %s %d%n", name, value);
    }

    /** Tells the first of some rates as {@code cold}, and the median of their second half as {@code warm}. */
    static void tellWarm(double[] rates) {
        tell("cold", rates[0]);
        tell("warm", median(Arrays.copyOfRange(rates, rates.length / 2, rates.length)));
    }

    /** Returns how often to do something that is done so often in a full run. */
    static int times(int full) {
        return (int) Math.max(1, full * Double.parseDouble(System.getProperty("bench.size", "1")));
    }

    /** Returns a directory for what is left from run to run. */
    static Path directory() {
        return Path.of(System.getProperty("bench.directory", System.getProperty("java.io.tmpdir")));
    }

    static Pool open(String backend, int workers) {
        return open(backend, workers, options -> options);
    }

    static Pool open(String backend, int workers, UnaryOperator<ProcessOptions.Builder> options) {
        PoolConfig.Builder config = PoolConfig.builder().backend(backend).workers(workers);
        if (backend.equals("processes")) {
            config.options(options.apply(ProcessOptions.builder()).build());
        }
        return Pools.open(config.build());
    }

    static double median(double[] values) {
        double[] ordered = values.clone();
        Arrays.sort(ordered);
        return ordered[ordered.length / 2];
    }

    static double perSecond(int count, long nanos) {
        return count * 1e9 / nanos;
    }
}
