package dev.runner.examples;

import dev.runner.BackendSelector;
import dev.runner.spi.PoolBackend;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that all examples have: where to run, and on how many workers. */
final class PoolChoice {

    @Option(
            names = "--backend",
            paramLabel = "ID|NUMBER",
            description = {
                "The backend: its id, or 0 (processes), 1 (threads), 2 (forkjoin);"
                        + " a number below counts as 0, one above as 2.",
                "Default: that of RUNNER_BACKEND, the only one installed, or " + Backends.DEFAULT + "."
            })
    private @Nullable String backend;

    @Option(
            names = "--workers",
            paramLabel = "N",
            converter = WorkerCount.class,
            description = "How many workers, 1 or more.")
    private @Nullable Integer workers;

    PoolChoice() {}

    boolean namesBackend() {
        return backend != null;
    }

    /**
     * Chooses the backend, also where one worker would not need it: a mistake should not wait for another machine.
     *
     * @throws dev.runner.BackendNotFoundException if it can't be used
     */
    PoolBackend backend() {
        BackendSelector selector = BackendSelector.load();
        return backend == null ? Backends.unnamed(selector) : Backends.named(selector, backend);
    }

    int workers(int unlessGiven) {
        return workers == null ? unlessGiven : workers;
    }

    /** Reads a number of workers. */
    static final class WorkerCount implements ITypeConverter<Integer> {

        WorkerCount() {}

        @Override
        public Integer convert(String value) {
            int number;
            try {
                number = Integer.parseInt(value);
            } catch (NumberFormatException e) {
                throw new TypeConversionException(
                        "workers must be a whole number from 1 to " + Integer.MAX_VALUE + " (was '" + value + "')");
            }
            if (number < 1) {
                throw new TypeConversionException("workers must be >= 1 (was " + number + ")");
            }
            return number;
        }
    }
}
