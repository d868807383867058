package dev.runner.tck;

import dev.runner.PoolFuture;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Another JVM, which a rule starts to see from outside what can't be seen from inside: how a program finds a backend,
 * and how it ends. It has the Java and the class path of this one, and nobody has chosen a backend for it.
 */
final class ChildJvm implements AutoCloseable {

    private static final String SAID = "said: ";
    private static final List<String> NOT_INHERITED = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");

    private final List<String> command;
    private final Process process;
    private final LifeTasks.Aside<String> output;

    private ChildJvm(List<String> command) throws IOException {
        this.command = command;
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("RUNNER_") || NOT_INHERITED.contains(name));
        this.process = builder.start();
        process.getOutputStream().close();
        this.output =
                LifeTasks.aside(() -> new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    /** Starts a program on the class path. */
    static ChildJvm start(Class<?> program, String... args) throws IOException {
        return start(List.of(), onClassPath(), program, args);
    }

    /**
     * Starts a program.
     *
     * @param prefix what comes before the command
     * @param flags what the JVM is told, its paths among them
     * @param program the class with the {@code main}
     * @param args what the program is told
     */
    static ChildJvm start(List<String> prefix, List<String> flags, Class<?> program, String... args)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(flags);
        command.add("-Drunner.tck.limit=" + Polling.LIMIT_SECONDS);
        command.add(program.getName());
        command.addAll(List.of(args));
        return new ChildJvm(command);
    }

    /** Returns the flags for the class path of this JVM, whatever it has on which path, and more before it. */
    static List<String> onClassPath(String... more) {
        return List.of(
                "-cp",
                Stream.concat(Stream.of(more), paths().stream()).collect(Collectors.joining(File.pathSeparator)));
    }

    /** Returns what this JVM has on its class path and module path. */
    static List<String> paths() {
        return Stream.of("java.class.path", "jdk.module.path")
                .flatMap(name -> Stream.of(System.getProperty(name, "").split(File.pathSeparator, -1)))
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    /** Is called by the program, to say a line to who has started it. */
    static void say(Object line) {
        System.out.println(SAID + line);
    }

    /** Is called by the program, to say what has become of a task. */
    static void sayOutcome(PoolFuture<?> task) {
        try {
            say(LifeTasks.outcome(task));
        } catch (InterruptedException | TimeoutException e) {
            say(e);
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Waits for its end, and returns all that it has printed. Fails if it does not end. */
    String awaitEnd() throws Exception {
        boolean ended = process.waitFor(LifeTasks.LIMIT_SECONDS, TimeUnit.SECONDS);
        String stacks = ended ? "" : Stacks.now();
        close();
        String text = output.get();
        if (!ended) {
            throw new AssertionError("the JVM has not ended: " + command + "\n" + text + "\n" + stacks);
        }
        return text;
    }

    /** Waits for its end, which has to be in order, and returns the lines that it has said. */
    List<String> awaitLines() throws Exception {
        String text = awaitEnd();
        if (exitCode() != 0) {
            throw new AssertionError("exit code " + exitCode() + " of " + command + "\n" + text);
        }
        return linesOf(text);
    }

    /** Picks out what was said from what was printed. */
    static List<String> linesOf(String text) {
        return text.lines()
                .filter(line -> line.startsWith(SAID))
                .map(line -> line.substring(SAID.length()))
                .toList();
    }

    int exitCode() {
        return process.exitValue();
    }

    /** Ends it if it has not ended, with all that it has started. */
    @Override
    public void close() {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
