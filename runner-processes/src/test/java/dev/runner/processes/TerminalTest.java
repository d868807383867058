package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule 7.8 at a terminal: keys reach the program only, which decides what its workers do. */
@EnabledOnOs(OS.LINUX)
class TerminalTest {

    private static final int EXIT_AFTER_INTERRUPT = 128 + 2;

    /** How long a worker that a signal has reached may take to end by it. */
    private static final Duration TIME_TO_DIE = Duration.ofMillis(700);

    @TempDir
    Path directory;

    private final Kin kin = new Kin();
    private Terminal terminal;
    private Path temporary;
    private String log;
    private String first;
    private String second;

    @BeforeEach
    void open() throws IOException {
        terminal = Terminal.open(directory);
        temporary = Files.createDirectory(directory.resolve("tmp"));
        log = directory.resolve("log").toString();
        first = directory.resolve("first").toString();
        second = directory.resolve("second").toString();
    }

    @AfterEach
    void close() {
        kin.kill();
        terminal.close();
    }

    /** Starts the program, and waits until two workers are busy. */
    private ProcessHandle run(int tasksPerWorker, boolean closesAtExit) throws IOException {
        ProcessHandle program = begin(tasksPerWorker, closesAtExit);
        Await.until(() -> "two workers of " + this, () -> workers().size() == 2);
        return program;
    }

    /** Starts the program, and waits until it has submitted its tasks. */
    private ProcessHandle begin(int tasksPerWorker, boolean closesAtExit) throws IOException {
        terminal.run(
                directory,
                TerminalProgram.class,
                kin,
                List.of("-Djava.io.tmpdir=" + temporary),
                log,
                first,
                second,
                "" + tasksPerWorker,
                "" + closesAtExit);
        return ProcessHandle.of(Long.parseLong(awaitLine("pid "))).orElseThrow();
    }

    private List<String> workers() {
        return said("worker ");
    }

    private List<String> said(String beginning) {
        return Pooled.marks(log).stream()
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.substring(beginning.length()))
                .toList();
    }

    private String awaitLine(String beginning) {
        Await.until(
                () -> "'" + beginning + "' of " + this, () -> !said(beginning).isEmpty());
        return said(beginning).get(0);
    }

    private void assertEndsWithNothingLeft(ProcessHandle program) {
        Await.gone(List.of(program));
        kin.awaitEnd();
        assertEquals(List.of(), ParentJvm.leftIn(temporary), this::toString);
    }

    private void assertExitCode(int expected) {
        Path file = directory.resolve("status");
        terminal.type("echo $? > " + file);
        Await.until(
                () -> "the exit code of " + this,
                () -> Pooled.marks(file.toString()).size() == 1);
        assertEquals(List.of("" + expected), Pooled.marks(file.toString()), this::toString);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1})
    void interruptLeavesTasksToTheProgramThatClosesItsPool(int tasksPerWorker) throws Exception {
        ProcessHandle program = run(tasksPerWorker, true);
        terminal.press(Terminal.INTERRUPT);
        awaitLine("closing");
        terminal.press(Terminal.INTERRUPT); // by somebody impatient
        Pooled.letPass(TIME_TO_DIE);
        workers()
                .forEach(pid -> assertTrue(ProcessHandle.of(Long.parseLong(pid)).isPresent(), this::toString));
        assertDrains(program);
    }

    /** None of them has been ready yet. */
    @Test
    void interruptLeavesTasksToWorkersThatAreStarting() throws Exception {
        ProcessHandle program = begin(1000, true);
        terminal.press(Terminal.INTERRUPT);
        awaitLine("closing");
        assertDrains(program);
    }

    private void assertDrains(ProcessHandle program) {
        Pooled.mark(first, "go");
        Pooled.mark(second, "go");
        awaitLine("done by ");
        assertEquals(List.of(), said("failed"), this::toString);
        assertEndsWithNothingLeft(program);
        assertExitCode(EXIT_AFTER_INTERRUPT);
    }

    @Test
    void interruptEndsProgramThatLeavesItsPoolOpen() throws Exception {
        ProcessHandle program = run(1000, false);
        terminal.press(Terminal.INTERRUPT);
        assertEndsWithNothingLeft(program);
        assertExitCode(EXIT_AFTER_INTERRUPT);
    }

    @Test
    void programWhoseTerminalIsClosedLeavesNothing() throws Exception {
        ProcessHandle program = run(1000, false);
        terminal.hangUp();
        assertEndsWithNothingLeft(program);
    }

    /** One task ends while nobody can hear it, the other long after. */
    @Test
    void programThatWasStoppedAndContinuedHasTheSameWorkers() throws Exception {
        ProcessHandle program = run(1000, false);
        terminal.press(Terminal.STOP);
        Await.until(() -> "a stop of " + this, () -> isStopped(program));
        Pooled.mark(first, "go");
        Pooled.letPass(TerminalProgram.HEARTBEAT_TIMEOUT.multipliedBy(3));
        terminal.type("fg");
        Await.until(() -> "the program to go on: " + this, () -> !isStopped(program));
        Pooled.letPass(TerminalProgram.HEARTBEAT_TIMEOUT.multipliedBy(2));
        Pooled.mark(second, "go");
        TreeSet<Long> pids = new TreeSet<>(workers().stream().map(Long::valueOf).toList());
        assertEquals(pids + ", workers that have exited: 0", awaitLine("done by "), this::toString);
        assertEquals(List.of(), said("failed"), this::toString);
        assertEndsWithNothingLeft(program);
        assertExitCode(0);
    }

    private static boolean isStopped(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", "" + process.pid(), "stat"));
            return stat.startsWith(" T ", stat.lastIndexOf(')') + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return terminal + "\nthe program said: " + String.join("\n", Pooled.marks(log));
    }
}
