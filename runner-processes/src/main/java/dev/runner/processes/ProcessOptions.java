package dev.runner.processes;

import static java.util.Objects.requireNonNull;

import dev.runner.spi.BackendOptions;
import java.io.ObjectInputFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Options of the backend {@code processes}: how its workers, which are child JVMs, are started, and what may go to them
 * and come back. Immutable and thread-safe.
 *
 * <p>Without any, a worker is started with the Java, the class path and module path, the {@code -D} properties and the
 * module flags of this JVM; debuggers, agents and management ports are left out. Heap and processors are shared out
 * among the workers.
 *
 * @since 0.1
 */
public final class ProcessOptions implements BackendOptions {

    private static final int MOST_BYTES = 1024 * 1024 * 1024;
    private static final Pattern HEAP = Pattern.compile("[1-9][0-9]{0,8}[kKmMgG]|[1-9][0-9]{0,17}");

    private static final int MOST_SPARE_WORKERS = 1000;

    private final Builder values;

    private ProcessOptions(Builder values) {
        this.values = values;
    }

    /**
     * Starts the options.
     *
     * @return a builder with nothing set
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the options without any set.
     *
     * @return the defaults
     */
    public static ProcessOptions defaults() {
        return builder().build();
    }

    @Override
    public String backendId() {
        return "processes";
    }

    /**
     * Returns the largest heap of a worker.
     *
     * @return the size as Java writes it, such as {@code 256m}; empty for a share of this JVM's own limit
     */
    public Optional<String> heap() {
        return Optional.ofNullable(values.heap);
    }

    /**
     * Returns further arguments of the worker's JVM.
     *
     * @return the arguments
     */
    public List<String> jvmArgs() {
        return values.jvmArgs;
    }

    /**
     * Returns what the JVMs of workers are made for.
     *
     * @return {@link WorkerProfile#BALANCED} unless it is set otherwise
     */
    public WorkerProfile profile() {
        return values.profile;
    }

    /**
     * Returns what is added to the environment.
     *
     * @return the variables
     */
    public Map<String, String> environment() {
        return values.environment;
    }

    /**
     * Returns where workers are started.
     *
     * @return the directory, or empty for that of this JVM
     */
    public Optional<Path> workingDirectory() {
        return Optional.ofNullable(values.workingDirectory);
    }

    /**
     * Returns the Java that workers run on.
     *
     * @return the installation, or empty for that of this JVM
     */
    public Optional<Path> javaHome() {
        return Optional.ofNullable(values.javaHome);
    }

    /**
     * Returns what is put before the command.
     *
     * @return the words, such as {@code nice -n 10}
     */
    public List<String> commandPrefix() {
        return values.commandPrefix;
    }

    /**
     * Returns where the output of workers goes.
     *
     * @return the relay
     */
    public OutputRelay output() {
        return values.output;
    }

    /**
     * Tells whether what tasks log comes home.
     *
     * @return true unless it is set otherwise
     */
    public boolean forwardsLogs() {
        return values.forwardsLogs;
    }

    /**
     * Returns how long an encoded task may be.
     *
     * @return the number of bytes
     */
    public int maxTaskBytes() {
        return values.maxTaskBytes;
    }

    /**
     * Returns how long an encoded result may be.
     *
     * @return the number of bytes
     */
    public int maxResultBytes() {
        return values.maxResultBytes;
    }

    /**
     * Returns what results may consist of.
     *
     * @return the filter, or empty for that of this JVM
     */
    public Optional<ObjectInputFilter> resultFilter() {
        return Optional.ofNullable(values.resultFilter);
    }

    /**
     * Returns how tasks and results are encoded.
     *
     * @return the codec's id, or empty for the one that is installed
     */
    public Optional<String> codec() {
        return Optional.ofNullable(values.codec);
    }

    /**
     * Returns how long a worker may take to start, its initializer included.
     *
     * @return the limit
     */
    public Duration startTimeout() {
        return values.startTimeout;
    }

    /**
     * Returns where crash reports are kept.
     *
     * @return the directory, or empty if they are only told
     */
    public Optional<Path> crashDirectory() {
        return Optional.ofNullable(values.crashDirectory);
    }

    /**
     * Returns beyond which size a worker is replaced.
     *
     * @return how many bytes of the machine's memory it may hold, or empty if there is no bound
     */
    public OptionalLong maxResidentBytes() {
        Long bytes = values.maxResidentBytes;
        return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    /**
     * Returns how long a worker may show no sign of life before it is killed.
     *
     * @return the limit, or zero if there is none
     */
    public Duration heartbeatTimeout() {
        return values.heartbeatTimeout;
    }

    /**
     * Returns after how many failures in a row to start a worker the pool is broken.
     *
     * @return the number
     */
    public int maxStartFailures() {
        return values.maxStartFailures;
    }

    /**
     * Returns how many workers are kept ready beyond those that are busy.
     *
     * @return the number
     */
    public int spareWorkers() {
        return values.spareWorkers;
    }

    /**
     * Tells whether threads look for what is about to come before they go to sleep.
     *
     * @return true for short waits
     */
    public boolean lowLatency() {
        return values.lowLatency;
    }

    /**
     * Tells whether workers start from an archive of their classes.
     *
     * @return true unless it is set otherwise
     */
    public boolean classArchive() {
        return values.classArchive;
    }

    /**
     * Returns where archives of classes are kept.
     *
     * @return the directory, or empty for the one in the user's cache directory
     */
    public Optional<Path> cacheDirectory() {
        return Optional.ofNullable(values.cacheDirectory);
    }

    /**
     * Where the lines go that workers print. It is called on threads of the pool's own, and must not block for long.
     */
    public sealed interface OutputRelay {

        /**
         * Logs each line through SLF4J, at INFO, as {@code dev.runner.processes.output}.
         *
         * @return the relay
         */
        static OutputRelay slf4j() {
            return new Slf4j();
        }

        /**
         * Prints each line to the standard stream of this JVM that it was meant for, as it is.
         *
         * @return the relay
         */
        static OutputRelay standardStreams() {
            return new StandardStreams();
        }

        /**
         * Gives each line to a callback.
         *
         * @param callback the callback; what it throws is logged
         * @return the relay
         */
        static OutputRelay to(Consumer<OutputLine> callback) {
            return new Callback(callback);
        }

        /** Logs each line. */
        record Slf4j() implements OutputRelay {}

        /** Prints each line. */
        record StandardStreams() implements OutputRelay {}

        /**
         * Gives each line to a callback.
         *
         * @param callback the callback
         */
        record Callback(Consumer<OutputLine> callback) implements OutputRelay {
            /**
             * Makes the relay.
             *
             * @param callback the callback
             */
            public Callback {
                requireNonNull(callback, "callback");
            }
        }
    }

    /**
     * A line that a worker printed.
     *
     * @param pool the name of the pool
     * @param workerId the worker
     * @param taskId the task that was running, or empty for what came from the JVM, from native code or from a process
     *     that the worker started
     * @param standardError whether it was printed to standard error; not known, and false, where {@code taskId} is
     *     empty
     * @param line the line, without its end
     */
    public record OutputLine(String pool, String workerId, OptionalLong taskId, boolean standardError, String line) {}

    /** Collects options. Not thread-safe. Problems are reported all at once, by {@link #build()}. */
    public static final class Builder {
        private @Nullable String heap;
        private List<String> jvmArgs = List.of();
        private WorkerProfile profile = WorkerProfile.BALANCED;
        private Map<String, String> environment = Map.of();
        private @Nullable Path workingDirectory;
        private @Nullable Path javaHome;
        private List<String> commandPrefix = List.of();
        private OutputRelay output = OutputRelay.slf4j();
        private boolean forwardsLogs = true;
        private int maxTaskBytes = 256 * 1024 * 1024;
        private int maxResultBytes = 256 * 1024 * 1024;
        private @Nullable ObjectInputFilter resultFilter;
        private @Nullable String codec;
        private Duration startTimeout = Duration.ofSeconds(30);
        private @Nullable Path crashDirectory;
        private @Nullable Long maxResidentBytes;
        private Duration heartbeatTimeout = Duration.ofSeconds(8);
        private int maxStartFailures = 3;
        private int spareWorkers;
        private boolean lowLatency;
        private boolean classArchive = true;
        private @Nullable Path cacheDirectory;

        private Builder() {}

        private Builder(Builder other) {
            this.heap = other.heap;
            this.jvmArgs = other.jvmArgs;
            this.profile = other.profile;
            this.environment = other.environment;
            this.workingDirectory = other.workingDirectory;
            this.javaHome = other.javaHome;
            this.commandPrefix = other.commandPrefix;
            this.output = other.output;
            this.forwardsLogs = other.forwardsLogs;
            this.maxTaskBytes = other.maxTaskBytes;
            this.maxResultBytes = other.maxResultBytes;
            this.resultFilter = other.resultFilter;
            this.codec = other.codec;
            this.startTimeout = other.startTimeout;
            this.crashDirectory = other.crashDirectory;
            this.maxResidentBytes = other.maxResidentBytes;
            this.heartbeatTimeout = other.heartbeatTimeout;
            this.maxStartFailures = other.maxStartFailures;
            this.spareWorkers = other.spareWorkers;
            this.lowLatency = other.lowLatency;
            this.classArchive = other.classArchive;
            this.cacheDirectory = other.cacheDirectory;
        }

        /**
         * Sets the largest heap of each worker. Direct buffers that tasks make or are given lie outside of it, up to as
         * much again unless {@link #jvmArgs} has {@code -XX:MaxDirectMemorySize}.
         *
         * @param value the size as Java writes it, such as {@code 256m}
         * @return this builder
         */
        public Builder heap(String value) {
            this.heap = requireNonNull(value, "heap");
            return this;
        }

        /**
         * Adds arguments of the worker's JVM, after the pool's own, so that they win.
         *
         * @param values the arguments, such as {@code -ea}
         * @return this builder
         */
        public Builder jvmArgs(String... values) {
            List<String> all = new ArrayList<>(jvmArgs);
            all.addAll(List.of(values));
            this.jvmArgs = List.copyOf(all);
            return this;
        }

        /**
         * Sets what the JVMs of workers are made for. What {@link #jvmArgs} says wins.
         *
         * @param value the profile; {@link WorkerProfile#BALANCED} unless set
         * @return this builder
         */
        public Builder profile(WorkerProfile value) {
            this.profile = requireNonNull(value, "profile");
            return this;
        }

        /**
         * Adds a variable to the environment, which is otherwise that of this JVM without what would change a Java's
         * flags.
         *
         * @param name its name
         * @param value its value
         * @return this builder
         */
        public Builder environment(String name, String value) {
            Map<String, String> all = new LinkedHashMap<>(environment);
            all.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
            this.environment = Map.copyOf(all);
            return this;
        }

        /**
         * Sets the directory in which workers are started.
         *
         * @param value the directory
         * @return this builder
         */
        public Builder workingDirectory(Path value) {
            this.workingDirectory = requireNonNull(value, "workingDirectory");
            return this;
        }

        /**
         * Sets the Java that workers run on.
         *
         * @param value the installation, which has {@code bin/java}
         * @return this builder
         */
        public Builder javaHome(Path value) {
            this.javaHome = requireNonNull(value, "javaHome");
            return this;
        }

        /**
         * Sets what is put before the command, such as {@code nice -n 10} or {@code taskset -c 1}. It has to become the
         * JVM itself, as those do, since the pool watches the process that it starts.
         *
         * @param words the words
         * @return this builder
         */
        public Builder commandPrefix(String... words) {
            this.commandPrefix = List.of(words);
            return this;
        }

        /**
         * Sets where the output of workers goes; to SLF4J unless set.
         *
         * @param value the relay
         * @return this builder
         */
        public Builder output(OutputRelay value) {
            this.output = requireNonNull(value, "output");
            return this;
        }

        /**
         * Sets whether what workers log through SLF4J comes home: each event is logged again in this JVM, by the logger
         * of its name, at its level, with its exception, and with its diagnostic context, to which
         * {@code runner.worker} and {@code runner.task} are added. So this JVM's configuration decides for workers,
         * too, and theirs need none. The events of a task are logged before its result arrives. It needs SLF4J 2.0.9 or
         * later.
         *
         * @param value false to let workers log by the framework on their class path; true unless set
         * @return this builder
         */
        public Builder forwardsLogs(boolean value) {
            this.forwardsLogs = value;
            return this;
        }

        /**
         * Sets how long an encoded task may be; 256 MiB unless set.
         *
         * @param value the number of bytes, 1 to 1 GiB
         * @return this builder
         */
        public Builder maxTaskBytes(int value) {
            this.maxTaskBytes = value;
            return this;
        }

        /**
         * Sets how long an encoded result may be; 256 MiB unless set.
         *
         * @param value the number of bytes, 1 to 1 GiB
         * @return this builder
         */
        public Builder maxResultBytes(int value) {
            this.maxResultBytes = value;
            return this;
        }

        /**
         * Sets what results and exceptions that come back may consist of, such as only what a list of packages holds:
         * {@code ObjectInputFilter.Config.createFilter("java.base/*;com.example.**;!*")}. It is asked in addition to
         * the filter of this JVM. An array that is longer than what has come can fill is refused in any case.
         *
         * @param value the filter
         * @return this builder
         */
        public Builder resultFilter(ObjectInputFilter value) {
            this.resultFilter = requireNonNull(value, "resultFilter");
            return this;
        }

        /**
         * Sets how tasks and results are encoded where they have no short form: by {@code java}, which is Java
         * serialization and always there, or by a codec whose jar is on the class path, such as {@code fory} of
         * {@code runner-codec-fory}. Unless set it is the one that is installed besides {@code java}, if one is. Where
         * this JVM has a filter ({@link #resultFilter}, {@code jdk.serialFilter}), a codec that asks no filter leaves
         * it to Java serialization.
         *
         * @param id the codec's id
         * @return this builder
         */
        public Builder codec(String id) {
            this.codec = requireNonNull(id, "codec");
            return this;
        }

        /**
         * Sets how long a worker may take to start, its initializer included; 30 seconds unless set.
         *
         * @param value the limit, more than zero
         * @return this builder
         */
        public Builder startTimeout(Duration value) {
            this.startTimeout = requireNonNull(value, "startTimeout");
            return this;
        }

        /**
         * Keeps the reports of JVMs that crash, as {@code hs_err_pid<pid>.log}. Without it what matters of them is told
         * with the exception, and nothing is left on disk.
         *
         * @param value the directory, which is made if it is not there
         * @return this builder
         */
        public Builder crashDirectory(Path value) {
            this.crashDirectory = requireNonNull(value, "crashDirectory");
            return this;
        }

        /**
         * Has a worker replaced that holds more of the machine's memory, the heap and all else but what it shares with
         * the pool, when it has ended what it runs and another is ready. It is looked at about once a second, where the
         * operating system is Linux.
         *
         * @param value the number of bytes, 1 or more
         * @return this builder
         */
        public Builder maxResidentBytes(long value) {
            this.maxResidentBytes = value;
            return this;
        }

        /**
         * Sets how long a worker may show no sign of life before it is killed, as one that crashed; 8 seconds unless
         * set. Such a worker was stopped by a signal, or hangs in the operating system: one that computes, collects
         * garbage, sleeps or waits shows that it lives, whatever its task does. While this JVM itself is stopped, no
         * worker is judged. Without effect on workers that {@link #jvmArgs} opens to a debugger.
         *
         * @param value the limit, or zero for none
         * @return this builder
         */
        public Builder heartbeatTimeout(Duration value) {
            this.heartbeatTimeout = requireNonNull(value, "heartbeatTimeout");
            return this;
        }

        /**
         * Sets after how many failures in a row to start a worker the pool is broken; 3 unless set.
         *
         * @param value the number, 1 or more
         * @return this builder
         */
        public Builder maxStartFailures(int value) {
            this.maxStartFailures = value;
            return this;
        }

        /**
         * Sets how many workers are kept ready beyond those that are busy, so that a task which needs another, since
         * one has died or was replaced or since there is more to do, does not wait for a JVM to start. Each is a
         * process that mostly waits; no more tasks run at once for it than the pool has workers. They are started when
         * the pool has started its first worker, and stay while others leave that are idle for too long.
         *
         * @param value the number, 0 to 1000; 0 unless set
         * @return this builder
         */
        public Builder spareWorkers(int value) {
            if (value < 0 || value > MOST_SPARE_WORKERS) {
                throw new IllegalArgumentException(
                        "spareWorkers must be 0 to " + MOST_SPARE_WORKERS + " (was " + value + ")");
            }
            this.spareWorkers = value;
            return this;
        }

        /**
         * Asks for short waits at the price of processor time: threads that wait for a task or for its result look for
         * it again and again for up to 200 µs before they go to sleep, which spares them the time that waking takes.
         * They cease to when it was in vain, and for a while when they see that others want the processor. Worth it
         * where tasks of some microseconds are awaited one by one, and cores are idle.
         *
         * @param value true for short waits; false unless set
         * @return this builder
         */
        public Builder lowLatency(boolean value) {
            this.lowLatency = value;
            return this;
        }

        /**
         * Sets whether workers start from an archive of their classes (class data sharing), which takes a quarter to a
         * third of the work off. The first pool makes it, in the background, by a JVM of its own that runs nobody's
         * code, and pools to come use it: those whose workers have the same Java, the same files on their paths, and
         * the same flags. There is none where a path has a directory with classes, as in most IDEs: Java can make none
         * of such.
         *
         * @param value false for none; true unless set
         * @return this builder
         */
        public Builder classArchive(boolean value) {
            this.classArchive = value;
            return this;
        }

        /**
         * Sets where archives of classes are kept; unless set, in {@code runner/classes} in the user's cache directory,
         * which is {@code $XDG_CACHE_HOME} or {@code ~/.cache} on Linux. Nobody else may write there.
         *
         * @param value the directory, which is made if it is not there
         * @return this builder
         */
        public Builder cacheDirectory(Path value) {
            this.cacheDirectory = requireNonNull(value, "cacheDirectory");
            return this;
        }

        /**
         * Checks the values and makes the options.
         *
         * @return the options
         * @throws IllegalArgumentException that lists every problem, each with its value and bound
         */
        public ProcessOptions build() {
            List<String> problems = new ArrayList<>();
            if (heap != null && !HEAP.matcher(heap).matches()) {
                problems.add("heap must be a size as Java writes it, such as 256m (was '" + heap + "')");
            }
            requireBytes(maxTaskBytes, "maxTaskBytes", problems);
            requireBytes(maxResultBytes, "maxResultBytes", problems);
            requirePositive(maxStartFailures, "maxStartFailures", problems);
            if (startTimeout.isNegative() || startTimeout.isZero()) {
                problems.add("startTimeout must be more than zero (was " + startTimeout + ")");
            }
            if (maxResidentBytes != null && maxResidentBytes < 1) {
                problems.add("maxResidentBytes must be >= 1 (was " + maxResidentBytes + ")");
            }
            if (heartbeatTimeout.isNegative()) {
                problems.add("heartbeatTimeout must be zero or more (was " + heartbeatTimeout + ")");
            }
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException("invalid process options: " + String.join("; ", problems));
            }
            return new ProcessOptions(new Builder(this));
        }

        private static void requireBytes(int value, String name, List<String> problems) {
            requirePositive(value, name, problems);
            if (value > MOST_BYTES) {
                problems.add(name + " must be <= " + MOST_BYTES + " (was " + value + ")");
            }
        }

        private static void requirePositive(int value, String name, List<String> problems) {
            if (value < 1) {
                problems.add(name + " must be >= 1 (was " + value + ")");
            }
        }
    }
}
