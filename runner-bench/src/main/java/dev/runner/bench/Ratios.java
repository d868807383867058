package dev.runner.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The ratios of all rounds of a row.
 *
 * @param sorted the ratios, from the least to the greatest
 */
record Ratios(List<Double> sorted) {

    static Ratios of(List<Double> ratios) {
        return new Ratios(ratios.stream().sorted().toList());
    }

    double median() {
        return median(sorted.stream().mapToDouble(Double::doubleValue).toArray());
    }

    static double median(double... values) {
        double[] ordered = values.clone();
        Arrays.sort(ordered);
        int middle = ordered.length / 2;
        return ordered.length % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
    }

    String spread() {
        return format(sorted.get(0)) + " to " + format(sorted.get(sorted.size() - 1));
    }

    /** Writes a number with three digits that count. */
    static String format(double value) {
        double size = Math.abs(value);
        String pattern = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 0.1 || size == 0 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, pattern, value);
    }

    /** Writes a part of a hundred. */
    static String percent(double value) {
        return Double.isNaN(value) ? "?" : String.format(Locale.ROOT, "%.0f %%", value);
    }
}
