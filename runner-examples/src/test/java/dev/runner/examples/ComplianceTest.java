package dev.runner.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * docs/compliance.md says what the conformance tests found. Those wrote a report for each backend, in the modules that
 * were tested before this one; {@code -Dcompliance.write=true} writes the page from them, and leaves a backend that was
 * not tested as it was.
 */
class ComplianceTest {

    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();
    private static final Path PAGE = PROJECT.resolve("docs/compliance.md");
    private static final List<String> BACKENDS = List.of("serial", "threads", "forkjoin", "virtual", "processes");
    private static final Pattern RULE = Pattern.compile("\\*\\*(\\d+\\.\\d+) ([^*]+)\\.\\*\\*.*");

    private static final String HEAD = """
            # Which backend keeps which rule

            Rule by rule of [spec.md](spec.md), as `runner-tck` found it: ✔ all trials passed, ✘ some failed, – is not asked, for the
            reason below the table. An empty line is a rule of the API alone, which the tests of `runner-api` check. Written by
            `./mvnw -B -ntp verify -Dcompliance.write=true`, on Java 21 or later also for `virtual`; the build compares.

            | rule | | %s |
            |---|---|%s
            """;

    @Test
    void thePageSaysWhatTheTestsFound() throws IOException {
        Map<String, Map<String, String[]>> found = found();
        assumeFalse(found.isEmpty(), "no backend was tested");
        if (Boolean.getBoolean("compliance.write")) {
            Files.writeString(PAGE, page(found, onPage()));
        }
        for (String backend : found.keySet()) {
            Map<String, String> expected = new TreeMap<>();
            found.get(backend).forEach((rule, counts) -> expected.put(rule, mark(counts)));
            assertEquals(
                    expected,
                    onPage().getOrDefault(backend, Map.of()),
                    backend + ": write the page anew with -Dcompliance.write=true");
        }
    }

    private static String mark(String[] counts) {
        if (!counts[2].equals("0")) {
            return "✘";
        }
        return counts[1].equals("0") ? "–" : "✔";
    }

    /** The reports, by backend and rule. */
    private static Map<String, Map<String, String[]>> found() throws IOException {
        Map<String, Map<String, String[]>> found = new TreeMap<>();
        try (DirectoryStream<Path> modules = Files.newDirectoryStream(PROJECT, "runner-*")) {
            for (Path module : modules) {
                for (String backend : BACKENDS) {
                    Path report = module.resolve("target/tck/" + backend + ".tsv");
                    if (Files.exists(report)) {
                        Map<String, String[]> rules = found.computeIfAbsent(backend, id -> new LinkedHashMap<>());
                        Files.readAllLines(report)
                                .forEach(line -> rules.put(line.substring(0, line.indexOf('\t')), line.split("\t", 5)));
                    }
                }
            }
        }
        return found;
    }

    /** The marks that the page has, by backend and rule. */
    private static Map<String, Map<String, String>> onPage() throws IOException {
        Map<String, Map<String, String>> marks = new TreeMap<>();
        if (!Files.exists(PAGE)) {
            return marks;
        }
        for (String line : Files.readAllLines(PAGE)) {
            String[] cells = line.split("\\|", -1);
            if (cells.length == BACKENDS.size() + 4 && cells[1].strip().matches("\\d+\\.\\d+")) {
                for (int i = 0; i < BACKENDS.size(); i++) {
                    if (!cells[i + 3].isBlank()) {
                        marks.computeIfAbsent(BACKENDS.get(i), id -> new TreeMap<>())
                                .put(cells[1].strip(), cells[i + 3].strip());
                    }
                }
            }
        }
        return marks;
    }

    private static String page(Map<String, Map<String, String[]>> found, Map<String, Map<String, String>> before)
            throws IOException {
        StringBuilder page =
                new StringBuilder(HEAD.formatted(String.join(" | ", BACKENDS), ":-:|".repeat(BACKENDS.size())));
        List<String> reasons = new ArrayList<>();
        for (String line : Files.readAllLines(PROJECT.resolve("docs/spec.md"))) {
            Matcher rule = RULE.matcher(line);
            if (rule.matches()) {
                page.append("| ")
                        .append(rule.group(1))
                        .append(" | ")
                        .append(rule.group(2))
                        .append(" |");
                for (String backend : BACKENDS) {
                    String[] counts = found.getOrDefault(backend, Map.of()).get(rule.group(1));
                    String mark = counts != null
                            ? mark(counts)
                            : found.containsKey(backend)
                                    ? ""
                                    : before.getOrDefault(backend, Map.of()).getOrDefault(rule.group(1), "");
                    page.append(' ').append(mark).append(" |");
                    if (mark.equals("–") && counts != null) {
                        reasons.add("- " + rule.group(1) + " on `" + backend + "`: " + counts[4]);
                    }
                }
                page.append('\n');
            }
        }
        if (Files.exists(PAGE)) {
            Files.readAllLines(PAGE).stream()
                    .filter(line -> line.startsWith("- "))
                    .filter(line -> found.keySet().stream().noneMatch(backend -> line.contains(" `" + backend + "`:")))
                    .forEach(reasons::add);
        }
        page.append("\n## Not asked\n\n");
        reasons.sort(null);
        reasons.forEach(reason -> page.append(reason).append('\n'));
        return page.toString();
    }
}
