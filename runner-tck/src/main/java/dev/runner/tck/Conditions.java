package dev.runner.tck;

import java.util.ArrayList;
import java.util.List;

/**
 * Under which conditions a rule is tried.
 *
 * @param workers how many workers the pool has
 * @param rehearsed whether tasks and results go through serialization also where the backend does not need it
 * @param chunkSize in chunks of how many elements bulk calls are made, or 0 where that is left to the pool
 */
record Conditions(int workers, boolean rehearsed, int chunkSize) {

    static final Conditions ONE = new Conditions(2, false, 0);
    static final Conditions CHUNKS = new Conditions(2, false, 4);

    static final List<Conditions> GRID = List.of(
            new Conditions(1, false, 0),
            new Conditions(2, false, 0),
            new Conditions(5, false, 0),
            new Conditions(2, true, 0));

    /** For bulk calls: one by one, in chunks of which there are several, and all in one. */
    static final List<Conditions> CHUNKED_GRID =
            and(GRID, new Conditions(2, false, 1), CHUNKS, new Conditions(2, false, 1000), new Conditions(2, true, 4));

    /**
     * Tells whether each check is to be tried under one of its conditions only.
     *
     * @throws IllegalArgumentException if the system property {@code runner.tck.grid} is neither full nor thin
     */
    static boolean isThin() {
        String grid = System.getProperty("runner.tck.grid", "full");
        return switch (grid) {
            case "full" -> false;
            case "thin" -> true;
            default -> throw new IllegalArgumentException("runner.tck.grid is full or thin (was '" + grid + "')");
        };
    }

    private static List<Conditions> and(List<Conditions> some, Conditions... more) {
        List<Conditions> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return List.copyOf(all);
    }

    @Override
    public String toString() {
        return "workers=" + workers + (rehearsed ? ", rehearsed" : "") + (chunkSize > 0 ? ", chunks=" + chunkSize : "");
    }
}
