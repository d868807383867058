package dev.runner.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The plots in Markdown, with their pictures, and what is off the line.
 *
 * @param java the version of Java that all was measured on
 * @param results what was measured
 */
record ScaleReport(int java, List<Results> results) {

    /**
     * Writes the pictures, and returns the text; nothing if nothing was measured.
     *
     * @param pictures the directory for the pictures
     * @param link what the text has before the name of a picture
     */
    String write(Path pictures, String link) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Plot plot : Plots.all()) {
            List<Curve> curves = plot.series().stream()
                    .map(series -> Curve.of(series, plot.each(), results))
                    .filter(curve -> !curve.places().isEmpty())
                    .toList();
            if (!curves.isEmpty()) {
                String file = "scale-" + plot.id() + "-" + java + ".svg";
                String title = plot.title().replace("`", "") + ", Java " + java;
                Files.writeString(pictures.resolve(file), new PlotChart(plot, title, curves).toString());
                text.append("\n### ").append(plot.title()).append("\n\n");
                text.append("![").append(title).append("](");
                text.append(link).append(file).append(")\n\n");
                text.append(table(plot, curves)).append('\n').append(bends(plot, curves));
            }
        }
        return text.toString();
    }

    private static String table(Plot plot, List<Curve> curves) {
        StringBuilder table = new StringBuilder(
                "| | " + plot.x() + " | " + plot.y() + " | on the line | off |\n" + "|---|---:|---:|---:|---:|\n");
        for (Curve curve : curves) {
            for (Curve.Place place : curve.places()) {
                table.append(String.format(
                        Locale.ROOT,
                        "| %s | %,.0f | %s | %s | %s |%n",
                        curve.name(),
                        place.x(),
                        Ratios.format(place.cost()),
                        Ratios.format(place.line()),
                        place.isBend() ? "**" + off(place) + "**" : off(place)));
            }
        }
        return table.toString();
    }

    private static String bends(Plot plot, List<Curve> curves) throws IOException {
        String bends = curves.stream()
                .flatMap(curve -> curve.places().stream()
                        .filter(Curve.Place::isBend)
                        .map(place ->
                                String.format(Locale.ROOT, "%s at %,.0f (%s)", curve.name(), place.x(), off(place))))
                .collect(Collectors.joining(", "));
        return bends.isEmpty()
                ? "Nothing is off the line by more than 20 %.\n"
                : "Off the line by more than 20 %: " + bends + "."
                        + Reasons.load().after(plot) + "\n";
    }

    private static String off(Curve.Place place) {
        return String.format(Locale.ROOT, "%+.0f %%", 100 * place.off());
    }
}
