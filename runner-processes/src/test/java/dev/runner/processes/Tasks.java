package dev.runner.processes;

import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.PoolFuture;
import dev.runner.Pools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** Tasks of the tests, and pools to run them. */
final class Tasks {

    private Tasks() {}

    static Pool open(UnaryOperator<ProcessOptions.Builder> options) {
        return open(options, config -> config);
    }

    /** Opens a pool of one worker, if nothing else is said. */
    static Pool open(UnaryOperator<ProcessOptions.Builder> options, UnaryOperator<PoolConfig.Builder> config) {
        PoolConfig.Builder builder = PoolConfig.builder()
                .backend("processes")
                .workers(1)
                .options(options.apply(ProcessOptions.builder()).build());
        return Pools.open(config.apply(builder).build());
    }

    static long pid() {
        return ProcessHandle.current().pid();
    }

    /** Ends after a while, whatever happens. */
    static boolean hold() {
        long start = System.nanoTime();
        while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(60)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            Thread.interrupted(); // it does not listen
        }
        return true;
    }

    /** Counts without a call or an allocation, where a JVM may not look whether it is to stop. */
    static long count(int from) {
        long sum = 0;
        for (int i = from; i < Integer.MAX_VALUE; i++) {
            for (int j = 0; j < Integer.MAX_VALUE; j++) {
                sum += (long) i * j ^ sum;
            }
        }
        return sum;
    }

    static int mark(String file, int x) throws IOException {
        Files.writeString(Path.of(file), "mark " + x + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return x;
    }

    /** Prints, leaves the number of its process in a file, and holds. */
    static boolean holdAfter(String words, String file) throws IOException {
        System.out.println(words);
        System.err.println("and " + words);
        Files.writeString(Path.of(file + ".part"), "" + pid());
        Files.move(Path.of(file + ".part"), Path.of(file));
        return hold();
    }

    /** Waits for the number of a process in a file. */
    static long awaitPid(Path file) throws IOException {
        Await.until("the number of a process", () -> Files.exists(file));
        return Long.parseLong(Files.readString(file));
    }

    static <R> R get(PoolFuture<R> future) throws Exception {
        return future.get(Await.LIMIT);
    }

    static List<ProcessHandle> children() {
        return ProcessHandle.current().children().toList();
    }
}
