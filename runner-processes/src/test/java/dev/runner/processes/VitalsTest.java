package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskState;
import dev.runner.WorkerCrashedException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Workers that do nothing at all any more are noticed; those that only seem to are left alone. */
@DisabledOnOs(OS.WINDOWS)
class VitalsTest {

    private static final Duration SHORT = Duration.ofSeconds(1);

    @TempDir
    Path directory;

    private static void signal(String name, long pid) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, "" + pid).start();
        assertTrue(kill.waitFor(10, TimeUnit.SECONDS));
        assertEquals(0, kill.exitValue());
    }

    private static void assertStoppedWorkerIsReplaced(Pool pool, String pidFile, Duration limit) throws Exception {
        PoolFuture<Boolean> task = pool.submit(() -> Tasks.holdAfter("words 91", pidFile));
        long pid = Tasks.awaitPid(Path.of(pidFile));
        signal("STOP", pid);
        WorkerCrashedException crash = assertInstanceOf(
                WorkerCrashedException.class,
                assertThrows(ExecutionException.class, () -> task.get(Pooled.LIMIT))
                        .getCause());
        String message = String.valueOf(crash.getMessage());
        assertTrue(
                message.contains("the pool killed it: it gave no sign of life for " + limit.toMillis() + " ms"),
                message);
        assertEquals("SIGKILL", crash.signal().orElse("none"));
        assertEquals(List.of("words 91", "and words 91"), crash.lastOutput());
        assertEquals(7, Tasks.get(pool.submit(() -> 7)));
    }

    @Test
    void stoppedWorkerIsReplacedAndNoOtherTaskIsHarmed() throws Exception {
        Path go = directory.resolve("go");
        String goFile = go.toString();
        try (Pool pool = Pooled.open(2, config -> config, options -> options.heartbeatTimeout(SHORT))) {
            PoolFuture<Integer> other = pool.submit(() -> {
                Pooled.await(goFile);
                return 8;
            });
            assertStoppedWorkerIsReplaced(pool, directory.resolve("pid").toString(), SHORT);
            assertEquals(TaskState.RUNNING, other.taskState());
            Pooled.mark(goFile, "go");
            assertEquals(8, Tasks.get(other));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void stoppedWorkerIsKilledByProcessThatHasNoDescriptors() throws Exception {
        Path jar = directory.resolve("program.jar"); // which is open, and so needs no descriptor for further classes
        Jars.write(jar, NoDescriptorsProgram.class.getName(), ParentJvm.classPath());
        try (ParentJvm jvm = ParentJvm.start(directory, Map.of(), List.of("-jar", jar.toString()))) {
            jvm.assertEndsWith(0, "killed", "next 7");
        }
    }

    @Test
    void stoppedWorkerIsNoticedUnlessOtherwiseSet() throws Exception {
        try (Pool pool = Pooled.open(1)) {
            assertStoppedWorkerIsReplaced(pool, directory.resolve("pid").toString(), Duration.ofSeconds(8));
        }
    }

    /** It has nothing to show, but uses the processor; and one that is continued in time has only been late. */
    @Test
    void workerThatComputesOrWasStoppedForMomentsIsLeftAlone() throws Exception {
        String pidFile = directory.resolve("pid").toString();
        try (Pool pool = Pooled.open(1, config -> config, options -> options.heartbeatTimeout(SHORT))) {
            long pid = Tasks.get(pool.submit(() -> Tasks.pid()));
            PoolFuture<Long> computing = pool.submit(() -> {
                Pooled.mark(pidFile, "computing");
                return Tasks.count(0);
            });
            Pooled.await(pidFile);
            for (int i = 0; i < 4; i++) {
                signal("STOP", pid);
                signal("CONT", pid);
                Pooled.letPass(SHORT);
            }
            assertEquals(TaskState.RUNNING, computing.taskState());
            assertTrue(ProcessHandle.of(pid).orElseThrow().isAlive());
            pool.kill();
        }
    }

    private static final List<ByteBuffer> HELD = new ArrayList<>();

    private static long hold(int megabytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(megabytes << 20);
        for (int i = 0; i < buffer.capacity(); i += 1024) {
            buffer.put(i, (byte) 1);
        }
        HELD.add(buffer);
        return Tasks.pid();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void workerThatHasGrownTooLargeIsReplacedAndNoTaskIsHarmed() throws Exception {
        Pooled.Comings comings = new Pooled.Comings();
        try (Pool pool =
                Pooled.open(1, config -> config.listener(comings), options -> options.maxResidentBytes(400L << 20))) {
            long first = Tasks.get(pool.submit(() -> hold(10)));
            assertEquals(first, Tasks.get(pool.submit(() -> hold(500))));
            AtomicInteger ran = new AtomicInteger();
            Pooled.eventually("another worker", () -> {
                ran.incrementAndGet();
                return pool.submit(() -> Tasks.pid()).join() != first;
            });
            Pooled.eventually("the first to go", () -> comings.exited.size() == 1);
            assertEquals(2, comings.started.size(), "the second is kept");
            assertEquals(ran.get() + 2, pool.stats().succeeded());
        }
    }

    /** Has two workers that only wait, and tells when they have been waiting for long. */
    static final class Parent {
        public static void main(String[] args) {
            try (Pool pool = Pooled.open(2, config -> config, options -> options.heartbeatTimeout(SHORT))) {
                List<Long> pids = List.of(
                        pool.submit(() -> Tasks.pid()).join(),
                        pool.submit(() -> Tasks.pid()).join());
                PoolFuture<Boolean> first = pool.submit(() -> rest(args[0]));
                PoolFuture<Boolean> second = pool.submit(() -> rest(args[0]));
                System.out.println("waiting in " + pids);
                System.out.println("rested " + (first.join() && second.join()));
            }
        }

        private static boolean rest(String file) {
            Pooled.await(file);
            return true;
        }
    }

    /** As by Ctrl-Z, and a lid that is closed: nobody has shown that he lives, but nobody looked either. */
    @Test
    void parentThatWasStoppedItselfKillsNobody() throws Exception {
        Path go = directory.resolve("go");
        try (ParentJvm parent = ParentJvm.start(directory, Parent.class, List.of(), go.toString())) {
            parent.awaitLine("waiting in ");
            List<ProcessHandle> all = parent.handle().descendants().toList();
            for (int i = 0; i < 2; i++) {
                signal("STOP", parent.handle().pid());
                all.forEach(each -> stopQuietly(each.pid()));
                Pooled.letPass(SHORT.multipliedBy(2));
                signal("CONT", parent.handle().pid());
                Pooled.letPass(SHORT.dividedBy(4));
                all.forEach(each -> continueQuietly(each.pid()));
            }
            Pooled.mark(go.toString(), "go");
            parent.awaitLine("rested true");
        }
    }

    private static void stopQuietly(long pid) {
        quietly("STOP", pid);
    }

    private static void continueQuietly(long pid) {
        quietly("CONT", pid);
    }

    private static void quietly(String name, long pid) {
        try {
            signal(name, pid);
        } catch (Exception e) {
            throw new IllegalStateException("kill -" + name + " " + pid, e);
        }
    }
}
