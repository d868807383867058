package dev.runner.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page is made of what lies in directories of results. */
class ReportTest {

    private static final Row JOBS = row("jobs");
    private static final Row QUEUED = row("queued");

    @TempDir
    private Path directory;

    private static Row row(String id) {
        return Rows.all().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Circumstances on(String java, int rounds) {
        return new Circumstances("2026-01-02", java, "", "2 processors", rounds, 1, "--rounds " + rounds);
    }

    private static Results results(Circumstances circumstances, Row row, double ours, double theirs) {
        return new Rounds(circumstances)
                .told(1, row.ours(), ours, 3)
                .told(1, row.theirs(), theirs, 4)
                .results();
    }

    private String page(Results... results) throws IOException {
        Path page = directory.resolve("figures.md");
        new Report(List.of(results)).write(page);
        return Files.readString(page);
    }

    private static String line(String page, String begin) {
        return page.lines().filter(line -> line.startsWith(begin)).collect(Collectors.joining("\n"));
    }

    @Test
    void runsArePutTogetherAndTheLastCounts() throws IOException {
        Circumstances java = on("VM 17.0.1+2", 5);
        String page = page(results(java, JOBS, 10, 10), results(java, QUEUED, 100, 100), results(java, JOBS, 30, 10));
        assertTrue(line(page, "| jobs |").contains("| 30.0 | 10.0 | 3.00 |"), page);
        assertTrue(line(page, "| queued |").contains("| 100 | 100 | 1.00 |"), page);
        assertTrue(line(page, "| map |").contains("not measured here"), page);
    }

    @Test
    void eachJavaHasItsTableAndItsPicture() throws Exception {
        String page =
                page(results(on("VM 17.0.1+2", 5), JOBS, 10, 10), results(on("VM 25.0.1+8-LTS", 5), JOBS, 30, 10));
        assertEquals(2, page.lines().filter(line -> line.startsWith("| jobs |")).count(), page);
        for (String picture : List.of("ratios-17.svg", "ratios-25.svg")) {
            assertTrue(page.contains("(figures/" + picture + ")"), page);
            Path file = directory.resolve("figures").resolve(picture);
            String text = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getDocumentElement()
                    .getTextContent();
            assertTrue(text.contains("jobs"), text);
            assertFalse(text.contains("queued"), text);
        }
    }

    @Test
    void rowThatIsLessThanItMustHasAReason() throws IOException {
        Results lost = results(on("VM 17.0.1+2", 5), JOBS, 99, 10);
        assertEquals(
                "- **jobs**, less than it must: not known yet.\n",
                new Reasons(Map.of())
                        .of(List.of(lost.measured(JOBS)))
                        .lines()
                        .filter(line -> line.startsWith("-"))
                        .collect(Collectors.joining("\n", "", "\n")));
        assertTrue(new Reasons(Map.of("jobs", "it counts"))
                .of(List.of(lost.measured(JOBS)))
                .contains("- **jobs**, less than it must: it counts.\n"));
    }

    @Test
    void rowThatIsAsAimedAtNeedsNoReason() {
        Results won = results(on("VM 17.0.1+2", 5), JOBS, 5, 10);
        assertEquals("", new Reasons(Map.of("jobs", "old")).of(List.of(won.measured(JOBS))));
    }

    @Test
    void everyReasonIsThatOfARowOrAPlot() throws IOException {
        Set<String> names = new HashSet<>(Reasons.load().byName().keySet());
        Rows.all().forEach(row -> names.remove(row.id()));
        Plots.all().forEach(plot -> names.remove(plot.id()));
        assertEquals(Set.of(), names);
    }

    @Test
    void fewRoundsAreCalledATrial() throws IOException {
        assertTrue(page(results(on("VM 17.0.1+2", 4), JOBS, 1, 1)).contains("**A trial"));
        assertFalse(page(results(on("VM 17.0.1+2", 5), JOBS, 1, 1)).contains("**A trial"));
    }

    @Test
    void pageWithoutResultsSaysHowToMeasure() throws IOException {
        String page = page();
        assertTrue(page.contains("Nothing has been measured yet."), page);
        assertTrue(page.contains("## How to measure"), page);
        assertFalse(Files.exists(directory.resolve("figures")));
    }

    /** Who changes what the page says makes it anew. */
    @Test
    void pageOfTheProjectIsMadeOfWhatIsHere() throws IOException {
        String page = page();
        String committed = Files.readString(Path.of("..", "docs", "benchmarks.md"));
        String begin = page.substring(0, page.indexOf("\nNothing has been"));
        String end = page.substring(page.indexOf("## How to measure"));
        assertTrue(committed.startsWith(begin), "begins as page-begin.md: " + committed);
        assertTrue(committed.endsWith(end), "ends as page-end.md: " + committed);
    }

    @Test
    void numbersAreReadAsTheyWereWritten() {
        Sample sample = new Sample(3, "two words: 1", "p50", 0.1 + 0.2, Double.NaN);
        assertEquals(sample, Sample.parse(sample.line()));
        assertThrows(IllegalArgumentException.class, () -> Sample.parse("1,2,3"));
        assertThrows(IllegalArgumentException.class, () -> Side.java("one, two", ReportTest.class));
    }

    @Test
    void circumstancesAreReadAsTheyWereWritten() throws IOException {
        Circumstances here = Circumstances.here(null, 7, 0.5, "--rows 'a|b'");
        here.write(directory);
        assertEquals(here, Circumstances.read(directory));
        assertEquals(Runtime.version().feature(), here.feature());
    }

    @Test
    void directoryWithoutResultsIsRefused() {
        assertEquals(2, Bench.run("report", "--page", directory.resolve("p.md").toString(), directory.toString()));
    }
}
