package dev.runner.bench.program;

import dev.runner.Job;
import dev.runner.Jobs;
import java.util.ArrayList;
import java.util.List;

/** Trivial jobs, run by {@link Jobs} with one worker, or by a loop over the same objects. */
public final class JobsLoop {

    private static final int TIMES = 15;

    private JobsLoop() {}

    /**
     * Tells {@code ms}, the median time of all jobs.
     *
     * @param args {@code jobs} or {@code loop}
     */
    public static void main(String[] args) throws Exception {
        int count = Told.times(1_000_000);
        List<Job<Integer>> jobs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            jobs.add(Job.of(JobsLoop::same, i));
        }
        double[] millis = new double[TIMES];
        for (int i = -TIMES; i < TIMES; i++) {
            long start = System.nanoTime();
            List<Integer> results =
                    args[0].equals("jobs") ? Jobs.builder().workers(1).run(jobs) : loop(jobs);
            long nanos = System.nanoTime() - start;
            if (results.size() != count || results.get(count - 1) != count - 1) {
                throw new IllegalStateException("wrong results");
            }
            if (i >= 0) {
                millis[i] = nanos / 1e6;
            }
        }
        Told.tell("ms", Told.median(millis));
    }

    private static List<Integer> loop(List<Job<Integer>> jobs) throws Exception {
        List<Integer> results = new ArrayList<>(jobs.size());
        for (Job<Integer> job : jobs) {
            results.add(job.call());
        }
        return results;
    }

    private static int same(int number) {
        return number;
    }
}
