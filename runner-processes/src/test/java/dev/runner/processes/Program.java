package dev.runner.processes;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program of the test's in a JVM of its own, with this JVM's classes on its class path. */
final class Program implements AutoCloseable {

    /** How a line begins that the program says to the test. */
    private static final String MARK = "> ";

    private static final Path TEST_CLASSES = Path.of("target", "test-classes");

    private final Process process;
    private final BufferedReader output;
    private final StringBuilder all = new StringBuilder();

    private Program(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts a program; what it leaves in the directory for temporary files can be looked at there. */
    static Program start(Class<?> main, Path directory, Path temporary, String... flags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.add("-Djava.io.tmpdir=" + temporary);
        command.addAll(List.of("-cp", classPath(), main.getName()));
        return new Program(new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start());
    }

    private static String classPath() {
        List<String> entries = new ArrayList<>();
        for (String property : List.of("java.class.path", "jdk.module.path")) {
            for (String entry : System.getProperty(property, "").split(File.pathSeparator, -1)) {
                if (!entry.isEmpty()) {
                    entries.add(Path.of(entry).toAbsolutePath().toString());
                }
            }
        }
        if (Files.isDirectory(TEST_CLASSES)) {
            entries.add(TEST_CLASSES.toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    /** Is called by the program to say something. */
    static void say(Object text) {
        System.out.println(MARK + text);
    }

    /** Returns what the program says next. */
    String hear() throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            all.append(line).append('\n');
            if (line.startsWith(MARK)) {
                return line.substring(MARK.length());
            }
        }
        throw new IOException("the program has ended after it printed:\n" + all);
    }

    void kill() {
        process.toHandle().destroyForcibly();
    }

    int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
