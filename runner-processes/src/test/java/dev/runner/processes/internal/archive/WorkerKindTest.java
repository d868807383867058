package dev.runner.processes.internal.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.runner.processes.ProcessOptions;
import dev.runner.processes.internal.launch.WorkerCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerKindTest {

    @TempDir
    private Path directory;

    private static WorkerKind kind(int workers, UnaryOperator<ProcessOptions.Builder> options) {
        return new WorkerKind(new WorkerCommand(
                options.apply(ProcessOptions.builder()).build(), workers, WorkerKindTest.class, List.of()));
    }

    @Test
    void numberAndSizeOfWorkersMakeNoOtherKind() throws IOException {
        String key = kind(1, options -> options).key();
        assertEquals(key, kind(2, options -> options.heap("100m")).key());
        assertEquals(
                key,
                kind(3, options -> options.jvmArgs("-Dsome=thing").crashDirectory(directory))
                        .key());
    }

    @Test
    void flagsAndVeryLargeHeapsDo() throws IOException {
        String key = kind(1, options -> options).key();
        assertNotEquals(
                key, kind(1, options -> options.jvmArgs("-XX:+UseParallelGC")).key());
        assertNotEquals(key, kind(1, options -> options.heap("40g")).key());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xshare:off",
                "-XX:SharedArchiveFile=a.jsa",
                "-XX:AOTCache=a.aot",
                "-javaagent:a.jar",
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y",
                "--patch-module=a=b"
            })
    void flagThatConcernsArchivesItselfIsAnObstacle(String flag) {
        assertEquals(
                Optional.of("workers have the flag " + flag),
                kind(1, options -> options.jvmArgs(flag)).obstacle());
    }

    @Test
    void javaWithoutHotSpotIsAnObstacle() {
        assertEquals(
                Optional.of("there is no HotSpot in " + directory),
                kind(1, options -> options.javaHome(directory)).obstacle());
    }
}
