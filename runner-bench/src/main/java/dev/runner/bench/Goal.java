package dev.runner.bench;

import java.util.Locale;

/** What the ratio of ours to theirs is to be: what it must, and what is aimed at. */
public sealed interface Goal {

    /** How a ratio does. */
    enum Met {
        AIM,
        MUST,
        NO
    }

    /** The ratio is to be that or more: of what is the better the more of it there is, such as tasks a second. */
    record AtLeast(double must, double aim) implements Goal {
        @Override
        public Met met(double ratio) {
            return ratio >= aim ? Met.AIM : ratio >= must ? Met.MUST : Met.NO;
        }

        @Override
        public double beyond(double ratio) {
            return ratio / must;
        }

        @Override
        public String unit() {
            return "×";
        }

        @Override
        public String toString() {
            return "≥ " + number(must) + "×, ≥ " + number(aim) + "×";
        }
    }

    /** The ratio, or the number in its unit, is to be that or less: of what costs, such as nanoseconds. */
    record AtMost(double must, double aim, String unit) implements Goal {

        AtMost(double must, double aim) {
            this(must, aim, "×");
        }

        @Override
        public Met met(double ratio) {
            return ratio <= aim ? Met.AIM : ratio <= must ? Met.MUST : Met.NO;
        }

        @Override
        public double beyond(double ratio) {
            return must / ratio;
        }

        @Override
        public String toString() {
            return "≤ " + number(must) + unit + ", ≤ " + number(aim) + unit;
        }
    }

    /** Tells how a ratio does. */
    Met met(double ratio);

    /** Returns how far beyond what it must a ratio is, whichever way is the better: 1 is just that, more is better. */
    double beyond(double ratio);

    /** Returns what is aimed at. */
    double aim();

    /** Returns what is written behind the number. */
    String unit();

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.2f", value);
    }
}
