package dev.runner.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The harness runs its programs and writes what they told. How fast anything is, is not looked at. */
class BenchTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"jobs", "threads", "map", "fairness", "wire-bytes"})
    void rowIsMeasuredInEachRound(String row) throws IOException {
        assertEquals(0, Bench.run("--rows", row, "--rounds", "2", "--size", "0.001", "--out", directory.toString()));
        List<String> table = Files.readAllLines(directory.resolve("table.md"));
        assertEquals(3, table.size());
        List<String> numbers = Files.readAllLines(directory.resolve("numbers.csv"));
        Row measured = Rows.all().stream()
                .filter(each -> each.id().equals(row))
                .findFirst()
                .orElseThrow();
        if (table.get(2).contains("not measured here")) {
            assertEquals(row, "map", "only what needs Python may be left out");
            return;
        }
        for (Row.Number number : numbers(measured)) {
            for (int round = 1; round <= 2; round++) {
                String line = round + "," + number.side().name() + "," + number.name() + ",";
                assertTrue(numbers.stream().anyMatch(each -> each.startsWith(line)), () -> line + " in " + numbers);
            }
        }
    }

    @Test
    void realWorkHasTheSameResultsWhereverItIsDone() throws IOException {
        assertEquals(
                0,
                Bench.run(
                        "--rows",
                        "(sha256|gzip|csv)-(python|threads)",
                        "--rounds",
                        "1",
                        "--size",
                        "0.005",
                        "--out",
                        directory.toString()));
        List<String> digests = Files.readAllLines(directory.resolve("numbers.csv")).stream()
                .filter(line -> line.contains(",digest,"))
                .toList();
        assertTrue(
                digests.size() == 6 || digests.size() == 9, () -> "of Java, and of Python if there is one: " + digests);
        assertEquals(
                3,
                digests.stream()
                        .map(line -> Sample.parse(line).value())
                        .distinct()
                        .count(),
                digests::toString);
    }

    private static List<Row.Number> numbers(Row row) {
        return row.theirs() == null ? List.of(row.ours()) : List.of(row.ours(), row.theirs());
    }

    @Test
    void rowThatThereIsNotIsRefused() {
        assertEquals(2, Bench.run("--rows", "no-such-row", "--out", directory.toString()));
    }

    @Test
    void oneNameMeansOneProgram() {
        List<Side> sides = Rows.all().stream()
                .flatMap(row -> row.sides().stream())
                .distinct()
                .toList();
        assertEquals(sides.size(), sides.stream().map(Side::name).distinct().count());
        assertEquals(
                Rows.all().size(), Rows.all().stream().map(Row::id).distinct().count());
    }

    @Test
    void eachFunctionThatPythonIsToRunIsInTheScript() throws IOException {
        String script;
        try (var in = Runs.class.getResourceAsStream("pools.py")) {
            script = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
        Stream<String> functions = Rows.all().stream()
                .flatMap(row -> row.sides().stream())
                .filter(side -> side.kind() == Side.Kind.PYTHON)
                .map(side -> side.words().get(0));
        assertEquals(
                List.of(),
                functions
                        .filter(function -> !Pattern.compile("^def " + function + "\\(", Pattern.MULTILINE)
                                .matcher(script)
                                .find())
                        .toList());
    }
}
