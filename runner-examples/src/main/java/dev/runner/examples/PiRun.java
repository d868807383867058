package dev.runner.examples;

import dev.runner.Job;
import dev.runner.MapOptions;
import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.PoolFuture;
import dev.runner.PoolListener;
import dev.runner.Pools;
import dev.runner.TaskOptions;
import dev.runner.spi.PoolBackend;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What it took to compute pi on some workers.
 *
 * @param pi the value
 * @param seconds the time, without that of starting the workers
 * @param workers how many were asked for
 * @param created how many there were
 */
record PiRun(double pi, double seconds, int workers, int created) {

    /** A block may be computed again when a worker is lost. */
    private static final int RETRIES = 10;

    private static final TaskOptions IDEMPOTENT = TaskOptions.defaults().retries(RETRIES);

    private static final long WARM_UP_STRIPS = 20_000_000;

    /** Computes pi on a pool of its own. Each worker may warm up first: what is compared is not how JVMs start. */
    static PiRun on(PoolBackend backend, int workers, PiSum sum, PoolListener listener) {
        Usage usage = new Usage(backend.id(), workers);
        PoolConfig config = PoolConfig.builder()
                .workers(workers)
                .listener(usage)
                .listener(listener)
                .build();
        double pi = 0;
        double seconds;
        // The backend was chosen, and any override had its say, before.
        try (Pool pool = Pools.open(backend, config);
                Progress progress = Progress.of(name(backend, workers), sum.blocks())) {
            pool.runAll(
                    Collections.nCopies(workers, Job.of(PiSum::area, 0L, WARM_UP_STRIPS, WARM_UP_STRIPS)),
                    MapOptions.defaults().retries(RETRIES));
            long start = System.nanoTime();
            List<PoolFuture<Double>> blocks = new ArrayList<>();
            for (Job<Double> job : sum.jobs()) {
                blocks.add(pool.submit(job, IDEMPOTENT).onDone(done -> progress.step()));
            }
            for (PoolFuture<Double> block : blocks) {
                pi += block.join();
            }
            seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
        }
        return new PiRun(pi, seconds, workers, usage.workersCreated());
    }

    double speedUpOver(PiRun base) {
        return base.seconds / seconds;
    }

    double efficiencyOver(PiRun base) {
        return speedUpOver(base) / workers;
    }

    private static String name(PoolBackend backend, int workers) {
        return backend.id() + ", " + workers + (workers == 1 ? " worker" : " workers");
    }
}
