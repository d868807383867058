package dev.runner.processes;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rule 7.7: a task that prints far more than its pool has memory for is held up, and loses nothing. */
class FloodTest {

    private static final int LINES = 100_000;
    private static final String LINE = "a line of a flood, ".repeat(50);

    @TempDir
    private Path directory;

    /** Passes on nothing until the worker can't print any more. */
    static final class Parent {
        public static void main(String[] args) throws Exception {
            AtomicLong lines = new AtomicLong();
            String go = args[0];
            try (Pool pool = Pooled.open(
                    2,
                    config -> config,
                    options -> options.heartbeatTimeout(Duration.ofMillis(500))
                            .output(ProcessOptions.OutputRelay.to(line -> {
                                Pooled.await(go);
                                if (line.line().equals(LINE)) {
                                    lines.incrementAndGet();
                                }
                            })))) {
                String printed = args[1];
                PoolFuture<Integer> flood = pool.submit(() -> flood(printed));
                System.out.println("elsewhere " + pool.submit(() -> 7).join());
                awaitStandstill(printed);
                Files.writeString(Path.of(go), "go");
                System.out.println("flood " + flood.join() + " " + lines.get());
            }
        }

        private static void awaitStandstill(String printed) throws Exception {
            Pooled.await(printed);
            for (long before = -1, now = size(printed); now != before; now = size(printed)) {
                before = now;
                Pooled.letPass(Duration.ofMillis(1500));
            }
            System.out.println("held up " + (size(printed) < LINES / 200));
        }

        private static long size(String file) throws IOException {
            return Files.size(Path.of(file));
        }

        /** Leaves a byte in a file for each hundred lines. */
        private static int flood(String file) {
            for (int i = 0; i < LINES; i++) {
                if (i % 100 == 0) {
                    Pooled.mark(file, "");
                }
                System.out.println(LINE);
            }
            return LINES;
        }
    }

    @Test
    void floodWaitsAndIsComplete() {
        String go = directory.resolve("go").toString();
        String printed = directory.resolve("printed").toString();
        try (ParentJvm parent = ParentJvm.start(directory, Parent.class, List.of("-Xmx64m"), go, printed)) {
            parent.assertEndsWith(0, "elsewhere 7", "held up true", "flood " + LINES + " " + LINES);
        }
    }
}
