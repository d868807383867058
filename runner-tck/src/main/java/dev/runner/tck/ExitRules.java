package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.PoolFuture;
import dev.runner.Pools;
import dev.runner.TaskState;
import java.time.Duration;
import java.util.List;

/** Rules 4.4 and 4.5 at the exit of the JVM: whatever its pools and their users are at, it exits. */
@SuppressWarnings("FutureReturnValueIgnored") // the JVM is about to end
final class ExitRules {

    private static final Duration SHORT = Duration.ofMillis(50);

    @Rule(value = "4.5", withWorkers = true, once = true)
    void jvmExitsWithPoolLeftOpen(Trial trial) throws Exception {
        assertExits(0, trial, "leave");
    }

    @Rule(value = "4.5", withWorkers = true, once = true)
    void jvmExitsWithTwoPoolsLeftOpen(Trial trial) throws Exception {
        String output = assertExits(0, trial, "leaveTwo");
        assertNames("first", output);
        assertNames("second", output);
    }

    @Rule(value = "4.4", withWorkers = true, once = true)
    void jvmExitsWhenItsHookClosesThePool(Trial trial) throws Exception {
        assertExits(0, trial, "close");
    }

    /** Hooks run all at once: one that closes a pool may begin later than what ends forgotten pools. */
    @Rule(
            value = {"4.4", "4.5"},
            withWorkers = true,
            once = true)
    void hookThatClosesThePoolHasItsTasksEndInOrder(Trial trial) throws Exception {
        try (ChildJvm jvm = ChildJvm.start(Closer.class, trial.installedId())) {
            assertEquals(List.of("leaving", "9"), jvm.awaitLines());
        }
    }

    @Rule(value = "4.4", withWorkers = true, once = true)
    void jvmExitsWhenItsHookStopsThePool(Trial trial) throws Exception {
        assertExits(0, trial, "shutdownNow");
    }

    @Rule(
            value = {"4.4", "4.5"},
            withWorkers = true,
            once = true)
    void jvmExitsWhenCallbackOfFailedTaskExits(Trial trial) throws Exception {
        assertExits(3, trial, "exitOnFailure");
    }

    @Rule(
            value = {"4.4", "4.5"},
            withWorkers = true,
            once = true)
    void jvmExitsWhenCallbackOfCancelledTaskExits(Trial trial) throws Exception {
        assertExits(3, trial, "exitOnCancel");
    }

    @Rule(
            value = {"4.4", "4.5"},
            withWorkers = true,
            once = true)
    void jvmExitsWhenCallbackBlocks(Trial trial) throws Exception {
        assertExits(0, trial, "block");
    }

    /** The hook of the program waits for the pool; what ends the pool is stuck in a callback. */
    @Rule(value = "4.4", withWorkers = true, once = true)
    void jvmExitsWhenItsHookClosesThePoolAndCallbackBlocks(Trial trial) throws Exception {
        assertExits(0, trial, "blockAndClose");
    }

    private static void assertNames(String pool, String output) {
        String warning = "pool '" + pool + "' was open when the JVM exited: 1 tasks abandoned";
        assertTrue(output.contains(warning), () -> "not logged: \"" + warning + "\", but:\n" + output);
    }

    /** Starts a JVM that opens a pool, gives it a task that never ends, and leaves. */
    private static String assertExits(int expected, Trial trial, String how) throws Exception {
        try (ChildJvm jvm = ChildJvm.start(Main.class, trial.installedId(), how)) {
            String text = jvm.awaitEnd();
            assertTrue(text.contains("leaving"), () -> "the JVM has not come to its end; it printed:\n" + text);
            assertEquals(expected, jvm.exitCode(), () -> "the exit code of a JVM that printed:\n" + text);
            return text;
        }
    }

    /** What that JVM runs. */
    static final class Main {

        private Main() {}

        public static void main(String[] args) {
            String backend = args[0];
            Pool pool = open(backend, "first");
            PoolFuture<Boolean> endless = occupy(pool);
            PoolFuture<Integer> queued = pool.submit(LifeTasks::square, 3);
            switch (args[1]) {
                case "leaveTwo" -> {
                    queued.cancel(false);
                    occupy(open(backend, "second"));
                }
                case "close" -> atExit(pool::close);
                case "shutdownNow" -> atExit(pool::shutdownNow);
                case "exitOnFailure" -> {
                    endless.onDone(done -> System.exit(4));
                    exit(3);
                }
                case "exitOnCancel" -> {
                    queued.onDone(done -> System.exit(5));
                    exit(3);
                }
                case "block" -> {
                    endless.onDone(done -> block());
                    queued.onDone(done -> block());
                    occupy(open(backend, "second")).onDone(done -> block());
                }
                case "blockAndClose" -> {
                    endless.onDone(done -> block());
                    queued.onDone(done -> block());
                    atExit(pool::close);
                }
                default -> {}
            }
            System.out.println("leaving");
        }

        private static Pool open(String backend, String name) {
            return Pools.open(PoolConfig.builder()
                    .backend(backend)
                    .name(name)
                    .workers(1)
                    .shutdownGrace(SHORT)
                    .stopGrace(SHORT)
                    .build());
        }

        private static PoolFuture<Boolean> occupy(Pool pool) {
            PoolFuture<Boolean> endless = pool.submit(() -> endless());
            while (endless.taskState() != TaskState.RUNNING) {
                Thread.onSpinWait();
            }
            return endless;
        }

        private static void atExit(Runnable hook) {
            Runtime.getRuntime().addShutdownHook(new Thread(hook));
        }

        private static void exit(int status) {
            System.out.println("leaving");
            System.exit(status);
        }

        @SuppressWarnings("InfiniteLoop") // that is the task
        private static boolean endless() {
            while (true) {
                LifeTasks.busy(1000, 0);
            }
        }

        @SuppressWarnings("InfiniteLoop") // that is the callback
        private static void block() {
            while (true) {
                LifeTasks.busy(1000, 0);
            }
        }
    }

    /** Has a hook that takes its time before it closes the pool, and then tells what a task has given. */
    static final class Closer {

        private Closer() {}

        public static void main(String[] args) throws Exception {
            Pool pool = Pools.open(PoolConfig.builder()
                    .backend(args[0])
                    .workers(1)
                    .shutdownGrace(LifeTasks.LIMIT)
                    .build());
            PoolFuture<Integer> task = pool.submit(() -> LifeTasks.busy(700, 9));
            LifeTasks.running(List.of(task));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                LifeTasks.busy(100, 0);
                pool.close();
                ChildJvm.sayOutcome(task);
            }));
            ChildJvm.say("leaving");
        }
    }
}
