package dev.runner;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The worker died while it ran the task.
 *
 * @since 0.1
 */
public final class WorkerCrashedException extends PoolException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final @Nullable Long pid;
    private final @Nullable Integer exitCode;
    private final @Nullable String signal;
    private final String[] lastOutput;
    private final @Nullable String crashReport;
    private final @Nullable Long residentBytes;
    private final int attempt;

    private WorkerCrashedException(Builder builder) {
        super(builder.message, builder.cause);
        this.pid = builder.pid;
        this.exitCode = builder.exitCode;
        this.signal = builder.signal;
        this.lastOutput = builder.lastOutput.toArray(new String[0]);
        this.crashReport = builder.crashReport;
        this.residentBytes = builder.residentBytes;
        this.attempt = builder.attempt;
    }

    /**
     * Starts an exception, for backends whose workers can die.
     *
     * @param message which worker died under which task, and of what
     * @return a builder
     */
    public static Builder builder(String message) {
        return new Builder(message);
    }

    /**
     * Returns the process id of the worker.
     *
     * @return the id, or empty where workers have none
     */
    public OptionalLong pid() {
        return pid == null ? OptionalLong.empty() : OptionalLong.of(pid);
    }

    /**
     * Returns the exit code of the worker.
     *
     * @return the code, or empty if it ended by a signal or is not known
     */
    public OptionalInt exitCode() {
        return exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode);
    }

    /**
     * Returns the signal that ended the worker, as the operating system reports it.
     *
     * @return its name, such as {@code SIGKILL}, or empty if it exited by itself or is not known
     */
    public Optional<String> signal() {
        return Optional.ofNullable(signal);
    }

    /**
     * Returns the last lines that the worker wrote.
     *
     * @return the lines, oldest first; may be empty
     */
    public List<String> lastOutput() {
        return List.of(lastOutput);
    }

    /**
     * Returns the essence of the crash report that the worker left.
     *
     * @return the excerpt, or empty where there is none
     */
    public Optional<String> crashReport() {
        return Optional.ofNullable(crashReport);
    }

    /**
     * Returns how much of the machine's memory the worker held when that was last looked at.
     *
     * @return the number of bytes, or empty where that is not known
     */
    public OptionalLong residentBytes() {
        return residentBytes == null ? OptionalLong.empty() : OptionalLong.of(residentBytes);
    }

    /**
     * Returns which attempt at the task was lost.
     *
     * @return the attempt, from 1
     */
    public int attempt() {
        return attempt;
    }

    /** Collects what is known of a worker's death. Not thread-safe. */
    public static final class Builder {
        private final String message;
        private @Nullable Throwable cause;
        private @Nullable Long pid;
        private @Nullable Integer exitCode;
        private @Nullable String signal;
        private List<String> lastOutput = List.of();
        private @Nullable String crashReport;
        private @Nullable Long residentBytes;
        private int attempt = 1;

        private Builder(String message) {
            this.message = requireNonNull(message, "message");
        }

        /**
         * Sets the cause.
         *
         * @param value why the worker is thought dead
         * @return this builder
         */
        public Builder cause(Throwable value) {
            this.cause = value;
            return this;
        }

        /**
         * Sets the process id.
         *
         * @param value the id
         * @return this builder
         */
        public Builder pid(long value) {
            this.pid = value;
            return this;
        }

        /**
         * Sets the exit code.
         *
         * @param value the code
         * @return this builder
         */
        public Builder exitCode(int value) {
            this.exitCode = value;
            return this;
        }

        /**
         * Sets the signal.
         *
         * @param value its name, such as {@code SIGKILL}
         * @return this builder
         */
        public Builder signal(String value) {
            this.signal = value;
            return this;
        }

        /**
         * Sets the last lines of output.
         *
         * @param value the lines, oldest first
         * @return this builder
         */
        public Builder lastOutput(List<String> value) {
            this.lastOutput = List.copyOf(value);
            return this;
        }

        /**
         * Sets the excerpt of the crash report.
         *
         * @param value the excerpt
         * @return this builder
         */
        public Builder crashReport(String value) {
            this.crashReport = value;
            return this;
        }

        /**
         * Sets how much of the machine's memory the worker held when that was last looked at.
         *
         * @param value the number of bytes
         * @return this builder
         */
        public Builder residentBytes(long value) {
            this.residentBytes = value;
            return this;
        }

        /**
         * Sets the attempt that was lost.
         *
         * @param value the attempt, from 1
         * @return this builder
         */
        public Builder attempt(int value) {
            this.attempt = value;
            return this;
        }

        /**
         * Makes the exception.
         *
         * @return the exception
         */
        public WorkerCrashedException build() {
            return new WorkerCrashedException(this);
        }
    }
}
