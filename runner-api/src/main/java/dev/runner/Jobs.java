package dev.runner;

import static java.util.Objects.requireNonNull;

import dev.runner.internal.CorePool;
import dev.runner.internal.SerialBackend;
import dev.runner.internal.SwitchTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a list of jobs and returns the list of their results: on the workers of a backend, or in the calling thread
 * where one worker would do.
 *
 * <pre>{@code
 * List<String> names = Jobs.builder().workers(4).backend("processes").run(List.of(
 *         Job.of(Work::doWork, 2, 4, 5),
 *         Job.of(Work::doWork, 2, 5, 0)));
 * }</pre>
 *
 * <p>All methods may be called from any thread, and wait until all jobs have ended.
 *
 * @since 0.1
 */
public final class Jobs {

    private Jobs() {}

    /**
     * Calls each function with its arguments, by the rules of the Python function {@code RunJobsWithProcessPool}.
     *
     * <p>Arguments belong to functions by their place in the list. A missing tail of {@code args} or {@code kwargs}, a
     * missing list or a missing entry means none; entries beyond the functions are ignored. Named arguments reach the
     * function in the same {@link Args} as the positional ones.
     *
     * <p>With one worker or less the functions run in the calling thread, one after the other, and no worker is
     * created. Results come in the order in which the jobs end with backend 0, and in the order of the functions with
     * every other.
     *
     * @param <R> the type of the results
     * @param functions the functions
     * @param args the positional arguments of each function, or null
     * @param kwargs the named arguments of each function, or null
     * @param nWorkers how many workers; 1 or less for none, null for the backend's default
     * @param poolBackend the number of the {@code iPoolBackend} switch; one below the table counts as 0, one above it
     *     as 2
     * @return the results, unmodifiable; may contain null
     * @throws TaskFailedException if a function failed, with its own exception as the cause; what has not started is
     *     cancelled
     * @throws BackendNotFoundException if workers are needed and the backend can't be used
     * @throws PoolInterruptedException if the calling thread is interrupted
     */
    public static <R extends @Nullable Object> List<R> runJobs(
            List<? extends TaskFunction1<Args, ? extends R>> functions,
            @Nullable List<? extends @Nullable Args> args,
            @Nullable List<? extends @Nullable Map<String, ? extends @Nullable Object>> kwargs,
            @Nullable Integer nWorkers,
            int poolBackend) {
        List<Job<R>> jobs = new ArrayList<>(functions.size());
        for (int i = 0; i < functions.size(); i++) {
            Args positional = at(args, i);
            Map<String, ? extends @Nullable Object> named = at(kwargs, i);
            Args all = positional == null ? Args.none() : positional;
            jobs.add(jobOf(functions.get(i), named == null ? all : all.withAll(named)));
        }
        Builder builder = builder().backend(poolBackend);
        return (nWorkers == null ? builder : builder.workers(nWorkers)).run(jobs);
    }

    @SuppressWarnings("unchecked") // a function only gives results: one of a narrower type is one of R
    private static <R extends @Nullable Object> Job<R> jobOf(
            TaskFunction1<Args, ? extends R> function, Args arguments) {
        return Job.of((TaskFunction1<Args, R>) requireNonNull(function, "function"), arguments);
    }

    private static <T> @Nullable T at(@Nullable List<? extends @Nullable T> list, int index) {
        return list == null || index >= list.size() ? null : list.get(index);
    }

    /**
     * Starts a call that says more: the backend by its id, the order of the results, time limits, listeners.
     *
     * @return a builder with nothing set
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects what a call needs. Not thread-safe; it may be used for several calls, one after the other. */
    public static final class Builder {
        private final PoolConfig.Builder config = PoolConfig.builder();
        private TaskOptions each = TaskOptions.defaults();
        private @Nullable Integer workers;
        private @Nullable String backendId;
        private @Nullable ResultOrder order;
        private ResultOrder defaultOrder = ResultOrder.SUBMISSION;
        private @Nullable Duration timeout;

        private Builder() {}

        /**
         * Sets the number of workers.
         *
         * @param value the number; with 1 or less the jobs run in the calling thread and no worker is created
         * @return this builder
         */
        public Builder workers(int value) {
            this.workers = value;
            return this;
        }

        /**
         * Sets the backend by its id.
         *
         * @param id the id, such as {@code threads}
         * @return this builder
         */
        public Builder backend(String id) {
            this.backendId = requireNonNull(id, "backend");
            this.defaultOrder = ResultOrder.SUBMISSION;
            return this;
        }

        /**
         * Sets the backend by its number in the {@code iPoolBackend} switch. With backend 0 the results come in the
         * order in which the jobs end, unless {@link #order} says otherwise, and also where an override replaces the
         * backend.
         *
         * @param poolBackend the number; one below the table counts as 0, one above it as 2
         * @return this builder
         */
        public Builder backend(int poolBackend) {
            this.backendId = SwitchTable.idOf(poolBackend);
            this.defaultOrder = SwitchTable.clamp(poolBackend) == 0 ? ResultOrder.COMPLETION : ResultOrder.SUBMISSION;
            return this;
        }

        /**
         * Sets the order of the results.
         *
         * @param value the order; that of submission unless set, or as the number of the backend says
         * @return this builder
         */
        public Builder order(ResultOrder value) {
            this.order = requireNonNull(value, "order");
            return this;
        }

        /**
         * Limits the whole call. When the time runs out, the jobs that have not ended are stopped as
         * {@link Pool#close(Duration)} stops them.
         *
         * @param value the limit, more than zero
         * @return this builder
         * @throws IllegalArgumentException if it is zero or negative
         */
        public Builder timeout(Duration value) {
            this.timeout = Limits.requirePositive(value, "timeout");
            return this;
        }

        /**
         * Limits how long each job may run, from its start.
         *
         * @param value the limit, more than zero
         * @return this builder
         * @throws IllegalArgumentException if it is zero or negative
         */
        public Builder jobTimeout(Duration value) {
            this.each = each.timeout(value);
            return this;
        }

        /**
         * Marks the jobs as idempotent: each is run again, at most this many times, when its worker is lost.
         *
         * @param value how many more attempts each may have, 0 or more
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         */
        public Builder retries(int value) {
            this.each = each.retries(value);
            return this;
        }

        /**
         * Adds a listener to what happens; there may be several. Without workers it is told of tasks only.
         *
         * @param value the listener
         * @return this builder
         */
        public Builder listener(PoolListener value) {
            config.listener(value);
            return this;
        }

        /**
         * Runs the jobs.
         *
         * @param <R> the type of the results
         * @param jobs the jobs
         * @return the results, unmodifiable; may contain null
         * @throws TaskFailedException as soon as a job has failed, with its own exception as the cause; what has not
         *     started is cancelled, and what runs is waited for
         * @throws BackendNotFoundException if workers are needed and the backend can't be used
         * @throws BackendStartException if the backend can't start
         * @throws PoolTimeoutException if the time limit of the call ran out
         * @throws PoolInterruptedException if the calling thread is interrupted; the interrupt status is set
         */
        public <R extends @Nullable Object> List<R> run(List<? extends Job<R>> jobs) {
            for (Object job : requireNonNull(jobs, "jobs")) { // to look at a job as one would fetch it from memory
                requireNonNull(job, "job");
            }
            if (jobs.isEmpty()) {
                return List.of();
            }
            ResultOrder results = order == null ? defaultOrder : order;
            try (Pool pool = open(jobs.size())) {
                try {
                    return ((CorePool) pool).runAll(jobs, options(), results);
                } catch (PoolTimeoutException e) {
                    pool.close(Duration.ZERO);
                    throw e;
                }
            }
        }

        private Pool open(int jobs) {
            PoolConfig.Builder pool = config.build().toBuilder();
            if (workers != null && workers <= 1) {
                return Pools.open(new SerialBackend(), pool.build());
            }
            if (workers != null) {
                pool.workers(Math.min(workers, jobs));
            }
            return Pools.open((backendId == null ? pool : pool.backend(backendId)).build());
        }

        private MapOptions options() {
            MapOptions options = MapOptions.defaults().retries(each.retries());
            options = timeout == null ? options : options.timeout(timeout);
            return each.timeout().map(options::elementTimeout).orElse(options);
        }
    }
}
