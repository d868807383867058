package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules 4.5 and 7.4: however the JVM of a pool ends, nothing is left of its workers. */
class ParentEndTest {

    @TempDir
    Path directory;

    private Path temporary;

    @BeforeEach
    void makeTemporaryDirectory() throws IOException {
        temporary = Files.createDirectory(directory.resolve("tmp"));
    }

    private ParentJvm start(Class<?> program, String... args) {
        return ParentJvm.start(directory, program, List.of("-Djava.io.tmpdir=" + temporary), args);
    }

    private static List<ProcessHandle> awaitDescendants(ParentJvm jvm, int count) {
        Await.until(
                () -> count + " descendants of " + jvm, () -> descendants(jvm).size() >= count);
        return descendants(jvm);
    }

    private static List<ProcessHandle> descendants(ParentJvm jvm) {
        return jvm.handle().descendants().filter(ProcessHandle::isAlive).toList();
    }

    @ParameterizedTest
    @DisabledOnOs(OS.WINDOWS)
    @ValueSource(strings = {"idle", "holding", "counting", "initializing"})
    void killedWithWorkers(String doing) {
        try (ParentJvm jvm = start(EndProgram.class, doing, "wait")) {
            jvm.awaitLine("ready");
            List<ProcessHandle> workers = awaitDescendants(jvm, doing.equals("idle") ? 1 : 2);
            jvm.kill();
            Await.gone(workers);
        }
        assertNextPoolCleansUp();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void killedWhileWorkersStart() {
        try (ParentJvm jvm = start(EndProgram.class, "starting", "wait")) {
            jvm.awaitLine("ready");
            List<ProcessHandle> workers = awaitDescendants(jvm, 1);
            jvm.kill();
            Await.gone(workers);
        }
        assertNextPoolCleansUp();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void killedWithProcessesThatTasksHaveStarted() {
        List<ProcessHandle> all = new ArrayList<>();
        try (ParentJvm jvm = start(EndProgram.class, "child", "wait")) {
            all.addAll(awaitDescendants(jvm, 4));
            jvm.kill();
            Await.gone(all);
        } finally {
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** A killed JVM can't clean up: the next one does. */
    private void assertNextPoolCleansUp() {
        Path mark = directory.resolve("mark");
        try (ParentJvm next = start(StartProgram.class, mark.toString())) {
            next.assertEndsWith(0, "sum 14, elsewhere");
        }
        assertEquals(List.of(), ParentJvm.leftIn(temporary));
    }

    @ParameterizedTest
    @CsvSource({
        "idle, return, 0",
        "holding, return, 0",
        "holding, exit, 5",
        "counting, exit, 5",
        "holding, throw, 1",
        "idle, close, 0",
        "starting, exit, 5",
        "initializing, exit, 5",
        "half, drain, 5",
    })
    void exitsWithPoolOpen(String doing, String ending, int exitCode) {
        List<ProcessHandle> workers;
        try (ParentJvm jvm = start(EndProgram.class, doing, ending)) {
            jvm.awaitLine("ready");
            workers = descendants(jvm);
            String[] lines = ending.equals("return") ? new String[] {"ready", "returns"} : new String[] {"ready"};
            jvm.assertEndsWith(exitCode, lines);
            Await.gone(workers);
        }
        assertFalse(workers.stream().anyMatch(ProcessHandle::isAlive));
        assertEquals(List.of(), ParentJvm.leftIn(temporary));
    }
}
