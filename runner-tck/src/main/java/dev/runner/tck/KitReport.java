package dev.runner.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.opentest4j.TestAbortedException;

/** What became of the trials of a backend, by rule. Thread-safe. */
final class KitReport {

    /** How a trial ended. */
    enum Verdict {
        PASSED,
        FAILED,
        SKIPPED
    }

    /** One trial of one check. */
    @FunctionalInterface
    interface Attempt {
        void run() throws Throwable;
    }

    /** What is known of one rule. */
    private static final class Line {
        private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
        private final Set<String> reasons = new TreeSet<>();

        int count(Verdict verdict) {
            return counts.getOrDefault(verdict, 0);
        }
    }

    private final Map<String, Line> lines = new TreeMap<>(Comparator.comparing(KitReport::sortKey));
    private final List<String> failures = new ArrayList<>();

    static String sortKey(String rule) {
        String[] number = rule.split("\\.", -1);
        return "%03d.%03d".formatted(Integer.parseInt(number[0]), Integer.parseInt(number[1]));
    }

    /** Makes a trial, notes how it ended, and throws what it threw. */
    void tried(RuleCheck check, Conditions conditions, Attempt trial) throws Throwable {
        try {
            trial.run();
            note(check, Verdict.PASSED, "");
        } catch (TestAbortedException e) {
            note(check, Verdict.SKIPPED, String.valueOf(e.getMessage()).replace("Assumption failed: ", ""));
            throw e;
        } catch (Throwable e) {
            note(check, Verdict.FAILED, check.name() + " [" + conditions + "]: " + e);
            throw e;
        }
    }

    private synchronized void note(RuleCheck check, Verdict verdict, String detail) {
        for (String rule : check.rules()) {
            Line line = lines.computeIfAbsent(rule, number -> new Line());
            line.counts.merge(verdict, 1, Integer::sum);
            if (verdict == Verdict.SKIPPED) {
                line.reasons.add(detail);
            }
        }
        if (verdict == Verdict.FAILED) {
            failures.add(detail);
        }
    }

    /** Returns what failed: the check, its conditions, and how. */
    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /** Returns a table for people, a line for each rule. */
    synchronized List<String> table() {
        List<String> table = new ArrayList<>();
        table.add("rule   passed  failed  skipped");
        lines.forEach((rule, line) -> table.add("%-5s  %6d  %6d  %7d  %s"
                .formatted(
                        rule,
                        line.count(Verdict.PASSED),
                        line.count(Verdict.FAILED),
                        line.count(Verdict.SKIPPED),
                        String.join("; ", line.reasons))
                .stripTrailing()));
        return table;
    }

    /** Writes a line for each rule: its number, the three counts, and why trials were skipped. */
    synchronized void writeTo(Path file) throws IOException {
        List<String> text = new ArrayList<>();
        lines.forEach((rule, line) -> text.add(String.join(
                "\t",
                rule,
                "" + line.count(Verdict.PASSED),
                "" + line.count(Verdict.FAILED),
                "" + line.count(Verdict.SKIPPED),
                String.join("; ", line.reasons))));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, text);
    }
}
