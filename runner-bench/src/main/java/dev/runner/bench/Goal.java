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
        public String toString() {
            return "≥ " + number(must) + "×, ≥ " + number(aim) + "×";
        }
    }

    /** The ratio is to be that or less: of what costs, such as nanoseconds. */
    record AtMost(double must, double aim) implements Goal {
        @Override
        public Met met(double ratio) {
            return ratio <= aim ? Met.AIM : ratio <= must ? Met.MUST : Met.NO;
        }

        @Override
        public String toString() {
            return "≤ " + number(must) + "×, ≤ " + number(aim) + "×";
        }
    }

    /** Tells how a ratio does. */
    Met met(double ratio);

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.2f", value);
    }
}
