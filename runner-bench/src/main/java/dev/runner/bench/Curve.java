package dev.runner.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * A series as it was measured.
 *
 * @param name what it is called
 * @param places its points, by what grows
 */
record Curve(String name, List<Place> places) {

    /** How far off the line something may be. */
    static final double TOLERATED = 0.2;

    private static final int LEAST_PLACES = 3;

    /**
     * A point as it was measured, and as the line has it.
     *
     * @param x how much of what grows
     * @param cost the median of its rounds
     * @param line what it would be on the line
     */
    record Place(double x, double cost, double line) {

        /** Returns how far it is off the line, in proportion. */
        double off() {
            return cost / line - 1;
        }

        boolean isBend() {
            return Math.abs(off()) > TOLERATED;
        }
    }

    /** Finds the points that were measured, of each the last results that have it, and lays a line through them. */
    static Curve of(Plot.Series series, boolean each, List<Results> results) {
        List<Line.At> measured = new ArrayList<>();
        for (Plot.Point point : series.points()) {
            double cost = Double.NaN;
            for (Results some : results) {
                double[] values = some.values(point.cost()).stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray();
                cost = values.length == 0 ? cost : Ratios.median(values);
            }
            if (!Double.isNaN(cost)) {
                measured.add(new Line.At(point.x(), each ? cost * point.x() : cost));
            }
        }
        if (measured.size() < LEAST_PLACES) {
            return new Curve(series.name(), List.of());
        }
        Line line = Line.through(measured);
        return new Curve(
                series.name(),
                measured.stream()
                        .map(at -> new Place(
                                at.x(), each ? at.y() / at.x() : at.y(), line.at(at.x()) / (each ? at.x() : 1)))
                        .toList());
    }
}
