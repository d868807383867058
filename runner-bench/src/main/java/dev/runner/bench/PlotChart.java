package dev.runner.bench;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * A plot as a picture: both axes logarithmic, points where something was measured, the line that they should be on, and
 * a ring around each that is off it.
 *
 * @param plot what it is of
 * @param title what is above it
 * @param curves what was measured
 */
record PlotChart(Plot plot, String title, List<Curve> curves) {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 420;
    private static final int TOP = 60;
    private static final int BOTTOM = 56;
    private static final int LEFT = 90;
    private static final int RIGHT = 36;
    private static final List<String> COLOURS = List.of("#2a6fb0", "#b5651d", "#0b6e4f", "#7b3fa0");
    private static final String GRID = "stroke=\"#dddddd\"";
    private static final String RING = "fill=\"none\" stroke=\"#c0392b\" stroke-width=\"1.5\"";

    @Override
    public String toString() {
        LogAxis x = LogAxis.around(places().mapToDouble(Curve.Place::x), LEFT, WIDTH - RIGHT);
        DoubleStream costs = places().flatMapToDouble(place -> DoubleStream.of(place.cost(), place.line()));
        LogAxis y = LogAxis.around(costs, HEIGHT - BOTTOM, TOP);
        Svg svg = new Svg(WIDTH, HEIGHT).title(title);
        grid(svg, x, y);
        for (int i = 0; i < curves.size(); i++) {
            draw(svg, x, y, curves.get(i), COLOURS.get(i % COLOURS.size()));
            legend(svg, curves.get(i).name(), COLOURS.get(i % COLOURS.size()), LEFT + 20 + i * 130.0);
        }
        double last = LEFT + 20 + curves.size() * 130.0;
        svg.dot(last, 42, 8, RING).text(last + 14, 46, Svg.Anchor.START, "off the line by more than 20 %");
        return svg.toString();
    }

    private Stream<Curve.Place> places() {
        return curves.stream().flatMap(curve -> curve.places().stream());
    }

    private void grid(Svg svg, LogAxis x, LogAxis y) {
        for (double tick : x.ticks()) {
            svg.line(x.position(tick), TOP, x.position(tick), HEIGHT - BOTTOM, GRID);
            svg.text(x.position(tick), HEIGHT - BOTTOM + 18.0, Svg.Anchor.MIDDLE, LogAxis.label(tick));
        }
        for (double tick : y.ticks()) {
            svg.line(LEFT, y.position(tick), WIDTH - RIGHT, y.position(tick), GRID);
            svg.text(LEFT - 8, y.position(tick) + 4, Svg.Anchor.END, LogAxis.label(tick));
        }
        svg.text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 14, Svg.Anchor.MIDDLE, plot.x());
        svg.text(LEFT - 8, TOP - 14, Svg.Anchor.END, plot.y());
    }

    private static void legend(Svg svg, String name, String colour, double x) {
        svg.dot(x, 42, 5, "fill=\"" + colour + "\"").text(x + 10, 46, Svg.Anchor.START, name);
    }

    private static void draw(Svg svg, LogAxis x, LogAxis y, Curve curve, String colour) {
        String measured = "stroke=\"" + colour + "\" stroke-width=\"2\"";
        String line = "stroke=\"" + colour + "\" stroke-dasharray=\"5 4\" stroke-opacity=\"0.7\"";
        Curve.Place before = null;
        for (Curve.Place place : curve.places()) {
            double at = x.position(place.x());
            if (before != null) {
                double from = x.position(before.x());
                svg.line(from, y.position(before.cost()), at, y.position(place.cost()), measured);
                svg.line(from, y.position(before.line()), at, y.position(place.line()), line);
            }
            before = place;
        }
        for (Curve.Place place : curve.places()) {
            svg.dot(x.position(place.x()), y.position(place.cost()), 4, "fill=\"" + colour + "\"");
            if (place.isBend()) {
                svg.dot(x.position(place.x()), y.position(place.cost()), 8, RING);
            }
        }
    }
}
