package dev.runner.processes;

import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.PoolListener;
import dev.runner.Pools;
import dev.runner.WorkerEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** What tests of pools of processes share: pools, and files through which their tasks talk with them. */
final class Pooled {

    static final Duration LIMIT = Duration.ofSeconds(60);

    private Pooled() {}

    static Pool open(int workers) {
        return open(workers, config -> config, options -> options);
    }

    static Pool open(
            int workers, UnaryOperator<PoolConfig.Builder> config, UnaryOperator<ProcessOptions.Builder> options) {
        return Pools.open(config.apply(PoolConfig.builder()
                        .backend("processes")
                        .workers(workers)
                        .options(options.apply(ProcessOptions.builder()).build()))
                .build());
    }

    /** Adds a line to a file, which one system call does, so that many may at once. */
    static void mark(String file, String line) {
        try {
            Files.writeString(Path.of(file), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> marks(String file) {
        try {
            return Files.exists(Path.of(file)) ? Files.readAllLines(Path.of(file)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a file. */
    static void await(String file) {
        try {
            eventually(file, () -> Files.exists(Path.of(file)));
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A task that marks when it begins and ends, and waits meanwhile. */
    static int hold(String marks, String go) {
        mark(marks, "in");
        await(go);
        mark(marks, "out");
        return 1;
    }

    /** Fails if two tasks that {@link #hold} ran at once. */
    static void requireOneAtOnce(String marks) {
        int running = 0;
        for (String mark : marks(marks)) {
            running += mark.equals("in") ? 1 : -1;
            if (running > 1) {
                throw new AssertionError("more than one at once: " + marks(marks));
            }
        }
    }

    static void eventually(String what, BooleanSupplier condition) throws InterruptedException, TimeoutException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new TimeoutException("still waiting for " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for " + what);
            }
        }
    }

    /** Waits until time has gone by. */
    static void letPass(Duration time) throws InterruptedException, TimeoutException {
        long start = System.nanoTime();
        eventually(time + " to go by", () -> System.nanoTime() - start > time.toNanos());
    }

    /** Writes down which workers came and went. */
    static final class Comings implements PoolListener {

        final List<String> started = new CopyOnWriteArrayList<>();
        final List<String> exited = new CopyOnWriteArrayList<>();

        @Override
        public void workerStarted(WorkerEvent event) {
            started.add(event.workerId());
        }

        @Override
        public void workerExited(WorkerEvent event) {
            exited.add(event.workerId());
        }
    }
}
