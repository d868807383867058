package dev.runner.bench;

import java.util.ArrayList;
import java.util.List;

/** Makes results as if they had been measured. */
final class Rounds {

    static final Side OURS = Side.java("ours", Rounds.class);
    static final Side THEIRS = Side.python("theirs", "f", 3);

    private final List<Sample> samples = new ArrayList<>();
    private final Circumstances circumstances;

    Rounds() {
        this(new Circumstances("2026-01-02", "VM 17.0.1+2", "", "2 processors", 5, 1, "--rows '.*' --rounds 5"));
    }

    Rounds(Circumstances circumstances) {
        this.circumstances = circumstances;
    }

    /** Adds a number. */
    Rounds told(int round, Row.Number number, double value, double others) {
        samples.add(new Sample(round, number.side().name(), number.name(), value, others));
        return this;
    }

    /** Adds a round of two programs that each tell one number {@code n}. */
    Rounds round(double ours, double theirs) {
        int round = samples.size() / 2 + 1;
        return told(round, OURS.number("n"), ours, 3).told(round, THEIRS.number("n"), theirs, 12);
    }

    Results results() {
        return new Results(circumstances, List.copyOf(samples));
    }

    /** Makes a row of those two programs. */
    static Row row(Goal goal, double scale) {
        return new Row("id", "what", "whom", OURS.number("n"), THEIRS.number("n"), scale, goal);
    }
}
