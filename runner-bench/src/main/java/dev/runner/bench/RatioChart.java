package dev.runner.bench;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The rows as a picture: how far beyond what it must each ratio is, on a logarithmic axis, with its spread and what is
 * aimed at. The better is on the right, whatever is measured.
 *
 * @param title what is above it
 * @param rows the rows; those without numbers are not drawn
 */
record RatioChart(String title, List<Measured> rows) {

    private static final int WIDTH = 960;
    private static final int TOP = 70;
    private static final int ROW = 22;
    private static final int BOTTOM = 46;
    private static final int LEFT = 200;
    private static final int RIGHT = 110;
    private static final String GRID = "stroke=\"#dddddd\"";
    private static final String MUST = "stroke=\"#333333\" stroke-width=\"1.5\"";
    private static final String AIM = "stroke=\"#0b6e4f\" stroke-width=\"2.5\"";

    @Override
    public String toString() {
        List<Measured> drawn = rows.stream().filter(row -> !row.isEmpty()).toList();
        double bottom = TOP + drawn.size() * (double) ROW;
        LogAxis axis = LogAxis.around(drawn.stream().flatMapToDouble(RatioChart::values), LEFT, WIDTH - RIGHT);
        Svg svg = new Svg(WIDTH, (int) bottom + BOTTOM).title(title);
        legend(svg);
        for (double tick : axis.ticks()) {
            svg.line(axis.position(tick), TOP, axis.position(tick), bottom, GRID);
            svg.text(axis.position(tick), bottom + 18, Svg.Anchor.MIDDLE, LogAxis.label(tick) + "×");
        }
        svg.line(axis.position(1), TOP, axis.position(1), bottom, MUST);
        svg.text((LEFT + WIDTH - RIGHT) / 2.0, bottom + 36, Svg.Anchor.MIDDLE, "how many times better than it must be");
        for (int i = 0; i < drawn.size(); i++) {
            draw(svg, axis, drawn.get(i), TOP + (i + 0.5) * ROW);
        }
        return svg.toString();
    }

    private static void legend(Svg svg) {
        double y = 46;
        svg.line(LEFT, y - 9, LEFT, y + 1, MUST).text(LEFT + 8, y, Svg.Anchor.START, "must");
        svg.line(LEFT + 70, y - 9, LEFT + 70, y + 1, AIM).text(LEFT + 78, y, Svg.Anchor.START, "aim");
        int x = LEFT + 140;
        for (Goal.Met met : Goal.Met.values()) {
            svg.dot(x, y - 4, 5, "fill=\"" + colour(met) + "\"").text(x + 10, y, Svg.Anchor.START, word(met));
            x += 130;
        }
        svg.line(x - 10, y - 4, x + 14, y - 4, spread("#555555")).text(x + 22, y, Svg.Anchor.START, "spread");
    }

    private static void draw(Svg svg, LogAxis axis, Measured measured, double y) {
        Goal goal = measured.row().goal();
        List<Double> sorted = measured.ratios().sorted();
        String colour = colour(measured.met());
        double ratio = measured.ratios().median();
        svg.text(LEFT - 10, y + 4, Svg.Anchor.END, measured.row().id());
        svg.line(
                axis.position(goal.beyond(sorted.get(0))),
                y,
                axis.position(goal.beyond(sorted.get(sorted.size() - 1))),
                y,
                spread(colour));
        double aim = axis.position(goal.beyond(goal.aim()));
        svg.line(aim, y - 6, aim, y + 6, AIM);
        svg.dot(axis.position(goal.beyond(ratio)), y, 5, "fill=\"" + colour + "\"");
        svg.text(WIDTH - RIGHT + 12.0, y + 4, Svg.Anchor.START, Ratios.format(ratio) + goal.unit());
    }

    private static DoubleStream values(Measured measured) {
        Goal goal = measured.row().goal();
        return DoubleStream.concat(
                DoubleStream.of(1, goal.beyond(goal.aim())),
                measured.ratios().sorted().stream().mapToDouble(goal::beyond));
    }

    private static String spread(String colour) {
        return "stroke=\"" + colour + "\" stroke-width=\"3\" stroke-opacity=\"0.35\" stroke-linecap=\"round\"";
    }

    private static String colour(Goal.Met met) {
        return switch (met) {
            case AIM -> "#0b6e4f";
            case MUST -> "#2a6fb0";
            case NO -> "#c0392b";
        };
    }

    private static String word(Goal.Met met) {
        return switch (met) {
            case AIM -> "as aimed at";
            case MUST -> "as it must";
            case NO -> "less";
        };
    }
}
