package dev.runner.bench;

import java.util.List;

/**
 * What a cost is over a quantity that grows, measured at some points of it, which should lie on a line.
 *
 * @param id what it is chosen by
 * @param title what is measured
 * @param x what grows
 * @param y the cost
 * @param each whether the cost is that of one of what grows, such as of a task among so many, and not of all together
 * @param series what is measured, one beside the other
 */
record Plot(String id, String title, String x, String y, boolean each, List<Series> series) {

    /**
     * A backend, or a way.
     *
     * @param name what it is called
     * @param points where it is measured
     */
    record Series(String name, List<Point> points) {}

    /**
     * A point.
     *
     * @param x how much of what grows
     * @param cost the number
     * @param large whether it takes minutes, and is measured only when that is asked for
     */
    record Point(double x, Row.Number cost, boolean large) {}
}
