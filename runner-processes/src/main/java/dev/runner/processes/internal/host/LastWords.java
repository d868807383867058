package dev.runner.processes.internal.host;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The last lines that a worker printed, and what its JVM reported when it crashed. Thread-safe. */
final class LastWords {

    private static final int LINES = 20;
    private static final String OUT_OF_MEMORY = "Terminating due to java.lang.OutOfMemoryError: ";

    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private final List<String> report = new ArrayList<>();

    synchronized void add(String line) {
        boolean begins = report.isEmpty() && CrashReport.isBeginning(line);
        if (begins && !lines.isEmpty() && CrashReport.isEmptyComment(lines.getLast())) {
            lines.removeLast(); // the line above the first is the report's, too
        }
        if (begins || !report.isEmpty()) {
            if (report.size() < CrashReport.MOST_LINES) {
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

    synchronized Optional<CrashReport> crashReport() {
        return CrashReport.in(List.copyOf(report));
    }

    /** Returns of which memory there was too little, if that is why the JVM says that it ended. */
    synchronized Optional<String> outOfMemory() {
        return lines.stream()
                .filter(line -> line.startsWith(OUT_OF_MEMORY))
                .map(line -> line.substring(OUT_OF_MEMORY.length()))
                .findFirst();
    }
}
