package dev.runner.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How costs grow is measured, and what is off the line is found. */
class ScaleTest {

    private static final Plot TASKS = plot("tasks");
    private static final Plot PAYLOAD = plot("payload");

    @TempDir
    private Path directory;

    private static Plot plot(String id) {
        return Plots.all().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Results results(Plot plot, DoubleUnaryOperator cost) {
        Rounds rounds = new Rounds();
        for (Plot.Series series : plot.series()) {
            series.points().forEach(point -> rounds.told(1, point.cost(), cost.applyAsDouble(point.x()), 0));
        }
        return rounds.results();
    }

    private static List<Double> bends(Plot plot, DoubleUnaryOperator cost) {
        return Curve.of(plot.series().get(0), plot.each(), List.of(results(plot, cost))).places().stream()
                .filter(Curve.Place::isBend)
                .map(Curve.Place::x)
                .toList();
    }

    @Test
    void costThatGrowsAsALineHasNoBend() {
        assertEquals(List.of(), bends(PAYLOAD, bytes -> 200 + bytes / 1000));
        assertEquals(List.of(), bends(TASKS, tasks -> 3 + 50_000 / tasks));
    }

    @Test
    void pointOffTheLineIsABend() {
        assertEquals(List.of(4096.0), bends(PAYLOAD, bytes -> (200 + bytes / 1000) * (bytes == 4096 ? 1.25 : 1)));
        assertEquals(List.of(), bends(PAYLOAD, bytes -> (200 + bytes / 1000) * (bytes == 4096 ? 1.15 : 1)));
        assertEquals(List.of(300_000.0), bends(TASKS, tasks -> tasks == 300_000 ? 2.3 : 3));
    }

    @Test
    void cliffAtTheEndIsABend() {
        assertEquals(List.of(1e7), bends(TASKS, tasks -> tasks > 5e6 ? 9 : 3));
    }

    @Test
    void lineHasNothingNegative() {
        Line line = Line.through(List.of(new Line.At(1, 10), new Line.At(2, 8), new Line.At(4, 6)));
        assertEquals(0, line.slope());
        assertTrue(line.fixed() >= 6 && line.fixed() <= 10, line::toString);
        assertEquals(
                0,
                Line.through(List.of(new Line.At(1, 1), new Line.At(2, 3), new Line.At(4, 9)))
                        .fixed());
    }

    @Test
    void pageNamesBendsAndHasAPicture() throws Exception {
        Path page = directory.resolve("figures.md");
        new Report(List.of(results(TASKS, tasks -> tasks > 5e6 ? 9 : 3))).write(page);
        String text = Files.readString(page);
        assertTrue(text.contains("threads at 10,000,000 (+200 %), processes at 10,000,000 (+200 %)."), text);
        assertFalse(text.contains("Targets on"), text);
        assertTrue(text.contains("(figures/scale-tasks-17.svg)"), text);
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(directory
                        .resolve("figures")
                        .resolve("scale-tasks-17.svg")
                        .toFile());
    }

    @Test
    void plotIsMeasured() throws IOException {
        assertEquals(0, Bench.run("scale", "--plots", "tasks", "--size", "0.001", "--out", directory.toString()));
        List<String> lines = Files.readAllLines(Results.numbers(directory));
        for (Plot.Series series : TASKS.series()) {
            for (Plot.Point point : series.points()) {
                if (point.large()) {
                    continue;
                }
                String begin = "1," + point.cost().side().name() + ",us,";
                assertTrue(lines.stream().anyMatch(line -> line.startsWith(begin)), () -> begin + " in " + lines);
            }
        }
        assertTrue(Files.readString(directory.resolve("scale.md")).contains("| threads | 10,000,000 |"));
    }

    @Test
    void plotThatThereIsNotIsRefused() {
        assertEquals(2, Bench.run("scale", "--plots", "no-such-plot", "--out", directory.toString()));
    }

    @Test
    void oneNameMeansOneProgram() {
        Map<String, Side> byName = new HashMap<>();
        Stream.concat(
                        Rows.all().stream().flatMap(row -> row.sides().stream()),
                        Plots.all().stream()
                                .flatMap(plot -> plot.series().stream())
                                .flatMap(series -> series.points().stream())
                                .map(point -> point.cost().side()))
                .filter(Objects::nonNull)
                .forEach(side -> assertEquals(side, byName.merge(side.name(), side, (one, other) -> one)));
    }
}
