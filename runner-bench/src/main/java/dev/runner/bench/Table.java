package dev.runner.bench;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The table of targets, in Markdown.
 *
 * @param rows the rows
 * @param rounds what each program told in each round
 */
record Table(List<Row> rows, List<Map<String, Map<String, Double>>> rounds) {

    @Override
    public String toString() {
        StringBuilder table =
                new StringBuilder("| row | what | against | ours | theirs | ratio | spread | must, aim | met |\n"
                        + "|---|---|---|---|---|---|---|---|---|\n");
        rows.forEach(row -> table.append(line(row)).append('\n'));
        return table.toString();
    }

    private String line(Row row) {
        List<Double> ours = all(row.ours());
        List<Double> theirs = all(row.theirs());
        String begin = "| " + row.id() + " | " + row.what() + " | " + row.against() + " | ";
        if (ours.isEmpty() || ours.size() != theirs.size()) {
            return begin + "not measured here | | | | " + row.goal() + " | |";
        }
        Ratios ratios = Ratios.of(java.util.stream.IntStream.range(0, ours.size())
                .mapToObj(i -> ours.get(i) / (theirs.get(i) * row.scale()))
                .toList());
        return begin + median(ours) + " | "
                + median(theirs.stream().map(value -> value * row.scale()).toList()) + " | "
                + Ratios.format(ratios.median()) + " | " + ratios.spread() + " | " + row.goal() + " | "
                + word(row.goal().met(ratios.median())) + " |";
    }

    private static String word(Goal.Met met) {
        return switch (met) {
            case AIM -> "aim";
            case MUST -> "must";
            case NO -> "**no**";
        };
    }

    private List<Double> all(Row.Number number) {
        return rounds.stream()
                .map(round -> round.getOrDefault(number.side().name(), Map.of()).get(number.name()))
                .filter(Objects::nonNull)
                .toList();
    }

    private static String median(List<Double> values) {
        return Ratios.format(
                Ratios.median(values.stream().mapToDouble(Double::doubleValue).toArray()));
    }
}
