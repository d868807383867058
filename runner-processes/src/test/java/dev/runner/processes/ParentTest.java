package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.Pools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of workers by what their parent is, and how it ends. */
class ParentTest {

    @TempDir
    private Path directory;

    private Path temporary = Path.of("tmp");

    @BeforeEach
    void makeTemporary() throws IOException {
        temporary = Files.createDirectory(directory.resolve("tmp"));
    }

    private List<String> leftInTemporary() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("runner-"))
                    .toList();
        }
    }

    private static PoolConfig.Builder config(int workers) {
        return PoolConfig.builder().backend("processes").workers(workers);
    }

    /** Has two workers: one that has left processes, and one in a loop. */
    static final class Busy {
        public static void main(String[] args) {
            Pool pool = Pools.open(config(2).build());
            Program.say(pool.submit(() -> ProcessHandle.current().pid()).join());
            Program.say(
                    pool.submit(() -> new ProcessBuilder("sleep", "600").start().pid())
                            .join());
            Program.say(pool.submit(WorkerMishapsTest::leave).join());
            pool.submit(Busy::loop).join();
        }

        private static long loop() {
            Program.say("looping");
            long sum = 0;
            while (sum >= 0) {
                for (int i = 0; i < Integer.MAX_VALUE; i++) {
                    sum += i % 7;
                }
            }
            return sum;
        }
    }

    @Test
    void parentThatIsKilledLeavesNothing() throws Exception {
        try (Program program = Program.start(Busy.class, directory, temporary)) {
            List<Long> pids = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                pids.add(Long.parseLong(program.hear()));
            }
            for (long pid : pids) {
                assertTrue(Eventually.isRunning(pid));
            }
            program.kill();
            for (long pid : pids) {
                Eventually.so("process " + pid + " to end", () -> !Eventually.isRunning(pid));
            }
            assertEquals(List.of(), leftInTemporary());
        }
    }

    /** Exits while its workers start. */
    static final class Hasty {
        public static void main(String[] args) {
            Pool pool = Pools.open(config(4).build());
            for (int i = 0; i < 4; i++) {
                var unused = pool.submit(Math::abs, i);
            }
            System.exit(pool.isShutdown() ? 1 : 0);
        }
    }

    @Test
    void parentThatExitsWhileWorkersStartLeavesNoFiles() throws Exception {
        for (int round = 0; round < 3; round++) {
            try (Program program = Program.start(Hasty.class, directory, temporary)) {
                assertEquals(0, program.awaitEnd());
                assertEquals(List.of(), leftInTemporary());
            }
        }
    }

    /** Says what its worker has of it. */
    static final class Flagged {
        public static void main(String[] args) throws IOException {
            ProcessOptions elsewhere = ProcessOptions.builder()
                    .workingDirectory(Files.createTempDirectory("elsewhere"))
                    .build();
            try (Pool pool = Pools.open(config(1).options(elsewhere).build())) {
                Program.say(pool.submit(() -> ModuleLayer.boot()
                                .findModule("jdk.incubator.vector")
                                .isPresent())
                        .join());
                Program.say(pool.submit(() -> ClassLoader.getSystemResource("marker.txt") != null)
                        .join());
            }
        }
    }

    @Test
    void workersHaveTheModulesAndPathsOfTheirParentWhateverTheirDirectory() throws Exception {
        Files.createDirectory(directory.resolve("boot"));
        Files.createFile(directory.resolve("boot").resolve("marker.txt"));
        try (Program program = Program.start(
                Flagged.class, directory, temporary, "--add-modules=jdk.incubator.vector", "-Xbootclasspath/a:boot")) {
            assertEquals("true", program.hear());
            assertEquals("true", program.hear());
            assertEquals(0, program.awaitEnd());
        }
    }

    /** Has a worker do something. */
    static final class Plain {
        public static void main(String[] args) {
            try (Pool pool = Pools.open(config(1).build())) {
                Program.say(pool.submit(Math::abs, -5).join());
            }
        }
    }

    @Test
    void pathThatIsTooLongForSocketsIsNoHindrance() throws Exception {
        Path deep = Files.createDirectory(temporary.resolve("d".repeat(120)));
        try (Program program = Program.start(Plain.class, directory, deep)) {
            assertEquals("5", program.hear());
            assertEquals(0, program.awaitEnd());
        }
    }
}
