package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rule 7.4 at any moment. The moments are random: a failure says which seed it had, which the property
 * {@code runner.test.seed} sets.
 */
@EnabledOnOs(OS.LINUX)
class ParentKilledTest {

    private static final String SEED = "runner.test.seed";

    @TempDir
    Path directory;

    private Path temporary;
    private Path jar;

    @BeforeEach
    void makeTemporaryDirectory() throws IOException {
        temporary = Files.createDirectory(directory.resolve("tmp"));
        jar = directory.resolve("program.jar");
        Jars.write(jar, Jars.manifest(null), ParentJvm.classPath());
    }

    /**
     * Kills a program a few times.
     *
     * @param longestMillis how long it may go on after it was ready
     */
    @ParameterizedTest
    @CsvSource({
        "starting, 5, 600",
        "sending, 4, 400",
        "recycling, 4, 900",
        "stuck, 2, 300",
        "closing, 4, 800",
        "archiving, 5, 4000"
    })
    void nothingIsLeftOfWorkers(String doing, int times, int longestMillis) throws Exception {
        long seed = Long.getLong(SEED, System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < times; i++) {
            Duration time =
                    Duration.ofNanos((long) (random.nextDouble() * TimeUnit.MILLISECONDS.toNanos(longestMillis)));
            boolean stopsFirst = random.nextBoolean();
            try {
                killAfter(doing, time, stopsFirst);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "time " + i + " of -D" + SEED + "=" + seed + ", killed after " + time + " while " + doing
                                + (stopsFirst ? ", and stopped before" : ""),
                        e);
            }
        }
    }

    /** One that is stopped before it is killed leaves what its workers say half said. */
    private void killAfter(String doing, Duration time, boolean stopsFirst) throws Exception {
        Kin kin = new Kin();
        long pid;
        try (ParentJvm jvm = start(kin, KilledProgram.class, doing, directory.toString())) {
            pid = jvm.handle().pid();
            jvm.awaitLine("ready");
            Pooled.letPass(time);
            if (stopsFirst) {
                stop(jvm.handle());
                Pooled.letPass(time.dividedBy(4));
            }
            for (ProcessHandle maker : makersOfArchives(kin)) {
                stop(maker); // so that it does not end by itself
            }
            jvm.kill();
            kin.awaitEnd();
        } finally {
            kin.kill();
        }
        assertNextPoolCleansUp();
        assertEquals(List.of(), SharedMemory.directoriesOf(pid));
    }

    private static void stop(ProcessHandle process) throws Exception {
        new ProcessBuilder("kill", "-STOP", "" + process.pid()).start().waitFor();
    }

    /** Returns the JVMs that have the flags and the class of a worker, and nothing to say to its main method. */
    private static List<ProcessHandle> makersOfArchives(Kin kin) {
        return kin.alive().stream()
                .filter(process -> process.info().commandLine().orElse("").endsWith("WorkerMain"))
                .toList();
    }

    private void assertNextPoolCleansUp() {
        Kin kin = new Kin();
        try (ParentJvm next =
                start(kin, StartProgram.class, directory.resolve("mark").toString())) {
            next.assertEndsWith(0, "sum 14, elsewhere");
            kin.awaitEnd();
        }
        assertEquals(List.of(), ParentJvm.leftIn(temporary));
    }

    private ParentJvm start(Kin kin, Class<?> program, String... args) {
        Stream<String> flags = Stream.of("-Djava.io.tmpdir=" + temporary, "-cp", jar.toString(), program.getName());
        return ParentJvm.start(
                directory,
                kin.environment(),
                Stream.concat(flags, Stream.of(args)).toList());
    }
}
