package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.WorkerCrashedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bytes between a pool and its first worker are changed, lost or held back: that ends the worker, and harms no one
 * else.
 */
@DisabledOnOs(OS.WINDOWS)
class BrokenConnectionTest {

    private static final Duration SHORT = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    private final AtomicBoolean armed = new AtomicBoolean();

    /** Does something to what the first worker says, or hears, once it is armed. */
    private Meddler meddler(boolean toPool, UnaryOperator<byte[]> change) {
        return new Meddler((connection, up) ->
                bytes -> connection == 0 && up == toPool && armed.get() ? change.apply(bytes) : bytes);
    }

    private static byte[] flipLastBit(byte[] bytes) {
        bytes[bytes.length - 1] ^= 1;
        return bytes;
    }

    private static byte[] dropLastByte(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length - 1);
    }

    private static byte[] nothing(byte[] bytes) {
        return new byte[0];
    }

    private static byte[] cut(byte[] bytes) {
        return null;
    }

    private static UnaryOperator<byte[]> damage(String name) {
        return switch (name) {
            case "flip" -> BrokenConnectionTest::flipLastBit;
            case "drop" -> BrokenConnectionTest::dropLastByte;
            case "swallow" -> BrokenConnectionTest::nothing;
            case "cut" -> BrokenConnectionTest::cut;
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static String crashOf(PoolFuture<?> task) {
        Throwable cause =
                assertThrows(ExecutionException.class, () -> Tasks.get(task)).getCause();
        return String.valueOf(
                assertInstanceOf(WorkerCrashedException.class, cause).getMessage());
    }

    /** What the worker had begun, or ended, is lost; that is said, and why. */
    @ParameterizedTest
    @ValueSource(strings = {"flip", "drop", "swallow", "cut"})
    void answerThatIsDamagedFailsItsTaskAlone(String damage) throws Exception {
        String file = directory.resolve("marks").toString();
        String go = directory.resolve("go").toString();
        try (Meddler meddler = meddler(true, damage(damage));
                Pool pool = Pooled.open(1, config -> config, options -> options.heartbeatTimeout(SHORT))) {
            assertEquals(3, Tasks.get(pool.submit(() -> Tasks.mark(file, 3))));
            PoolFuture<Integer> task = pool.submit(() -> markAndAwait(file, go));
            Pooled.eventually(
                    "the task to run, and the pool to know",
                    () -> Pooled.marks(file).size() == 2 && pool.stats().running() == 1);
            armed.set(true);
            Pooled.mark(go, "go");
            String told = crashOf(task);
            String why = switch (damage) {
                case "flip" -> "has another checksum than it was sent with";
                case "cut" -> "ended with exit code 111";
                default -> "did not go on for 1000 ms";
            };
            assertTrue(told.contains(why), told);
            assertEquals(5, Tasks.get(pool.submit(() -> Tasks.mark(file, 5))));
            assertEquals(List.of("mark 3", "mark 4", "mark 5"), Pooled.marks(file), "each ran once");
            assertEquals(2, meddler.connections());
        }
    }

    /** An answer that is lost is not awaited until what was sent ahead has ended. */
    @Test
    void answerThatIsLostIsMissedWhileTheNextTaskRuns() throws Exception {
        String go = directory.resolve("go").toString();
        String never = directory.resolve("never").toString();
        String file = directory.resolve("marks").toString();
        try (Meddler meddler = meddler(true, BrokenConnectionTest::nothing);
                Pool pool = Pooled.open(1, config -> config, options -> options.heartbeatTimeout(SHORT))) {
            for (int i = 0; i < 200; i++) {
                Tasks.get(pool.submit(() -> 0));
            }
            PoolFuture<Integer> answered = pool.submit(() -> markAndAwait(file, go));
            var unused = pool.submit(() -> markAndAwait(file, never)); // is sent ahead, unless the machine is very busy
            Pooled.eventually(
                    "the task to run, and the pool to know",
                    () -> Pooled.marks(file).size() == 1 && pool.stats().running() == 1);
            armed.set(true);
            Pooled.mark(go, "go");
            String told = crashOf(answered);
            assertTrue(told.contains("did not go on for 1000 ms"), told);
            Pooled.mark(never, "never");
            assertEquals(5, Tasks.get(pool.submit(() -> 5)));
            assertEquals(2, meddler.connections());
        }
    }

    /** What the worker has never understood is run by another. */
    @ParameterizedTest
    @ValueSource(strings = {"flip", "drop", "swallow", "cut"})
    void taskThatIsDamagedOnItsWayRunsElsewhere(String damage) throws Exception {
        String file = directory.resolve("marks").toString();
        try (Meddler meddler = meddler(false, damage(damage));
                Pool pool = Pooled.open(1, config -> config, options -> options.heartbeatTimeout(SHORT))) {
            assertEquals(3, Tasks.get(pool.submit(() -> Tasks.mark(file, 3))));
            armed.set(true);
            assertEquals(4, Tasks.get(pool.submit(() -> Tasks.mark(file, 4))));
            assertEquals(List.of("mark 3", "mark 4"), Pooled.marks(file), "each ran once");
            assertEquals(2, meddler.connections());
        }
    }

    /** Somebody kills two workers just before they begin a task, which has nothing to do with it. */
    @Test
    void workersKilledByOthersSayNothingOfTheTaskThatTheyWereSent() throws Exception {
        AtomicInteger swallowed = new AtomicInteger();
        try (Meddler meddler = new Meddler((connection, up) -> bytes -> {
                    boolean swallows = !up && connection < 2;
                    swallowed.addAndGet(swallows ? 1 : 0);
                    return swallows ? nothing(bytes) : bytes;
                });
                Pool pool = Pooled.open(1)) {
            PoolFuture<Integer> task = pool.submit(() -> 4);
            for (int sent = 1; sent <= 2; sent++) {
                int times = sent;
                Pooled.eventually("the task to be sent", () -> swallowed.get() == times);
                workers().forEach(ProcessHandle::destroyForcibly);
            }
            assertEquals(4, (int) Tasks.get(task));
            assertEquals(3, meddler.connections());
        }
    }

    /**
     * What guards the machine's memory kills from outside as well: a task that it always meets is not tried for ever.
     */
    @Test
    void taskWhoseWorkersAreKilledAgainAndAgainFails() throws Exception {
        AtomicInteger swallowed = new AtomicInteger();
        try (Meddler meddler = new Meddler((connection, up) -> bytes -> {
                    swallowed.addAndGet(up ? 0 : 1);
                    return up ? bytes : nothing(bytes);
                });
                Pool pool = Pooled.open(1)) {
            PoolFuture<Integer> task = pool.submit(() -> 4);
            for (int sent = 1; sent <= 10; sent++) {
                int times = sent;
                Pooled.eventually("the task to be sent", () -> swallowed.get() == times);
                workers().forEach(ProcessHandle::destroyForcibly);
            }
            String told = crashOf(task);
            assertTrue(told.contains(" before it could begin task 1, and so did another worker"), told);
            assertEquals(10, meddler.connections());
        }
    }

    private static List<ProcessHandle> workers() {
        return Tasks.children().stream()
                .filter(child -> child.info().commandLine().orElse("").contains("WorkerMain"))
                .toList();
    }

    @Test
    void longTaskOnSlowConnectionIsLeftAlone() throws Exception {
        long start = System.nanoTime();
        byte[] large = new byte[(1 << 20) - 1]; // longer ones do not take the connection
        try (Meddler meddler = meddler(false, bytes -> {
                    pause(SHORT.dividedBy(32));
                    return bytes;
                });
                Pool pool = Pooled.open(1, config -> config, options -> options.heartbeatTimeout(SHORT))) {
            Tasks.get(pool.submit(() -> 0));
            armed.set(true);
            assertEquals(large.length, (int) Tasks.get(pool.submit(BrokenConnectionTest::length, large)));
            assertTrue(System.nanoTime() - start > SHORT.toNanos(), "it took longer than is allowed without progress");
            assertEquals(1, meddler.connections());
        }
    }

    private static int markAndAwait(String file, String go) throws IOException {
        Tasks.mark(file, 4);
        Pooled.await(go);
        return 4;
    }

    private static int length(byte[] bytes) {
        return bytes.length;
    }

    private static void pause(Duration time) {
        try {
            Pooled.letPass(time);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
