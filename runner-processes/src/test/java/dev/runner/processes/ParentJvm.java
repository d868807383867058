package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pools;
import dev.runner.remote.Payloads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;

/** A JVM of its own, started by a test, that opens pools. Its output goes to files in the test's directory. */
final class ParentJvm implements AutoCloseable {

    private static final int LIMIT_SECONDS = 90;

    private final Process process;
    private final Path out;
    private final Path err;

    private ParentJvm(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts a program of the tests on the class path. */
    static ParentJvm start(Path directory, Class<?> program, List<String> flags, String... args) {
        List<String> arguments = new ArrayList<>(flags);
        arguments.addAll(List.of("-cp", joined(classPath()), program.getName()));
        arguments.addAll(List.of(args));
        return start(directory, Map.of(), arguments);
    }

    /** Starts the running Java in a directory. */
    static ParentJvm start(Path directory, Map<String, String> environment, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(java().toString()));
        command.addAll(arguments);
        try {
            Path out = Files.createTempFile(directory, "out", ".txt");
            Path err = Files.createTempFile(directory, "err", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
            // not where archives of the user's own are
            builder.environment()
                    .put("XDG_CACHE_HOME", directory.resolve("cache").toString());
            builder.environment().putAll(environment);
            return new ParentJvm(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** Returns where the classes of the framework and of the tests are. */
    static List<Path> classPath() {
        return Stream.concat(framework().stream(), Stream.of(locationOf(ParentJvm.class)))
                .toList();
    }

    /** Returns where the classes of the framework are, and of what it needs. */
    static List<Path> framework() {
        return Stream.of(Pools.class, Payloads.class, ProcessOptions.class, Logger.class)
                .map(ParentJvm::locationOf)
                .toList();
    }

    static String joined(List<Path> path) {
        return path.stream().map(Path::toString).collect(Collectors.joining(System.getProperty("path.separator")));
    }

    /** Returns the directory or the jar from which a class was loaded, also where it patches a module. */
    private static Path locationOf(Class<?> type) {
        String file = type.getName().replace('.', '/') + ".class";
        URL url = Objects.requireNonNull(type.getResource(type.getSimpleName() + ".class"));
        String text = url.toString();
        text = text.substring(0, text.length() - file.length());
        if (text.startsWith("jar:")) {
            text = text.substring("jar:".length(), text.length() - "!/".length());
        }
        try {
            return Path.of(new URI(text));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(text, e);
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Kills it as {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    private int awaitEnd() {
        try {
            assertTrue(
                    process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS),
                    () -> "has not ended after " + LIMIT_SECONDS + " s: " + this);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return process.exitValue();
    }

    /** Waits for its end and checks how it was. */
    void assertEndsWith(int exitCode, String... lines) {
        assertEquals(exitCode, awaitEnd(), this::toString);
        assertEquals(List.of(lines), out(), this::toString);
    }

    /** Waits for a line that begins so, and returns the rest of it. */
    String awaitLine(String beginning) {
        Await.until(() -> "a line '" + beginning + "' of " + this, () -> find(beginning) != null || !process.isAlive());
        return Objects.requireNonNull(find(beginning), () -> "has ended without '" + beginning + "': " + this);
    }

    private String find(String beginning) {
        return out().stream()
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.substring(beginning.length()))
                .findFirst()
                .orElse(null);
    }

    List<String> out() {
        return lines(out);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what pools have left in a directory for temporary files. */
    static List<Path> leftIn(Path temporary) {
        List<Path> left = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(temporary, "runner-*")) {
            entries.forEach(left::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return left;
    }

    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public String toString() {
        return "process " + process + "\nout: " + String.join("\n", out()) + "\nerr: " + String.join("\n", lines(err));
    }
}
