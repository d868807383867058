package dev.runner.processes.internal.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.runner.processes.ProcessOptions;
import dev.runner.processes.internal.launch.WorkerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerKindTest {

    @TempDir
    private Path directory;

    private static WorkerKind kind(int workers, UnaryOperator<ProcessOptions.Builder> options) {
        return WorkerKind.of(new WorkerCommand(
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
        assertNotEquals(key, kind(1, options -> options.jvmArgs("-Xmx40g")).key());
        assertNotEquals(key, kind(1, options -> options.commandPrefix("nice")).key());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xshare:off",
                "-XX:SharedArchiveFile=a.jsa",
                "-XX:AOTCache=a.aot",
                "-javaagent:a.jar",
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y",
                "--patch-module=a=b",
                "-Djava.system.class.loader=app.Loader",
                "-Djava.security.manager=app.Manager",
                "-Xlog:gc:file=gc.log",
                "-cp"
            })
    void flagThatConcernsArchivesItselfIsAnObstacle(String flag) {
        assertEquals(
                Optional.of("workers have the flag " + flag),
                kind(1, options -> options.jvmArgs(flag)).obstacle());
    }

    @Test
    void flagsInTheEnvironmentAreAnObstacle() {
        assertEquals(
                Optional.of("workers have flags in their environment"),
                kind(1, options -> options.environment("JAVA_TOOL_OPTIONS", "-javaagent:a.jar"))
                        .obstacle());
    }

    @Test
    void manifestsAddToThePath() throws IOException {
        Path outer = jar("outer.jar", "lib/inner.jar http://elsewhere/x.jar not%20there.jar");
        Path inner = jar("lib/inner.jar", "../outer.jar ../classes/");
        Path classes = Files.createDirectory(directory.resolve("classes"));
        Set<Path> paths = new LinkedHashSet<>();
        ManifestPath.addAll(outer, paths);
        assertEquals(
                Set.of(outer, inner, classes, directory.resolve("not there.jar")),
                paths.stream().map(Path::normalize).collect(Collectors.toSet()));
    }

    private Path jar(String name, String path) throws IOException {
        Path jar = directory.resolve(name);
        Files.createDirectories(jar.getParent());
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, path);
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }

    @Test
    void javaWithoutHotSpotIsAnObstacle() {
        assertEquals(
                Optional.of("there is no HotSpot in " + directory),
                kind(1, options -> options.javaHome(directory)).obstacle());
    }
}
