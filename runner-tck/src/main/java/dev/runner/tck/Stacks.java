package dev.runner.tck;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What all threads are doing, in this JVM and in those that it has started. */
final class Stacks {

    private static final int LIMIT_SECONDS = 10;

    private Stacks() {}

    /** Returns the stacks as text. It does not fail, and takes a bounded time. */
    static String now() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Thread, StackTraceElement[]> each :
                Thread.getAllStackTraces().entrySet()) {
            text.append(each.getKey()).append('\n');
            for (StackTraceElement frame : each.getValue()) {
                text.append("    at ").append(frame).append('\n');
            }
        }
        List<ProcessHandle> children = ProcessHandle.current().descendants().toList();
        for (ProcessHandle child : children) {
            text.append("process ").append(child.pid());
            child.info().commandLine().ifPresent(line -> text.append(": ").append(line));
            text.append('\n').append(of(child));
        }
        return text.toString();
    }

    /** Asks a process for its stacks, with the tool of the running JDK. */
    private static String of(ProcessHandle process) {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jstack");
        boolean isJava = process.info().command().orElse("").contains("java");
        if (!isJava || !Files.isExecutable(tool)) {
            return "    (no stacks: " + (isJava ? tool + " is not there" : "not a JVM") + ")\n";
        }
        Path file = null;
        try {
            file = Files.createTempFile("stacks", ".txt");
            Process asking = new ProcessBuilder(tool.toString(), "-l", "" + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(file.toFile())
                    .start();
            if (!asking.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                asking.destroyForcibly();
            }
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "    (no stacks: " + e + ")\n";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "    (no stacks: " + e + ")\n";
        } finally {
            delete(file);
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}
