package dev.runner.tck;

import java.util.List;

/**
 * Under which conditions a rule is tried.
 *
 * @param workers how many workers the pool has
 * @param rehearsed whether tasks and results go through serialization also where the backend does not need it
 */
record Conditions(int workers, boolean rehearsed) {

    static final Conditions ONE = new Conditions(2, false);

    static final List<Conditions> GRID = List.of(
            new Conditions(1, false), new Conditions(2, false), new Conditions(5, false), new Conditions(2, true));

    @Override
    public String toString() {
        return "workers=" + workers + (rehearsed ? ", rehearsed" : "");
    }
}
