package dev.runner.bench;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * Why rows and plots are not as they are meant to be.
 *
 * @param byName the reasons, by the name of the row or the plot
 */
record Reasons(Map<String, String> byName) {

    private static final String FILE = "reasons.properties";

    static Reasons load() throws IOException {
        Properties properties = new Properties();
        try (Reader in = new InputStreamReader(
                Objects.requireNonNull(Reasons.class.getResourceAsStream(FILE), FILE), StandardCharsets.UTF_8)) {
            properties.load(in);
        }
        return new Reasons(properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(row -> row, properties::getProperty)));
    }

    /** Writes the reason for each row that is less than it must, and for those below the aim of which one is known. */
    String of(List<Measured> rows) {
        String text = rows.stream()
                .filter(row -> !row.isEmpty())
                .map(this::of)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining());
        return text.isEmpty() ? "" : "\nWhat is not as it is meant to be, and why:\n\n" + text;
    }

    /** Returns what is known about the bends of a plot, with a space before it, or nothing. */
    String after(Plot plot) {
        String reason = byName.get(plot.id());
        return reason == null ? "" : " Why: " + reason + ".";
    }

    private String of(Measured measured) {
        String reason = byName.get(measured.row().id());
        return switch (measured.met()) {
            case AIM -> "";
            case MUST -> reason == null ? "" : line(measured, "below the aim", reason);
            case NO -> line(measured, "less than it must", reason == null ? "not known yet" : reason);
        };
    }

    private static String line(Measured measured, String how, String reason) {
        return "- **" + measured.row().id() + "**, " + how + ": " + reason + ".\n";
    }
}
