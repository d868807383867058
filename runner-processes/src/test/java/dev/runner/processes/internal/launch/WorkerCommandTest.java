package dev.runner.processes.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.processes.ProcessOptions;
import dev.runner.processes.WorkerProfile;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerCommandTest {

    private static final JvmLayout LAYOUT =
            new JvmLayout(List.of("/a.jar", "/b dir"), List.of("/m.jar"), List.of("app.a", "app.b"), List.of("-ea"));

    @TempDir
    private Path directory;

    private static List<String> arguments(ProcessOptions options) {
        return new WorkerCommand(options, 2, WorkerCommandTest.class, List.of(), LAYOUT).arguments();
    }

    private static void assertHas(List<String> arguments, String... words) {
        assertTrue(Collections.indexOfSubList(arguments, List.of(words)) >= 0, arguments::toString);
    }

    @Test
    void classesAreFoundAsInThisJvm() {
        List<String> arguments = arguments(ProcessOptions.defaults());
        assertHas(arguments, "-cp", "/a.jar" + File.pathSeparator + "/b dir");
        assertHas(arguments, "--module-path", "/m.jar");
        assertHas(arguments, "--add-modules", "app.a,app.b");
        assertHas(arguments, "-ea");
    }

    @Test
    void usersArgumentsComeLastAndTheirCollectorIsTheOnlyOne() {
        List<String> arguments = arguments(
                ProcessOptions.builder().jvmArgs("-XX:+UseG1GC", "-Xss2m").build());
        assertEquals(List.of("-XX:+UseG1GC", "-Xss2m"), arguments.subList(arguments.size() - 2, arguments.size()));
        assertFalse(arguments.contains("-XX:+UseSerialGC"));
        assertHas(arguments(ProcessOptions.defaults()), "-XX:+UseSerialGC");
    }

    @Test
    void profileForShortTasksBootsFast() {
        List<String> arguments = arguments(
                ProcessOptions.builder().profile(WorkerProfile.SHORT_TASKS).build());
        assertHas(arguments, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms" + (4 << 20));
        assertHas(arguments, "-XX:+UseCountedLoopSafepoints");
    }

    @Test
    void profileForLongTasksLeavesCollectorAndCompilersToJava() {
        List<String> arguments = arguments(
                ProcessOptions.builder().profile(WorkerProfile.LONG_TASKS).build());
        assertTrue(arguments.stream().noneMatch(flag -> flag.matches("-XX:[+]Use\\w+GC|-XX:Tiered.*|-Xms.*")));
        assertHas(arguments, "-XX:+UseCountedLoopSafepoints");
    }

    @Test
    void usersArgumentsComeBehindTheProfile() {
        List<String> arguments = arguments(ProcessOptions.builder()
                .profile(WorkerProfile.SHORT_TASKS)
                .jvmArgs("-XX:TieredStopAtLevel=4", "-XX:+UseParallelGC")
                .build());
        assertTrue(arguments.indexOf("-XX:TieredStopAtLevel=1") < arguments.indexOf("-XX:TieredStopAtLevel=4"));
        assertFalse(arguments.contains("-XX:+UseSerialGC"));
    }

    @Test
    void heapIsShared() {
        assertHas(arguments(ProcessOptions.builder().heap("96m").build()), "-Xmx96m");
        String share =
                "-Xmx" + Math.max(128L * 1024 * 1024, Runtime.getRuntime().maxMemory() / 2);
        assertHas(arguments(ProcessOptions.defaults()), share);
    }

    @Test
    void commandHasItsPrefixesItsArgumentsInFileAndNames() throws Exception {
        ProcessOptions options = ProcessOptions.builder()
                .commandPrefix("nice", "-n", "5")
                .environment("APP_MODE", "x")
                .workingDirectory(directory)
                .javaHome(Path.of("/jdk"))
                .build();
        ProcessBuilder builder = new WorkerCommand(options, 2, WorkerCommandTest.class, List.of(), LAYOUT)
                .prepare(
                        directory.resolve("args"),
                        List.of("setsid"),
                        List.of("-Xshare:on"),
                        List.of("app.Main", "pool", "pool-worker-1"));
        List<String> command = builder.command();
        assertEquals(List.of("setsid", "nice", "-n", "5"), command.subList(0, 4));
        assertEquals(Path.of("/jdk/bin/java").toString(), command.get(4).replace(".exe", ""));
        assertEquals("@" + directory.resolve("args"), command.get(5));
        assertEquals(List.of("app.Main", "pool", "pool-worker-1"), command.subList(6, command.size()));
        assertEquals("x", builder.environment().get("APP_MODE"));
        assertFalse(builder.environment().containsKey("JAVA_TOOL_OPTIONS"));
        assertEquals(directory.toFile(), builder.directory());
        assertTrue(Files.readString(directory.resolve("args")).contains("\"-ea\"\n"));
        assertTrue(Files.readString(directory.resolve("args")).contains("\"-Xshare:on\"\n"));
    }

    @Test
    void heapIsWhatTheLastWordSays() {
        ProcessOptions.Builder options = ProcessOptions.builder().heap("64m");
        assertEquals(64L << 20, heapBytes(options));
        assertEquals(3L << 30, heapBytes(options.jvmArgs("-Xmx1g", "-Xmx3g")));
        assertEquals(3L << 30, heapBytes(options.jvmArgs("-Xmxwhatever")));
    }

    private static long heapBytes(ProcessOptions.Builder options) {
        return new WorkerCommand(options.build(), 2, WorkerCommandTest.class, List.of(), LAYOUT).heapBytes();
    }

    @Test
    void argumentsAreQuoted() {
        assertEquals("\"a \\\"b\\\" c:\\\\d\\n\"", WorkerCommand.quoted("a \"b\" c:\\d\n"));
    }
}
