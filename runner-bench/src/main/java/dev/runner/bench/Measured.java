package dev.runner.bench;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A row with its numbers, one of each for each round.
 *
 * @param row the row
 * @param ours our numbers
 * @param theirs what they are compared with; 1 where it is the number itself that has a goal
 * @param others what others took of the machine's processors in that round, in percent
 */
record Measured(Row row, List<Double> ours, List<Double> theirs, List<Double> others) {

    boolean isEmpty() {
        return ours.isEmpty();
    }

    Ratios ratios() {
        return Ratios.of(IntStream.range(0, ours.size())
                .mapToObj(i -> ours.get(i) / theirs.get(i))
                .toList());
    }

    Goal.Met met() {
        return row.goal().met(ratios().median());
    }

    /** Returns the greatest part of the machine that others had in a round, in percent. */
    double mostOthers() {
        return others.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }
}
