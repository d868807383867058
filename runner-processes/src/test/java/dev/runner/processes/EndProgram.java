package dev.runner.processes;

import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.PoolFuture;
import dev.runner.Pools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An application that has a pool when it ends, in one way or another. */
final class EndProgram {

    private EndProgram() {}

    /**
     * Runs until it is killed, or ends as it is told.
     *
     * @param args what its workers do, and how it ends
     */
    public static void main(String[] args) throws Exception {
        PoolConfig.Builder config = PoolConfig.builder().backend("processes").workers(2);
        if (args[0].equals("initializing")) {
            config.initializer(() -> Tasks.hold());
        } else if (args[0].equals("half")) {
            config.initializer(() -> holdIfSecond());
        }
        Pool pool = Pools.open(config.build());
        List<PoolFuture<?>> tasks = List.of(submit(pool, args[0]), submit(pool, args[0]));
        if (!args[0].equals("starting") && !args[0].equals("initializing")) {
            Await.until("tasks to begin", () -> pool.stats().queued() == 0);
        }
        System.out.println("ready");
        switch (args[1]) {
            case "wait" -> Tasks.hold();
            case "exit" -> System.exit(5);
            case "throw" -> throw new IllegalStateException("the application fails with " + tasks.size() + " tasks");
            case "close" -> pool.close();
            case "drain" -> {
                pool.shutdown();
                tasks.forEach(PoolFuture::join);
                System.exit(5);
            }
            default -> System.out.println("returns");
        }
    }

    private static PoolFuture<?> submit(Pool pool, String what) {
        return switch (what) {
            case "idle" -> {
                PoolFuture<Long> task = pool.submit(() -> Tasks.pid());
                task.join();
                yield task;
            }
            case "counting" -> pool.submit(() -> Tasks.count(0));
            case "half" ->
                pool.submit(() -> {
                    Pooled.await("daemon");
                    return Tasks.pid();
                });
            case "child" -> pool.submit(() -> child());
            default -> pool.submit(() -> Tasks.hold());
        };
    }

    /** Has only one worker become ready. The other's end takes time: what it leaves holds its output open. */
    private static void holdIfSecond() {
        try {
            Files.createFile(Path.of("first-worker"));
        } catch (FileAlreadyExistsException e) {
            leaveDaemon();
            Tasks.hold();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void leaveDaemon() {
        try {
            new ProcessBuilder("sh", "-c", "setsid sleep 3 &")
                    .inheritIO()
                    .start()
                    .waitFor();
            Files.createFile(Path.of("daemon"));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean child() throws IOException {
        Process child = new ProcessBuilder("sleep", "120").start();
        return child.isAlive() && Tasks.hold();
    }
}
