package dev.runner.bench.jmh;

import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.Pools;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A task is submitted and its result awaited, by a pool of ours, and by the JDK's executor that it is made of. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SubmitBenchmark {

    private static final int WORKERS = 2;

    /** The backend, and the executor. */
    @Param({"threads", "forkjoin", "virtual"})
    public String backend = "threads";

    private Pool pool;
    private ExecutorService executor;

    /** Opens both. */
    @Setup
    public void open() throws ReflectiveOperationException {
        pool = Pools.open(PoolConfig.builder().backend(backend).workers(WORKERS).build());
        executor = switch (backend) {
            case "threads" -> Executors.newFixedThreadPool(WORKERS);
            case "forkjoin" -> new ForkJoinPool(WORKERS);
            default -> virtual();
        };
    }

    /** Java 21 has it, and this is compiled for 17. */
    private static ExecutorService virtual() throws ReflectiveOperationException {
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }

    /** Closes both. */
    @TearDown
    public void close() {
        pool.close();
        executor.shutdownNow();
    }

    /** A pool of ours. */
    @Benchmark
    public int runner() throws ExecutionException, InterruptedException {
        return pool.submit(() -> 1).get();
    }

    /** The executor. */
    @Benchmark
    public int jdk() throws ExecutionException, InterruptedException {
        return executor.submit(() -> 1).get();
    }
}
