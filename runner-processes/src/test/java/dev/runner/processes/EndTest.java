package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told at the ends of tasks, workers and pools, and what is left. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@SuppressWarnings("FutureReturnValueIgnored") // the pool is closed, which waits for all
class EndTest {

    @Test
    void eachWorkerThatStartedHasExitedWhenThePoolIsClosed() {
        for (int i = 0; i < 10; i++) {
            Pooled.Comings comings = new Pooled.Comings();
            try (Pool pool = Pooled.open(2, config -> config.listener(comings), options -> options)) {
                pool.map(x -> x, List.of(1, 2, 3, 4));
            }
            assertEquals(Set.copyOf(comings.started), Set.copyOf(comings.exited));
            assertEquals(comings.started.size(), comings.exited.size());
        }
    }

    @Test
    void noLaunchDirectoryIsLeftWhenThePoolIsClosed() {
        for (int i = 0; i < 10; i++) {
            try (Pool pool = Pooled.open(2)) {
                pool.map(x -> x, List.of(1, 2, 3, 4));
            }
            assertEquals(List.of(), launchDirectories());
        }
    }

    /** Not only when its workers have ended: the JVM may be about to exit. */
    @Test
    void noLaunchDirectoryIsLeftWhenThePoolHasBeenKilled() throws Exception {
        try (Pool pool = Pooled.open(2, config -> config.initializer(() -> Tasks.hold()), options -> options)) {
            pool.submit(() -> 1);
            Pooled.eventually("a worker to start", () -> !launchDirectories().isEmpty());
            pool.kill();
            assertEquals(List.of(), launchDirectories());
        }
    }

    private static List<String> launchDirectories() {
        String prefix = "runner-" + ProcessHandle.current().pid() + "-";
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void failedStartTellsWhatWasExecuted() {
        try (Pool pool = Pooled.open(
                1,
                config -> config,
                options -> options.jvmArgs("-XX:NoSuchFlag").maxStartFailures(1))) {
            ExecutionException thrown = assertThrows(
                    ExecutionException.class, () -> pool.submit(() -> 4).get(Pooled.LIMIT));
            String message = String.valueOf(thrown.getCause().getMessage());
            assertTrue(
                    message.matches("(?s).*ended with exit code 1 before it was ready"
                            + " \\(command: \\S*/bin/java -XX:NoSuchFlag .*WorkerMain\\); last output: .*NoSuchFlag.*"),
                    message);
        }
    }

    @Test
    void slowCallbacksTakeFewThreads() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<PoolFuture<Integer>> tasks = new ArrayList<>();
        try (Pool pool = Pooled.open(1)) {
            for (int i = 0; i < 100; i++) {
                int x = i;
                tasks.add(pool.submit(() -> x));
                tasks.get(i).onDone(done -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    awaitQuietly(new CountDownLatch(1), 200);
                    now.decrementAndGet();
                });
            }
        }
        assertTrue(most.get() <= 30, () -> "callbacks at once: " + most);
    }

    @Test
    void callbacksThatHangDoNotHoldUpOthers() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Pool pool = Pooled.open(1)) {
            for (int i = 0; i < 20; i++) {
                int x = i;
                pool.submit(() -> x).onDone(done -> awaitQuietly(release, Pooled.LIMIT.toMillis()));
            }
            assertEquals(4, pool.submit(() -> 4).get(Pooled.LIMIT.dividedBy(2)));
            release.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch, long millis) {
        try {
            var unused = latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void taskCancelledAsItEndsIsReportedOnce() {
        try (LogRecorder log = LogRecorder.of("dev.runner.internal.TaskHandle");
                Pool pool = Pooled.open(2)) {
            for (int round = 0; round < 60; round++) {
                List<PoolFuture<Integer>> tasks = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    int x = i;
                    tasks.add(pool.submit(() -> x));
                }
                tasks.get(0).join();
                tasks.forEach(task -> task.cancel(false));
            }
            pool.shutdown();
            assertEquals(Set.of(), log.messages().stream().collect(Collectors.toSet()));
        }
    }
}
