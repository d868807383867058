package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.MapOptions;
import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.PoolFuture;
import dev.runner.Pools;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Rules 7.6 and 7.8: a program whose workers are processes of their own is one program. */
final class ProgramRules {

    /** What a JVM needs to end, if the signal reaches it. */
    private static final Duration TIME_TO_DIE = Duration.ofSeconds(1);

    @Rule(value = "7.6", needs = Capability.PROCESS_ISOLATION, once = true)
    void mainRunsOnceHoweverManyWorkersThereAre(Trial trial) throws Exception {
        Tally mains = trial.tally();
        Tally workers = trial.tally();
        try (ChildJvm jvm = ChildJvm.start(Unguarded.class, trial.installedId(), mains.file(), workers.file())) {
            assertEquals(List.of("[3, 3, 3]", "a worker is lost", "49"), jvm.awaitLines());
        }
        assertEquals(1, mains.count(), () -> "main has run in " + mains.marks());
    }

    /** Has several workers, and one that takes the place of another, in a {@code main} that nothing guards. */
    static final class Unguarded {

        private Unguarded() {}

        public static void main(String[] args) throws Exception {
            new Tally(args[1]).mark("" + ProcessHandle.current().pid());
            Tally workers = new Tally(args[2]);
            try (Pool pool =
                    Pools.open(PoolConfig.builder().backend(args[0]).workers(3).build())) {
                ChildJvm.say(pool.map(
                        x -> LifeTasks.meet(workers, 3),
                        LifeTasks.range(3),
                        MapOptions.defaults().chunkSize(1)));
                MishapRules.crash(MishapRules.failureOf(pool.submit(() -> LossRules.halt())));
                ChildJvm.say("a worker is lost");
                ChildJvm.say(pool.submit(LifeTasks::square, 7).get(LifeTasks.LIMIT));
            }
        }
    }

    /** Sends the signal of Ctrl-C to a whole process group, as a terminal does. */
    private static void interrupt(ProcessHandle leader) throws Exception {
        Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -s INT -- -" + leader.pid()).start();
        assertTrue(kill.waitFor(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS));
        assertEquals(0, kill.exitValue());
    }

    /** Returns what starts a process group of its own, as a shell does for what it runs. */
    private static List<String> ofItsOwnGroup() {
        boolean found = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "setsid")));
        Assumptions.assumeTrue(found, "there is no setsid to start a process group with");
        Assumptions.assumeFalse(isInterruptIgnored(), "this JVM was started to ignore Ctrl-C, and so are its children");
        return List.of("setsid");
    }

    /** What ignores a signal has children that do, and a JVM leaves it so. */
    private static boolean isInterruptIgnored() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> Long.parseUnsignedLong(
                            line.substring("SigIgn:".length()).strip(), 16))
                    .anyMatch(mask -> (mask & 2) != 0);
        } catch (IOException e) {
            return false; // it can't be told here
        }
    }

    @Rule(
            value = {"7.8", "7.4"},
            needs = Capability.PROCESS_ISOLATION,
            once = true)
    void ctrlCLeavesItToTheParentWhenWorkersEnd(Trial trial) throws Exception {
        Tally workers = trial.tally();
        Signal closing = trial.signal();
        Signal go = trial.signal();
        List<String> group = ofItsOwnGroup();
        try (ChildJvm jvm = ChildJvm.start(
                group,
                ChildJvm.onClassPath(),
                Careful.class,
                trial.installedId(),
                workers.file(),
                closing.file(),
                go.file())) {
            Trial.eventually("two workers at work", () -> workers.count() == 2);
            List<ProcessHandle> all = jvm.handle().descendants().toList();
            interrupt(jvm.handle());
            Trial.eventually("the parent to close its pool", closing::isRaised);
            LifeTasks.letPass(TIME_TO_DIE);
            workers.marks().forEach(pid -> assertTrue(isAlive(pid), () -> "worker " + pid + " has ended first"));
            go.raise();
            String text = jvm.awaitEnd();
            assertEquals(List.of("true", "true", "49"), ChildJvm.linesOf(text), text);
            assertEquals(128 + 2, jvm.exitCode(), text);
            Trial.eventually("what it has started to end", () -> all.stream().noneMatch(ProcessHandle::isAlive));
            assertEquals(List.of(), filesOf(jvm.handle().pid()));
        }
    }

    private static boolean isAlive(String pid) {
        return ProcessHandle.of(Long.parseLong(pid))
                .filter(ProcessHandle::isAlive)
                .isPresent();
    }

    private static List<Path> filesOf(long pid) throws IOException {
        List<Path> found = new ArrayList<>();
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(temporary, "runner-" + pid + "-*")) {
            entries.forEach(found::add);
        }
        return found;
    }

    /** Closes its pool when it is to end, and only then says what its tasks have given. */
    static final class Careful {

        private Careful() {}

        public static void main(String[] args) throws Exception {
            Tally workers = new Tally(args[1]);
            Signal closing = new Signal(args[2]);
            Signal go = new Signal(args[3]);
            Pool pool = Pools.open(PoolConfig.builder()
                    .backend(args[0])
                    .workers(2)
                    .shutdownGrace(LifeTasks.LIMIT)
                    .build());
            List<PoolFuture<?>> tasks = new ArrayList<>();
            tasks.add(pool.submit(() -> work(workers, go)));
            tasks.add(pool.submit(() -> work(workers, go)));
            tasks.add(pool.submit(LifeTasks::square, 7));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                closing.raise();
                pool.close();
                tasks.forEach(ChildJvm::sayOutcome);
            }));
            go.await();
        }

        private static boolean work(Tally workers, Signal go) throws Exception {
            workers.mark("" + ProcessHandle.current().pid());
            return LifeTasks.hold(go);
        }
    }
}
