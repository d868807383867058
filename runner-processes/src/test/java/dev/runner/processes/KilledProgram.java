package dev.runner.processes;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An application that does one thing with pools again and again, until it is killed. */
final class KilledProgram {

    private static final int MANY_BYTES = 16 << 20;

    private KilledProgram() {}

    /**
     * Says "ready" when it begins, and goes on until it is killed.
     *
     * @param args what it does, and a directory for what it needs
     */
    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "starting" -> start();
            case "sending" -> send();
            case "recycling" -> recycle();
            case "stuck" -> hang(Path.of(args[1]));
            case "archiving" -> archive(Path.of(args[1]));
            default -> close();
        }
    }

    @SuppressWarnings("InfiniteLoop") // until it is killed
    private static void start() {
        ready();
        while (true) {
            try (Pool pool = Pooled.open(3)) {
                pool.map(x -> x + 1, List.of(1, 2, 3));
            }
        }
    }

    /** Has large tasks and large results on their way all the time. */
    private static void send() {
        byte[] much = new byte[MANY_BYTES];
        Pool pool = Pooled.open(2);
        List<PoolFuture<byte[]>> tasks = new ArrayList<>();
        while (true) {
            while (tasks.size() < 3) {
                tasks.add(pool.submit(() -> much));
            }
            tasks.remove(0).join();
            ready();
        }
    }

    private static void recycle() {
        Pool pool = Pooled.open(2, config -> config.maxTasksPerWorker(1), options -> options);
        List<PoolFuture<Long>> tasks = new ArrayList<>();
        while (true) {
            while (tasks.size() < 20) {
                tasks.add(pool.submit(() -> Tasks.pid()));
            }
            tasks.remove(0).join();
            ready();
        }
    }

    /** Has one worker in a loop in which the JVM can't stop it, and one in a system call that does not end. */
    private static void hang(Path directory) throws Exception {
        Path pipe = directory.resolve("pipe");
        if (Files.notExists(pipe)) {
            new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
        }
        String file = pipe.toString();
        Pool pool = Pooled.open(
                2,
                config -> config,
                options -> options.jvmArgs("-XX:-UseCountedLoopSafepoints", "-XX:LoopStripMiningIter=0"));
        List<PoolFuture<?>> tasks = List.of(pool.submit(() -> Tasks.count(0)), pool.submit(() -> read(file)));
        Await.until("tasks to begin", () -> pool.stats().running() == tasks.size());
        ready();
        Tasks.hold();
    }

    private static int read(String pipe) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(pipe, "rw")) {
            return file.read();
        }
    }

    @SuppressWarnings("InfiniteLoop") // until it is killed
    private static void close() {
        while (true) {
            Pool pool = Pooled.open(2);
            for (int i = 0; i < 20; i++) {
                var unused = pool.submit(() -> work());
            }
            ready();
            pool.close();
        }
    }

    /** Has an archive made again and again. */
    private static void archive(Path directory) throws Exception {
        while (true) {
            Path cache = Files.createTempDirectory(directory, "archives");
            try (Pool pool = Pooled.open(1, config -> config, options -> options.cacheDirectory(cache))) {
                long unused = pool.submit(() -> Tasks.pid()).join();
                ready();
                Await.until("an archive", () -> !ArchiveProgram.archives(cache).isEmpty());
            }
        }
    }

    private static long work() throws Exception {
        Pooled.letPass(Duration.ofMillis(30));
        return Tasks.pid();
    }

    private static void ready() {
        System.out.println("ready");
    }
}
