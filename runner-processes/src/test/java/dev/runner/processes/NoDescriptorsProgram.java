package dev.runner.processes;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** An application whose worker is stopped while it has no descriptors left to look at anything. */
final class NoDescriptorsProgram {

    private NoDescriptorsProgram() {}

    /**
     * Says how the task of the worker ended, and what the next worker returns when there are descriptors again.
     *
     * @param args none
     */
    public static void main(String[] args) throws Exception {
        try (Pool pool = Pooled.open(1, config -> config, options -> options.heartbeatTimeout(Duration.ofSeconds(1)))) {
            long worker = pool.submit(() -> Tasks.pid()).join();
            PoolFuture<Boolean> task = pool.submit(() -> Tasks.hold());
            Await.until("the task to run", () -> pool.stats().running() == 1);
            run("prlimit", "--pid", "" + Tasks.pid(), "--nofile=200:200");
            run("kill", "-STOP", "" + worker);
            List<Channel> held = takeAll();
            try {
                task.get(Await.LIMIT);
            } catch (ExecutionException e) {
                System.out.println(e.getCause().getMessage().contains("no sign of life") ? "killed" : e.toString());
            }
            for (Channel each : held) {
                each.close();
            }
            System.out.println("next " + pool.submit(() -> 7).join());
        }
    }

    private static List<Channel> takeAll() {
        List<Channel> held = new ArrayList<>();
        try {
            while (true) {
                held.add(Files.newByteChannel(Path.of("/dev/null")));
            }
        } catch (IOException none) {
            return held;
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException(List.of(command) + " has failed");
        }
    }
}
