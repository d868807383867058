package dev.runner.processes.internal.host;

import dev.runner.processes.internal.launch.WorkerCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The beginning of what a JVM writes when it crashes: what happened, where, and the stack of the thread that did it.
 *
 * @param lines its lines
 */
record CrashReport(List<String> lines) {

    private static final Logger LOG = LoggerFactory.getLogger(CrashReport.class);

    /** How many lines are of interest; what follows is about other threads, mappings and flags. */
    static final int MOST_LINES = 200;

    private static final String COMMENT = "#";
    private static final String FATAL = "# A fatal error has been detected by the Java Runtime Environment";
    private static final String NO_MEMORY = "# There is insufficient memory for the Java Runtime Environment";
    private static final String FRAME = "# Problematic frame:";
    private static final List<String> WHAT = List.of("SIG", "Internal Error", "Native memory", "fatal error", "Out of");

    /** Tells whether a line begins a report, but for an empty comment above it. */
    static boolean isBeginning(String line) {
        return line.startsWith(FATAL) || line.startsWith(NO_MEMORY);
    }

    static boolean isEmptyComment(String line) {
        return line.equals(COMMENT);
    }

    /** Reads the report that a process has left in a directory. */
    static Optional<CrashReport> of(long pid, Path directory) {
        Path file = directory.resolve(WorkerCommand.CRASH_REPORT.replace(WorkerCommand.PID, Long.toString(pid)));
        try (Stream<String> written = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return in(written.limit(2L * MOST_LINES).toList());
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("process {} has left no crash report", pid, e);
            return Optional.empty();
        }
    }

    /** Finds a report among the lines that a process has written. */
    static Optional<CrashReport> in(List<String> written) {
        List<String> report = written.stream()
                .dropWhile(line -> !isBeginning(line))
                .limit(MOST_LINES)
                .toList();
        return report.isEmpty() ? Optional.empty() : Optional.of(new CrashReport(report));
    }

    /** Returns what happened and where, in a line. */
    String summary() {
        return Stream.concat(what(), where()).collect(Collectors.joining(", in "));
    }

    private Stream<String> what() {
        return lines.stream()
                .takeWhile(line -> line.startsWith(COMMENT))
                .map(CrashReport::text)
                .filter(text -> WHAT.stream().anyMatch(text::startsWith))
                .map(text -> text.replaceFirst(", pid=.*", ""))
                .limit(1);
    }

    private Stream<String> where() {
        return lines.stream()
                .dropWhile(line -> !line.startsWith(FRAME))
                .skip(1)
                .limit(1)
                .map(CrashReport::text);
    }

    private static String text(String line) {
        return line.substring(COMMENT.length()).trim().replaceAll("\\s+", " ");
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
