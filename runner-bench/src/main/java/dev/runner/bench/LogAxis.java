package dev.runner.bench;

import java.math.BigDecimal;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A logarithmic axis.
 *
 * @param least the power of ten at its begin
 * @param most the power of ten at its end
 * @param from where it begins in the picture
 * @param to where it ends
 */
record LogAxis(int least, int most, double from, double to) {

    private static final double KILO = 1e3;
    private static final double MEGA = 1e6;
    private static final double GIGA = 1e9;

    /** Makes an axis on which there is room for some values. */
    static LogAxis around(DoubleStream values, double from, double to) {
        double[] logarithms =
                values.filter(value -> value > 0).map(Math::log10).sorted().toArray();
        if (logarithms.length == 0) {
            return new LogAxis(0, 1, from, to);
        }
        int least = (int) Math.floor(logarithms[0]);
        int most = (int) Math.ceil(logarithms[logarithms.length - 1]);
        return new LogAxis(least, Math.max(most, least + 1), from, to);
    }

    /** Returns where a value is in the picture. */
    double position(double value) {
        return from + (to - from) * (Math.log10(value) - least) / (most - least);
    }

    /** Returns the powers of ten. */
    double[] ticks() {
        return IntStream.rangeClosed(least, most)
                .mapToDouble(power -> Math.pow(10, power))
                .toArray();
    }

    /** Writes a power of ten without digits that do not count. */
    static String label(double tick) {
        if (tick >= GIGA) {
            return label(tick / GIGA) + "G";
        } else if (tick >= MEGA) {
            return label(tick / MEGA) + "M";
        }
        return tick >= KILO
                ? label(tick / KILO) + "k"
                : BigDecimal.valueOf(tick).stripTrailingZeros().toPlainString();
    }
}
