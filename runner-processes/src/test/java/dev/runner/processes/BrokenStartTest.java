package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import dev.runner.PoolBrokenException;
import dev.runner.PoolFuture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Rule 7.3: workers that can't be started break the pool after some failures, wake everyone, and are explained. */
class BrokenStartTest {

    @TempDir
    Path directory;

    /** Makes a Java that leaves a mark, says why it fails, and exits. */
    private Path brokenHome() throws IOException {
        Path bin = Files.createDirectories(directory.resolve("broken/bin"));
        Path java = bin.resolve("java");
        Files.writeString(
                java, "#!/bin/sh\necho start >> '" + starts() + "'\necho 'no room 91 for java' >&2\nexit 9\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return directory.resolve("broken");
    }

    private Path starts() {
        return directory.resolve("starts");
    }

    private static String whole(Throwable failure) {
        List<String> messages = new ArrayList<>();
        for (Throwable at = failure; at != null; at = at.getCause()) {
            messages.add(at.toString());
        }
        return String.join("\n", messages);
    }

    private static String brokenBy(UnaryOperator<ProcessOptions.Builder> options) throws Exception {
        try (Pool pool = Tasks.open(options)) {
            PoolFuture<Integer> task = pool.submit(() -> 1);
            Throwable failure = assertThrows(ExecutionException.class, () -> Tasks.get(task))
                    .getCause();
            assertInstanceOf(PoolBrokenException.class, failure);
            assertTrue(pool.isShutdown());
            return whole(failure);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void javaThatFailsIsToldWithCommandExitAndOutput() throws Exception {
        Path home = brokenHome();
        String told = brokenBy(options -> options.javaHome(home));
        assertTrue(told.contains("3 times in a row"), told);
        assertTrue(told.contains("exit code 9"), told);
        assertTrue(told.contains("no room 91 for java"), told);
        assertTrue(told.contains(home.resolve("bin/java").toString()), told);
        assertEquals(3, Files.readAllLines(starts()).size());
    }

    /** What all workers lack for a moment is one failure, and the pool tries again with one of them. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void workersThatFailTogetherAreOneFailureAndThePoolHeals() throws Exception {
        Path home = Files.createDirectories(directory.resolve("late"));
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, """
                #!/bin/sh
                echo start >> '%1$s'
                [ $(wc -l < '%1$s') -gt 4 ] && exec '%2$s' "$@"
                while [ $(wc -l < '%1$s') -lt 4 ]; do sleep 0.01; done
                exit 9
                """.formatted(starts(), ParentJvm.java()));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Pool pool =
                Tasks.open(options -> options.javaHome(home).maxStartFailures(2), config -> config.workers(4))) {
            List<PoolFuture<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int x = i;
                tasks.add(pool.submit(() -> x));
            }
            for (int i = 0; i < 4; i++) {
                assertEquals(i, (int) Tasks.get(tasks.get(i)));
            }
        }
    }

    @Test
    void javaThatIsNotThereIsNamed() throws Exception {
        Path home = directory.resolve("nowhere");
        String told = brokenBy(options -> options.javaHome(home));
        assertTrue(told.contains(home.resolve("bin").toString()), told);
    }

    @Test
    void optionThatTheJvmDoesNotKnowIsTold() throws Exception {
        String told = brokenBy(options -> options.jvmArgs("-XX:+NoSuchOption92"));
        assertTrue(told.contains("Unrecognized VM option 'NoSuchOption92'"), told);
    }

    @Test
    void numberOfFailuresIsConfigurable() throws Exception {
        Path home = brokenHome();
        String told = brokenBy(options -> options.javaHome(home).maxStartFailures(1));
        assertTrue(told.contains("exit code 9"), told);
        assertEquals(1, Files.readAllLines(starts()).size());
    }

    @Test
    void workerThatIsNotReadyInTimeIsKilledAndTold() throws Exception {
        UnaryOperator<ProcessOptions.Builder> options =
                each -> each.startTimeout(Duration.ofMillis(1200)).maxStartFailures(1);
        try (Pool pool = Tasks.open(options, config -> config.initializer(() -> Tasks.hold()))) {
            PoolFuture<Integer> task = pool.submit(() -> 1);
            String told = whole(assertThrows(ExecutionException.class, () -> Tasks.get(task)));
            assertTrue(told.contains("the pool killed it: it was not ready after 1200 ms"), told);
        }
        Await.until("the worker to be gone", () -> Tasks.children().isEmpty());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void everybodyIsWoken() throws Exception {
        Path home = brokenHome();
        try (Pool pool = Tasks.open(
                options -> options.javaHome(home), config -> config.workers(2).queueCapacity(3))) {
            List<CompletableFuture<String>> submitters = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                CompletableFuture<String> outcome = new CompletableFuture<>();
                Thread thread = new Thread(() -> outcome.complete(outcomeOf(pool)), "submitter");
                thread.setDaemon(true);
                thread.start();
                submitters.add(outcome);
            }
            for (CompletableFuture<String> each : submitters) {
                assertEquals("broken", each.get(30, TimeUnit.SECONDS));
            }
            assertTrue(pool.awaitTermination(30, TimeUnit.SECONDS));
        }
    }

    private static String outcomeOf(Pool pool) {
        try {
            return "ran " + Tasks.get(pool.submit(() -> 1));
        } catch (RejectedExecutionException e) {
            return String.valueOf(e.getMessage()).contains("broken") ? "broken" : e.toString();
        } catch (ExecutionException e) {
            return e.getCause() instanceof PoolBrokenException ? "broken" : e.toString();
        } catch (Exception e) {
            return e.toString();
        }
    }
}
