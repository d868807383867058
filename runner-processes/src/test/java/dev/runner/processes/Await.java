package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what can only be looked at, with a bound. */
final class Await {

    static final Duration LIMIT = Duration.ofSeconds(30);

    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private Await() {}

    static void until(Supplier<String> what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                fail("after " + LIMIT.toSeconds() + " s still waiting for " + what.get());
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }

    static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }

    static void gone(Collection<ProcessHandle> processes) {
        until(
                () -> "processes to end: " + alive(processes),
                () -> alive(processes).isEmpty());
    }

    private static List<String> alive(Collection<ProcessHandle> processes) {
        return processes.stream()
                .filter(ProcessHandle::isAlive)
                .map(process -> process.pid() + " " + process.info().commandLine().orElse("?"))
                .toList();
    }

    static void gone(long pid) {
        gone(ProcessHandle.of(pid).stream().toList());
    }
}
