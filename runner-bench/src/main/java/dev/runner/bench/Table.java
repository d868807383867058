package dev.runner.bench;

import java.util.List;

/**
 * The table of targets, in Markdown.
 *
 * @param rows the rows
 */
record Table(List<Measured> rows) {

    @Override
    public String toString() {
        StringBuilder table = new StringBuilder(
                "| row | what | against | ours | theirs | ratio | spread | must, aim | met | others |\n"
                        + "|---|---|---|---|---|---|---|---|---|---|\n");
        rows.forEach(row -> table.append(line(row)).append('\n'));
        return table.toString();
    }

    private static String line(Measured measured) {
        Row row = measured.row();
        String begin = "| " + row.id() + " | " + row.what() + " | " + row.against() + " | ";
        if (measured.isEmpty()) {
            return begin + "not measured here | | | | " + row.goal() + " | | |";
        }
        Ratios ratios = measured.ratios();
        String theirs = row.theirs() == null ? "" : median(measured.theirs());
        return begin + median(measured.ours()) + " | "
                + theirs + " | "
                + Ratios.format(ratios.median()) + " | " + ratios.spread() + " | " + row.goal() + " | "
                + word(measured.met()) + " | "
                + Ratios.percent(measured.mostOthers()) + " |";
    }

    private static String word(Goal.Met met) {
        return switch (met) {
            case AIM -> "aim";
            case MUST -> "must";
            case NO -> "**no**";
        };
    }

    private static String median(List<Double> values) {
        return Ratios.format(
                Ratios.median(values.stream().mapToDouble(Double::doubleValue).toArray()));
    }
}
