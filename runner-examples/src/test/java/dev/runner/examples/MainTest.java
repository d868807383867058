package dev.runner.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    private static final List<String> THE_FOUR = List.of("Pokemon#245", "Pokemon#250", "Pokemon#380", "Pokemon#381");

    @TempDir
    Path directory;

    /** What a run left behind. */
    private record Outcome(int exitCode, List<String> out, List<String> err) {}

    private static Outcome run(String... args) {
        StringWriter out = new StringWriter();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Main.run(args, new PrintWriter(out), new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Outcome(
                exitCode,
                out.toString().lines().toList(),
                err.toString(StandardCharsets.UTF_8).lines().toList());
    }

    private static void assertRefused(String message, String... args) {
        assertEquals(new Outcome(2, List.of(), List.of("runner-examples: " + message)), run(args));
    }

    private static String withoutTime(String summary) {
        return summary.replaceAll("time=\\d+ ms", "time=? ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"threads", "forkjoin", "processes"})
    void theFourJobsGiveTheirResultsInOrder(String backend) {
        Outcome outcome = run("jobs", "--backend", backend, "--workers", "2");

        assertEquals(0, outcome.exitCode());
        assertEquals(THE_FOUR, outcome.out());
        assertTrue(
                outcome.err()
                        .get(0)
                        .matches("backend=" + backend + ", workers=2, workers created=[1-4], jobs=4, time=\\d+ ms"),
                outcome.err()::toString);
    }

    @Test
    void theNumberZeroIsThatOfProcesses() {
        Outcome outcome = run("jobs", "--backend", "0", "--workers", "2");

        assertEquals(0, outcome.exitCode(), outcome.err()::toString);
        assertEquals(THE_FOUR, outcome.out());
        assertTrue(outcome.err().get(0).startsWith("backend=processes, workers=2,"), outcome.err()::toString);
    }

    @Test
    void oneWorkerCreatesNone() {
        Outcome outcome = run("jobs", "--backend", "1", "--workers", "1");

        assertEquals(THE_FOUR, outcome.out());
        assertEquals(
                "backend=none (ran in the calling thread), workers=1, workers created=0, jobs=4, time=? ms",
                withoutTime(outcome.err().get(0)));
    }

    @Test
    void completionOrderGivesEachResultOnce() {
        Outcome outcome = run("jobs", "--workers", "3", "--order", "completion");

        assertEquals(0, outcome.exitCode());
        assertEquals(4, outcome.out().size());
        assertEquals(Set.copyOf(THE_FOUR), new TreeSet<>(outcome.out()));
    }

    @Test
    void numbersAreClampedHoweverLarge() {
        Outcome outcome = run("jobs", "--backend", "99999999999999", "--workers", "2");

        assertEquals(THE_FOUR, outcome.out());
        assertTrue(outcome.err().get(0).startsWith("backend=forkjoin, workers=2,"), outcome.err()::toString);
    }

    @Test
    void mistakesAreSaidInOneLine() {
        assertRefused("Invalid value for option '--workers': workers must be >= 1 (was -3)", "jobs", "--workers", "-3");
        assertRefused(
                "Invalid value for option '--workers': workers must be a whole number from 1 to 2147483647 (was 'many')",
                "jobs",
                "--workers",
                "many");
        assertRefused(
                "Invalid value for option '--seconds': seconds must be a number above 0 and up to 3600 (was 'NaN')",
                "pi",
                "--seconds",
                "NaN");
        assertRefused("no example was named; name one of jobs, pi, charts, backends");
        assertRefused("Unmatched argument at index 0: 'job'; see runner-examples --help", "job");
        assertRefused("'no.csv' does not exist; name a CSV file with jobs", "jobs", "--file", "no.csv");
    }

    @Test
    void aBackendThatIsNotThereIsRefusedEvenForOneWorker() {
        Outcome outcome = run("jobs", "--backend", "ignite", "--workers", "1");

        assertEquals(2, outcome.exitCode());
        assertEquals(1, outcome.err().size(), outcome.err()::toString);
        assertTrue(
                outcome.err()
                        .get(0)
                        .startsWith(
                                "runner-examples: backend 'ignite' is not installed; add dev.runner:runner-ignite;"),
                outcome.err()::toString);
    }

    @Test
    void verboseShowsTheStackTrace() {
        Outcome outcome = run("-v", "jobs", "--backend", "nope");

        assertEquals(2, outcome.exitCode());
        assertTrue(
                outcome.err().stream().anyMatch(line -> line.startsWith("\tat dev.runner.")), outcome.err()::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void badRowsAndFailedJobsAreReportedAndTheRestGoesOn(String workers) throws IOException {
        Path file = directory.resolve("jobs.csv");
        Files.writeString(
                file,
                "\uFEFFfunction,param1,param2,param3\n" // line 1
                        + "doWork,2,4,5\n"
                        + "\n"
                        + "\"gcd\",\"12\",18,\n"
                        + "fly,1\n" // line 5
                        + "primesBelow,ten,,\n"
                        + "gcd,7\n"
                        + "doWork,\"3\"8,0\n"
                        + "collatzLength,9223372036854775807\n"
                        + "primesBelow,10,,\n" // line 10
                        + "doWork,\"3,8,1\n"
                        + "doWork,3,8,1\n");

        Outcome outcome = run("jobs", "--file", file.toString(), "--backend", "threads", "--workers", workers);

        assertEquals(1, outcome.exitCode());
        assertEquals(
                List.of("Pokemon#245", "gcd of 12 and 18 is 6", "4 primes below 10", "Pokemon#381"), outcome.out());
        List<String> err = outcome.err();
        assertEquals(
                file + ":5: there is no function 'fly'; use one of doWork, primesBelow, collatzLength, gcd",
                err.get(0));
        assertEquals(
                file + ":6: param1 of primesBelow must be a whole number from 2 to 100000000 (was 'ten')", err.get(1));
        assertEquals(file + ":7: gcd takes 2 parameters (was given 1: [7])", err.get(2));
        assertTrue(err.get(3).startsWith(file + ":8: "), err.get(3));
        assertTrue(err.get(4).startsWith(file + ":11: "), err.get(4));
        assertEquals(file + ":9: collatzLength,9223372036854775807 failed: long overflow", err.get(5));
        assertTrue(err.get(6).contains("jobs=5"), err.get(6));
        assertEquals(7, err.size(), err::toString);
    }

    @Test
    void aFileWithoutItsHeaderIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("x.csv"), "doWork,2,4,5\n");

        assertRefused(
                file + ":1: the first line must be function,param1,param2,param3 (was doWork,2,4,5)",
                "jobs",
                "--file",
                file.toString());
    }

    @Test
    void theShippedFileRunsWithoutAProblem() {
        Outcome outcome = run("jobs", "--file", "jobs.csv", "--backend", "threads", "--workers", "2");

        assertEquals(0, outcome.exitCode(), outcome.err()::toString);
        assertEquals(320, outcome.out().size());
    }

    @Test
    void piHasTheSameValueOnOneWorkerAndOnSeveral() {
        Outcome outcome = run("pi", "--seconds", "0.1", "--workers", "2", "--backend", "threads");

        assertEquals(0, outcome.exitCode(), outcome.err()::toString);
        assertTrue(outcome.out().get(0).startsWith("pi = 3.14159265"), outcome.out()::toString);
        assertTrue(outcome.out().get(3).startsWith("speed-up"), outcome.out()::toString);
    }

    @Test
    void backendsListsWhatIsInstalled() {
        Outcome outcome = run("backends");

        assertEquals(0, outcome.exitCode());
        assertTrue(outcome.out().stream().anyMatch(line -> line.matches("threads +1 +yes +.*SHARES_MEMORY.*")));
        assertEquals(
                "without --backend: threads", outcome.out().get(outcome.out().size() - 1));
    }

    @Test
    void aProgramOfItsOwnEndsWithTheExitCode() throws Exception {
        assertEquals(0, start("jobs", "--workers", "2"));
        assertEquals(THE_FOUR, Files.readAllLines(directory.resolve("out")));
        assertEquals(2, start("jobs", "--workers", "0"));
        assertEquals(
                List.of("runner-examples: Invalid value for option '--workers': workers must be >= 1 (was 0)"),
                Files.readAllLines(directory.resolve("err")));
    }

    private int start(String... args) throws IOException, InterruptedException {
        String paths = System.getProperty("java.class.path", "")
                + File.pathSeparator
                + System.getProperty("jdk.module.path", "");
        List<String> command = new ArrayList<>(
                List.of(ProcessHandle.current().info().command().orElseThrow(), "-cp", paths, Main.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile())
                .start()
                .waitFor();
    }
}
