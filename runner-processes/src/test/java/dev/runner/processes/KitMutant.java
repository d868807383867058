package dev.runner.processes;

import dev.runner.spi.DriverConfig;
import dev.runner.spi.PoolBackend;
import java.util.function.Function;

/**
 * A pool of processes that is broken in one place, and what has to notice.
 *
 * @param broken what it does
 * @param rule the number of the rule that it breaks
 * @param check the check of that rule that has to fail
 * @param backend the backend
 */
record KitMutant(String broken, String rule, String check, PoolBackend backend) {

    static KitMutant of(String broken, String rule, String check, Function<DriverConfig, PassingDriver> driver) {
        return new KitMutant(broken, rule, check, new PassingBackend(driver));
    }

    @Override
    public String toString() {
        return rule + " " + check + ": " + broken;
    }
}
