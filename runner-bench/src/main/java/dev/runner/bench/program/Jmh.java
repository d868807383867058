package dev.runner.bench.program;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs one benchmark within this JVM, which is its own. */
public final class Jmh {

    private static final int WARM_UP = 4;
    private static final int ITERATIONS = 4;

    private Jmh() {}

    /**
     * Tells {@code ns} and {@code bytes} of an operation.
     *
     * @param args the benchmark, as a regular expression; the value of its parameter {@code backend}; how many threads
     */
    public static void main(String[] args) throws RunnerException {
        long millis = Told.times(1000);
        Options options = new OptionsBuilder()
                .include(args[0])
                .param("backend", args[1])
                .threads(Integer.parseInt(args[2]))
                .forks(0)
                .warmupIterations(WARM_UP)
                .warmupTime(TimeValue.milliseconds(millis))
                .measurementIterations(ITERATIONS)
                .measurementTime(TimeValue.milliseconds(millis))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .build();
        RunResult result = new Runner(options).runSingle();
        Told.tell("ns", result.getPrimaryResult().getScore());
        Told.tell(
                "bytes", result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
    }
}
