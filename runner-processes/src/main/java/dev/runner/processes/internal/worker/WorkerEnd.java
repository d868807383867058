package dev.runner.processes.internal.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How a worker ends: always by {@link Runtime#halt}, since threads and shutdown hooks of tasks must not keep it, and
 * whatever else fails on the way. A task may also call {@link System#exit}, and the pool may send a signal: the worker
 * then has a limited time for its shutdown hooks.
 */
final class WorkerEnd {

    /** How a worker ends that could not reach its pool, or has lost it. */
    static final int NO_POOL = 111;

    /** How a worker ends whose shutdown hooks did not. Java does not tell which status the exit was to have. */
    static final int EXIT_TOOK_TOO_LONG = 112;

    private static final long EXIT_SECONDS = 3;

    /** Where the pool reads a worker's last words, whatever tasks make of {@link System#err}. */
    private static final PrintStream CONSOLE = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);

    private WorkerEnd() {}

    /** Ends the worker at once. */
    static void halt(int status, @Nullable String why) {
        try {
            if (why != null) {
                CONSOLE.println(why);
            }
        } finally {
            Runtime.getRuntime().halt(status);
        }
    }

    /** Kills the processes that tasks have left running. */
    static void killDescendants() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * Limits how long {@link System#exit} may take.
     *
     * @param first what to do when it begins
     */
    static void limitExit(Runnable first) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> exiting(first), "runner-exit"));
    }

    private static void exiting(Runnable first) {
        Thread limit = new Thread(WorkerEnd::haltInTime, "runner-exit-limit");
        limit.setDaemon(true);
        limit.start();
        first.run();
    }

    private static void haltInTime() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(EXIT_SECONDS);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            Thread.interrupted();
        }
        halt(
                EXIT_TOOK_TOO_LONG,
                "the exit of this worker (System.exit, or a signal) was not done after " + EXIT_SECONDS
                        + " s, because of shutdown hooks: halted");
    }
}
