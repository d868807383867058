package dev.runner.processes.internal.host;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The last lines that a worker printed, and what its JVM reported when it crashed. Thread-safe. */
final class LastWords {

    private static final int LINES = 20;
    private static final int REPORT_LINES = 200;
    private static final String EMPTY_REPORT_LINE = "#";
    private static final String REPORT_BEGINS = "# A fatal error has been detected by the Java Runtime Environment";

    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private final List<String> report = new ArrayList<>();

    synchronized void add(String line) {
        if (line.startsWith(REPORT_BEGINS) && EMPTY_REPORT_LINE.equals(lines.peekLast())) {
            report.add(lines.removeLast()); // the line above the first is the report's, too
        }
        if (!report.isEmpty() || line.startsWith(REPORT_BEGINS)) {
            if (report.size() < REPORT_LINES) {
                report.add(line);
            }
            return;
        }
        if (lines.size() == LINES) {
            lines.remove();
        }
        lines.add(line);
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    synchronized Optional<String> crashReport() {
        return report.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", report));
    }
}
