package dev.runner.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The page of all that was measured, and its pictures. Results of one Java version are put together: a row is taken
 * from the last of them that has it.
 *
 * @param results the results
 */
record Report(List<Results> results) {

    /** How many rounds there are at least of what is more than a trial. */
    private static final int ROUNDS = 5;

    /** Writes the page, and its pictures into a directory of the same name beside it. */
    void write(Path page) throws IOException {
        String name = page.getFileName().toString().replaceFirst("\\.md$", "");
        Path pictures = page.resolveSibling(name);
        if (!results.isEmpty()) {
            Files.createDirectories(pictures);
        }
        StringBuilder text = new StringBuilder(resource("page-begin.md"));
        Map<Integer, List<Results>> byJava = results.stream()
                .collect(Collectors.groupingBy(
                        each -> each.circumstances().feature(), TreeMap::new, Collectors.toList()));
        for (Map.Entry<Integer, List<Results>> java : byJava.entrySet()) {
            targets(text, java.getKey(), java.getValue(), pictures);
            scale(text, java.getKey(), java.getValue(), pictures);
        }
        if (results.isEmpty()) {
            text.append("\nNothing has been measured yet.\n");
        }
        text.append('\n').append(resource("page-end.md"));
        Files.writeString(page, text);
    }

    private static void targets(StringBuilder text, int java, List<Results> results, Path pictures) throws IOException {
        List<Measured> rows = rows(results);
        List<Results> used = results.stream()
                .filter(each ->
                        Rows.all().stream().anyMatch(row -> !each.measured(row).isEmpty()))
                .toList();
        if (used.isEmpty()) {
            return;
        }
        text.append("\n## Targets on Java ").append(java).append("\n\n");
        used.forEach(each -> text.append(line(each.circumstances(), ROUNDS)));
        text.append('\n').append(new Table(rows)).append('\n');
        String file = "ratios-" + java + ".svg";
        Files.writeString(pictures.resolve(file), new RatioChart("Java " + java, rows).toString());
        text.append("![The ratios on Java " + java + "](" + pictures.getFileName() + "/" + file + ")\n");
        text.append(Reasons.load().of(rows));
    }

    private static void scale(StringBuilder text, int java, List<Results> results, Path pictures) throws IOException {
        List<Results> used = results.stream().filter(Report::hasPoints).toList();
        String plots = new ScaleReport(java, used).write(pictures, pictures.getFileName() + "/");
        if (!plots.isEmpty()) {
            text.append("\n## How costs grow on Java ").append(java).append("\n\n");
            used.forEach(each -> text.append(line(each.circumstances(), 1)));
            text.append(plots);
        }
    }

    private static boolean hasPoints(Results results) {
        return Plots.all().stream()
                .flatMap(plot -> plot.series().stream())
                .flatMap(series -> series.points().stream())
                .anyMatch(point -> !results.values(point.cost()).isEmpty());
    }

    /** Returns each row as the last results have it that have it. */
    static List<Measured> rows(List<Results> results) {
        List<Measured> rows = new ArrayList<>();
        for (Row row : Rows.all()) {
            Measured last = new Measured(row, List.of(), List.of(), List.of());
            for (Results each : results) {
                Measured measured = each.measured(row);
                last = measured.isEmpty() ? last : measured;
            }
            rows.add(last);
        }
        return rows;
    }

    /** Writes a line on when and where something was measured. */
    private static String line(Circumstances circumstances, int leastRounds) {
        String other = circumstances.java25().isEmpty() ? "" : "; for what needs 25: " + circumstances.java25();
        String trial = circumstances.isTrial(leastRounds)
                ? "  **A trial: that the harness works is all that these numbers say.**\n"
                : "";
        return "- " + circumstances.date() + ", " + circumstances.java() + other + "; " + circumstances.machine()
                + "; `" + circumstances.command() + "`\n" + trial;
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Report.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
