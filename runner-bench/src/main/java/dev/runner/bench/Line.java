package dev.runner.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A cost that grows as it should: something fixed, and so much for each of what grows.
 *
 * @param fixed what it costs anyway
 * @param slope what each costs besides
 */
record Line(double fixed, double slope) {

    private static final int STEPS = 100;
    private static final double LEAST_OFF = 0.01;

    /**
     * A point.
     *
     * @param x how much of what grows
     * @param y what that costs in all
     */
    record At(double x, double y) {}

    /**
     * Fits a line. What counts of a point is how far it is off in proportion, so that small costs weigh as much as
     * large ones, and not the square of that, so that a bend stands out and does not draw the line to itself. Neither
     * part is negative.
     */
    static Line through(List<At> points) {
        Line line = weighted(points, at -> 1 / (at.y() * at.y()));
        for (int i = 0; i < STEPS; i++) {
            Line last = line;
            line = weighted(points, at -> {
                double expected = last.at(at.x());
                double off = Math.abs(at.y() / expected - 1);
                return 1 / (expected * expected * Math.max(off, LEAST_OFF));
            });
        }
        return line;
    }

    /** Finds the line of which the sum of the weighted squares of distances is the least. */
    private static Line weighted(List<At> points, ToDoubleFunction<At> weights) {
        double ones = 0;
        double xs = 0;
        double squares = 0;
        double ys = 0;
        double products = 0;
        for (At at : points) {
            double weight = weights.applyAsDouble(at);
            ones += weight;
            xs += weight * at.x();
            squares += weight * at.x() * at.x();
            ys += weight * at.y();
            products += weight * at.x() * at.y();
        }
        double determinant = ones * squares - xs * xs;
        double fixed = (squares * ys - xs * products) / determinant;
        double slope = (ones * products - xs * ys) / determinant;
        if (determinant == 0 || slope < 0) {
            return new Line(ys / ones, 0);
        }
        return fixed < 0 ? new Line(0, products / squares) : new Line(fixed, slope);
    }

    double at(double x) {
        return fixed + slope * x;
    }
}
