package dev.runner.examples;

import dev.runner.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Pi as the area under {@code 4 / (1 + x²)} from 0 to 1, in so many strips of equal width, cut into blocks.
 *
 * <p>The blocks are added up in their order, so that the value is the same to the last bit wherever they were computed.
 *
 * @param strips how many strips in all
 * @param blocks how many jobs they are cut into
 */
record PiSum(long strips, int blocks) {

    private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    /** Finds out how much work takes one worker about so long, by doing some in the calling thread. */
    static PiSum lasting(double seconds, int blocks) {
        long strips = 1 << 16;
        long nanos;
        while ((nanos = nanosFor(strips)) < PROBE_NANOS) {
            strips *= 2;
        }
        double wanted = strips * (seconds * TimeUnit.SECONDS.toNanos(1) / nanos);
        long each = Math.max(1, Math.round(wanted / blocks));
        return new PiSum(each * blocks, blocks);
    }

    private static long nanosFor(long strips) {
        long start = System.nanoTime();
        double pi = area(0, strips, strips);
        long nanos = System.nanoTime() - start;
        if (Math.abs(pi - Math.PI) > 1e-6) { // also keeps the sum from being optimized away
            throw new IllegalStateException("this JVM computes pi as " + pi);
        }
        return nanos;
    }

    /** Returns the jobs, which give the area of one block each. */
    List<Job<Double>> jobs() {
        List<Job<Double>> jobs = new ArrayList<>(blocks);
        long each = strips / blocks;
        for (long block = 0; block < blocks; block++) {
            jobs.add(Job.of(PiSum::area, block * each, (block + 1) * each, strips));
        }
        return jobs;
    }

    /** Returns the area of the strips of a range; needs nothing but its arguments, so that it runs anywhere. */
    static double area(long from, long to, long strips) {
        double width = 1.0 / strips;
        double sum = 0;
        for (long strip = from; strip < to; strip++) {
            double x = (strip + 0.5) * width;
            sum += 4 / (1 + x * x);
        }
        return sum * width;
    }
}
