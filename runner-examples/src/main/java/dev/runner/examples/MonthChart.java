package dev.runner.examples;

import java.awt.Color;
import java.io.IOException;
import java.time.YearMonth;
import java.util.List;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the weather of one month. Static, so that it runs in any process. */
final class MonthChart {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 500;

    private MonthChart() {}

    /** Draws the chart into a file, and returns in which process. */
    static long draw(YearMonth month, List<Weather.Day> days, String file) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("Seattle, " + month)
                .xAxisTitle("day")
                .yAxisTitle("°C, and mm of rain")
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler().setXAxisDecimalPattern("0");
        double[] day =
                days.stream().mapToDouble(each -> each.day().getDayOfMonth()).toArray();
        line(
                chart,
                "highest",
                day,
                days.stream().mapToDouble(Weather.Day::highest).toArray(),
                Color.RED);
        line(
                chart,
                "lowest",
                day,
                days.stream().mapToDouble(Weather.Day::lowest).toArray(),
                Color.BLUE);
        line(chart, "rain", day, days.stream().mapToDouble(Weather.Day::rain).toArray(), Color.GRAY)
                .setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.StepArea);
        ChartEncoder.saveChart(chart, file, "png");
        return ProcessHandle.current().pid();
    }

    private static XYSeries line(XYChart chart, String name, double[] x, double[] y, Color color) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setLineColor(color);
        series.setFillColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), 80));
        series.setMarker(SeriesMarkers.NONE);
        return series;
    }
}
