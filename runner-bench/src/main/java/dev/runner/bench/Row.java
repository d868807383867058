package dev.runner.bench;

import java.util.List;
import java.util.stream.Stream;

/**
 * A row of the table: a ratio of two numbers, each told by a program that is started anew in each round.
 *
 * @param id what it is chosen by
 * @param what what is measured
 * @param against what it is compared with
 * @param ours our number
 * @param theirs their number
 * @param scale what their number is multiplied with before it is compared
 * @param goal what the ratio is to be
 */
public record Row(String id, String what, String against, Number ours, Number theirs, double scale, Goal goal) {

    /**
     * One of the numbers that a program tells.
     *
     * @param side the program
     * @param name the number
     */
    public record Number(Side side, String name) {}

    /** Makes a row that compares the numbers as they are. */
    public Row(String id, String what, String against, Number ours, Number theirs, Goal goal) {
        this(id, what, against, ours, theirs, 1, goal);
    }

    /** Returns the programs. */
    List<Side> sides() {
        return Stream.of(ours, theirs).map(Number::side).distinct().toList();
    }
}
