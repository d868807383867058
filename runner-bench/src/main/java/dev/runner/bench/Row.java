package dev.runner.bench;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table: a ratio of two numbers, each told by a program that is started anew in each round; or a number
 * that has a goal of its own.
 *
 * @param id what it is chosen by
 * @param what what is measured
 * @param against what it is compared with
 * @param ours our number
 * @param theirs their number, or null if ours is compared with nobody's
 * @param scale what their number is multiplied with before it is compared
 * @param goal what the ratio is to be
 */
public record Row(
        String id,
        String what,
        String against,
        Number ours,
        @Nullable Number theirs,
        double scale,
        Goal goal) {

    /**
     * One of the numbers that a program tells.
     *
     * @param side the program
     * @param name the number
     */
    public record Number(Side side, String name) {}

    /** Makes a row that compares the numbers as they are. */
    public Row(String id, String what, String against, Number ours, @Nullable Number theirs, Goal goal) {
        this(id, what, against, ours, theirs, 1, goal);
    }

    /** Returns the programs. */
    List<Side> sides() {
        return Stream.of(ours, theirs)
                .filter(Objects::nonNull)
                .map(Number::side)
                .distinct()
                .toList();
    }
}
