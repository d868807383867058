package dev.runner;

import static java.util.Objects.requireNonNull;

import dev.runner.spi.BackendOptions;
import dev.runner.spi.PoolBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How a pool is to be. Immutable; thread-safe.
 *
 * @since 0.1
 */
public final class PoolConfig {

    private final Builder values;

    private PoolConfig(Builder values) {
        this.values = values;
    }

    /**
     * Starts a configuration.
     *
     * @return a builder with nothing set
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts a configuration from this one.
     *
     * @return a builder with the values of this configuration
     */
    public Builder toBuilder() {
        return new Builder(values);
    }

    /**
     * Returns the backend.
     *
     * @return its id, or empty if the settings or the one installed jar decide
     */
    public Optional<String> backend() {
        return Optional.ofNullable(values.backend);
    }

    /**
     * Returns the number of workers.
     *
     * @return the number, or empty for the backend's default: the processors that this JVM may use
     */
    public OptionalInt workers() {
        return optional(values.workers);
    }

    /**
     * Returns how many workers are kept when idle.
     *
     * @return the number, or empty if all are kept
     */
    public OptionalInt minWorkers() {
        return optional(values.minWorkers);
    }

    /**
     * Returns how long a worker beyond {@link #minWorkers()} may be idle before it ends.
     *
     * @return the time, or empty if idle workers are kept
     */
    public Optional<Duration> idleTimeout() {
        return Optional.ofNullable(values.idleTimeout);
    }

    /**
     * Returns the name of the pool.
     *
     * @return the name, or empty for {@code pool-} and a number
     */
    public Optional<String> name() {
        return Optional.ofNullable(values.name);
    }

    /**
     * Returns how many tasks may wait to be started.
     *
     * @return the capacity, or empty if there is no bound
     */
    public OptionalInt queueCapacity() {
        return optional(values.queueCapacity);
    }

    /**
     * Returns what a submission does when the queue is full.
     *
     * @return the policy
     */
    public OverflowPolicy overflow() {
        return values.overflow;
    }

    /**
     * Returns the time limit of tasks that have none of their own.
     *
     * @return the limit, or empty without one
     */
    public Optional<Duration> taskTimeout() {
        return Optional.ofNullable(values.taskTimeout);
    }

    /**
     * Returns what each worker runs before its first task.
     *
     * @return the initializer, or empty without one
     */
    public Optional<VoidTask> initializer() {
        return Optional.ofNullable(values.initializer);
    }

    /**
     * Returns after how many tasks a worker is replaced.
     *
     * @return the number, or empty if workers are not replaced
     */
    public OptionalInt maxTasksPerWorker() {
        return optional(values.maxTasksPerWorker);
    }

    /**
     * Returns how long tasks have to end after they were asked to stop, before the pool is killed.
     *
     * @return the grace
     */
    public Duration shutdownGrace() {
        return values.shutdownGrace;
    }

    /**
     * Returns how long a task has at each rung of the ladder on which it is stopped.
     *
     * @return the grace
     */
    public Duration stopGrace() {
        return values.stopGrace;
    }

    /**
     * Returns whether the place of each submission is recorded, to be shown with failures.
     *
     * @return whether it is, or empty to do so only for backends that leave the JVM
     */
    public Optional<Boolean> recordSubmitSite() {
        return Optional.ofNullable(values.recordSubmitSite);
    }

    /**
     * Returns whether tasks and results go through serialization even where the backend does not need it.
     *
     * @return whether they do
     */
    public boolean rehearseSerialization() {
        return values.rehearseSerialization;
    }

    /**
     * Returns the listeners.
     *
     * @return the listeners in the order in which they are called
     */
    public List<PoolListener> listeners() {
        return values.listeners;
    }

    /**
     * Returns the options of the backend's own type.
     *
     * @return the options, or empty without any
     */
    public Optional<BackendOptions> options() {
        return Optional.ofNullable(values.options);
    }

    /** Refuses settings that a backend does not promise to follow. */
    void requireFitting(PoolBackend backend) {
        List<String> problems = new ArrayList<>();
        options()
                .filter(given -> !given.backendId().equals(backend.id()))
                .ifPresent(foreign -> problems.add("options ("
                        + foreign.getClass().getName() + ") are for backend '" + foreign.backendId()
                        + "'; choose that one, or leave them out"));
        if (maxTasksPerWorker().isPresent() && !backend.capabilities().contains(Capability.RECYCLES_WORKERS)) {
            problems.add("maxTasksPerWorker (was " + maxTasksPerWorker().getAsInt() + ") needs "
                    + Capability.RECYCLES_WORKERS + "; leave it out");
        }
        if (idleTimeout().isPresent() && !backend.capabilities().contains(Capability.RETIRES_IDLE_WORKERS)) {
            problems.add("idleTimeout (was " + idleTimeout().get() + ") needs " + Capability.RETIRES_IDLE_WORKERS
                    + "; leave it and minWorkers out");
        }
        int processors = Runtime.getRuntime().availableProcessors();
        if (workers().isEmpty() && minWorkers().orElse(0) > processors) {
            problems.add("minWorkers (was " + minWorkers().getAsInt()
                    + ") must be <= workers, which by default is the number of processors (" + processors
                    + "); set workers");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("backend '" + backend.id() + "' can't follow this pool configuration: "
                    + String.join("; ", problems));
        }
    }

    /** Returns this configuration without what a backend does not promise to follow. */
    PoolConfig asFarAs(PoolBackend backend) {
        Builder less = toBuilder();
        if (options().filter(given -> !given.backendId().equals(backend.id())).isPresent()) {
            less.options = null;
        }
        if (!backend.capabilities().contains(Capability.RECYCLES_WORKERS)) {
            less.maxTasksPerWorker = null;
        }
        if (!backend.capabilities().contains(Capability.RETIRES_IDLE_WORKERS)) {
            less.idleTimeout = null;
            less.minWorkers = null;
        }
        return less.build();
    }

    private static OptionalInt optional(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    /** Collects a configuration. Not thread-safe. Problems are reported all at once, by {@link #build()}. */
    public static final class Builder {
        private @Nullable String backend;
        private @Nullable Integer workers;
        private @Nullable Integer minWorkers;
        private @Nullable Duration idleTimeout;
        private @Nullable String name;
        private @Nullable Integer queueCapacity;
        private OverflowPolicy overflow = OverflowPolicy.BLOCK;
        private @Nullable Duration taskTimeout;
        private @Nullable VoidTask initializer;
        private @Nullable Integer maxTasksPerWorker;
        private Duration shutdownGrace = Duration.ofSeconds(5);
        private Duration stopGrace = Duration.ofSeconds(1);
        private @Nullable Boolean recordSubmitSite;
        private boolean rehearseSerialization;
        private List<PoolListener> listeners = List.of();
        private @Nullable BackendOptions options;

        private Builder() {}

        private Builder(Builder other) {
            this.backend = other.backend;
            this.workers = other.workers;
            this.minWorkers = other.minWorkers;
            this.idleTimeout = other.idleTimeout;
            this.name = other.name;
            this.queueCapacity = other.queueCapacity;
            this.overflow = other.overflow;
            this.taskTimeout = other.taskTimeout;
            this.initializer = other.initializer;
            this.maxTasksPerWorker = other.maxTasksPerWorker;
            this.shutdownGrace = other.shutdownGrace;
            this.stopGrace = other.stopGrace;
            this.recordSubmitSite = other.recordSubmitSite;
            this.rehearseSerialization = other.rehearseSerialization;
            this.listeners = other.listeners;
            this.options = other.options;
        }

        /**
         * Names the backend.
         *
         * @param value the id, such as {@code threads}
         * @return this builder
         */
        public Builder backend(String value) {
            this.backend = requireNonNull(value, "backend");
            return this;
        }

        /**
         * Sets the number of workers.
         *
         * @param value the number, 1 or more
         * @return this builder
         */
        public Builder workers(int value) {
            this.workers = value;
            return this;
        }

        /**
         * Sets how many workers are kept when idle; needs an {@link #idleTimeout(Duration)}.
         *
         * @param value the number, 0 or more
         * @return this builder
         */
        public Builder minWorkers(int value) {
            this.minWorkers = value;
            return this;
        }

        /**
         * Sets how long a worker beyond {@link #minWorkers(int)} (by default none is kept) may be idle before it ends.
         *
         * @param value the time, more than zero
         * @return this builder
         */
        public Builder idleTimeout(Duration value) {
            this.idleTimeout = requireNonNull(value, "idleTimeout");
            return this;
        }

        /**
         * Names the pool.
         *
         * @param value the name
         * @return this builder
         */
        public Builder name(String value) {
            this.name = requireNonNull(value, "name");
            return this;
        }

        /**
         * Bounds how many tasks may wait to be started, those sent ahead to a worker among them.
         *
         * @param value the capacity, 1 or more
         * @return this builder
         */
        public Builder queueCapacity(int value) {
            this.queueCapacity = value;
            return this;
        }

        /**
         * Sets what a submission does when the queue is full; {@link OverflowPolicy#BLOCK} unless set.
         *
         * @param value the policy
         * @return this builder
         */
        public Builder overflow(OverflowPolicy value) {
            this.overflow = requireNonNull(value, "overflow");
            return this;
        }

        /**
         * Sets the time limit of tasks that have none of their own.
         *
         * @param value the limit, more than zero
         * @return this builder
         */
        public Builder taskTimeout(Duration value) {
            this.taskTimeout = requireNonNull(value, "taskTimeout");
            return this;
        }

        /**
         * Sets what each worker runs once, before its first task. If it fails, the pool is broken.
         *
         * @param value the initializer
         * @return this builder
         */
        public Builder initializer(VoidTask value) {
            this.initializer = requireNonNull(value, "initializer");
            return this;
        }

        /**
         * Sets after how many tasks a worker is replaced.
         *
         * @param value the number, 1 or more
         * @return this builder
         */
        public Builder maxTasksPerWorker(int value) {
            this.maxTasksPerWorker = value;
            return this;
        }

        /**
         * Sets how long tasks have to end after they were asked to stop, before the pool is killed; five seconds unless
         * set.
         *
         * @param value the grace; zero gives none
         * @return this builder
         */
        public Builder shutdownGrace(Duration value) {
            this.shutdownGrace = requireNonNull(value, "shutdownGrace");
            return this;
        }

        /**
         * Sets how long a task has at each rung of the ladder on which it is stopped; one second unless set.
         *
         * @param value the grace, more than zero
         * @return this builder
         */
        public Builder stopGrace(Duration value) {
            this.stopGrace = requireNonNull(value, "stopGrace");
            return this;
        }

        /**
         * Sets whether the place of each submission is recorded, to be shown with failures. It costs a walk of the
         * stack for each task.
         *
         * @param value whether to record
         * @return this builder
         */
        public Builder recordSubmitSite(boolean value) {
            this.recordSubmitSite = value;
            return this;
        }

        /**
         * Sends tasks and results through serialization even where the backend does not need it, to prove on threads
         * that code is fit for processes. Tasks then work on copies.
         *
         * @param value whether to rehearse
         * @return this builder
         */
        public Builder rehearseSerialization(boolean value) {
            this.rehearseSerialization = value;
            return this;
        }

        /**
         * Sets options of the backend's own type. Options of a backend that is not chosen are an error when the pool
         * opens.
         *
         * @param value the options
         * @return this builder
         */
        public Builder options(BackendOptions value) {
            this.options = requireNonNull(value, "options");
            return this;
        }

        /**
         * Adds a listener; there may be several.
         *
         * @param value the listener
         * @return this builder
         */
        public Builder listener(PoolListener value) {
            List<PoolListener> more = new ArrayList<>(listeners);
            more.add(requireNonNull(value, "listener"));
            this.listeners = List.copyOf(more);
            return this;
        }

        /**
         * Checks the values and makes the configuration.
         *
         * @return the configuration
         * @throws IllegalArgumentException that lists every problem, each with its value and bound
         */
        public PoolConfig build() {
            List<String> problems = new ArrayList<>();
            requireAtLeast(workers, 1, "workers", problems);
            requireAtLeast(minWorkers, 0, "minWorkers", problems);
            requireAtLeast(queueCapacity, 1, "queueCapacity", problems);
            requireAtLeast(maxTasksPerWorker, 1, "maxTasksPerWorker", problems);
            requirePositive(idleTimeout, "idleTimeout", problems);
            requirePositive(taskTimeout, "taskTimeout", problems);
            requirePositive(stopGrace, "stopGrace", problems);
            if (shutdownGrace.isNegative()) {
                problems.add("shutdownGrace must not be negative (was " + shutdownGrace + ")");
            }
            if (workers != null && minWorkers != null && minWorkers > workers) {
                problems.add("minWorkers must be <= workers (was " + minWorkers + " > " + workers + ")");
            }
            if (minWorkers != null && idleTimeout == null) {
                problems.add("minWorkers needs an idleTimeout (minWorkers was " + minWorkers + ")");
            }
            if (name != null && name.isBlank()) {
                problems.add("name must not be blank (was '" + name + "')");
            }
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException("invalid pool configuration: " + String.join("; ", problems));
            }
            return new PoolConfig(new Builder(this));
        }

        private static void requireAtLeast(@Nullable Integer value, int bound, String name, List<String> problems) {
            if (value != null) {
                Limits.belowBound(value, bound, name).ifPresent(problems::add);
            }
        }

        private static void requirePositive(@Nullable Duration value, String name, List<String> problems) {
            if (value != null) {
                Limits.notPositive(value, name).ifPresent(problems::add);
            }
        }
    }
}
