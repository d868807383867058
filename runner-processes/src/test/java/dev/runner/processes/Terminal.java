package dev.runner.processes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A terminal of the kernel's, with a shell that has job control, and somebody at the keyboard. The command
 * {@code script} gives its standard input to the terminal byte by byte, which makes signals of some.
 */
final class Terminal implements AutoCloseable {

    static final char INTERRUPT = 'C' - '@';
    static final char STOP = 'Z' - '@';

    private static final long INT_AND_HUP = 0b11;

    private final Process script;
    private final OutputStream keyboard;
    private final Path screen;

    private Terminal(Process script, Path screen) {
        this.script = script;
        this.keyboard = script.getOutputStream();
        this.screen = screen;
    }

    /** Opens a terminal. The test is left out where there are not the commands for it. */
    static Terminal open(Path directory) throws IOException {
        for (String command : List.of("script", "bash")) {
            assumeTrue(isInstalled(command), () -> "there is no command '" + command + "'");
        }
        Path screen = directory.resolve("screen");
        List<String> command = new ArrayList<>(withSignals());
        command.addAll(List.of("script", "-qec", "bash --norc --noprofile --noediting -i", "/dev/null"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(screen.toFile());
        Map<String, String> environment = builder.environment();
        environment.putAll(Map.of("SHELL", "/bin/sh", "HOME", directory.toString(), "PS1", "$ "));
        environment.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        return new Terminal(builder.start(), screen);
    }

    /**
     * Returns what undoes that signals are ignored, as they are for what a shell starts in the background, and for all
     * that that starts.
     */
    private static List<String> withSignals() throws IOException {
        List<String> reset = List.of("env", "--default-signal=INT,HUP,QUIT");
        List<String> trial = new ArrayList<>(reset);
        trial.add("true");
        Process env = new ProcessBuilder(trial).redirectErrorStream(true).start();
        env.getInputStream().readAllBytes();
        if (env.onExit().join().exitValue() == 0) {
            return reset;
        }
        long ignored = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(line.substring(line.indexOf('\t') + 1), 16))
                .sum();
        assumeTrue((ignored & INT_AND_HUP) == 0, "signals are ignored here, and 'env' can't undo that");
        return List.of();
    }

    private static boolean isInstalled(String command) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, command)));
    }

    /** Has the shell run a program of the tests in the foreground. */
    void run(Path directory, Class<?> program, Kin kin, List<String> flags, String... args) throws IOException {
        Path arguments = directory.resolve("program.args");
        Stream<String> all = Stream.of(
                        flags.stream(),
                        Stream.of("-cp", ParentJvm.joined(ParentJvm.classPath()), program.getName()),
                        Stream.of(args))
                .flatMap(each -> each);
        Files.writeString(arguments, all.map(word -> '"' + word + '"').collect(Collectors.joining("\n")));
        String variables = kin.environment().entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .collect(Collectors.joining(" "));
        type(variables + " '" + ParentJvm.java() + "' '@" + arguments + "'");
    }

    void type(String line) {
        send(line + "\n");
    }

    void press(char key) {
        send(String.valueOf(key));
    }

    private void send(String text) {
        try {
            keyboard.write(text.getBytes(UTF_8));
            keyboard.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(toString(), e);
        }
    }

    /** Takes the terminal away, as when its window is closed. */
    void hangUp() {
        script.destroyForcibly();
    }

    @Override
    public void close() {
        List<ProcessHandle> all = script.descendants().toList();
        script.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public String toString() {
        try {
            return "terminal with:\n" + Files.readString(screen);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
