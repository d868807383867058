package dev.runner.tck;

import dev.runner.spi.DriverConfig;
import dev.runner.spi.PoolBackend;
import dev.runner.spi.PoolDriver;
import java.util.function.Function;

/**
 * A backend that is broken in one place, and what has to notice.
 *
 * @param broken what it does
 * @param rule the number of the rule that it breaks
 * @param check the check of that rule that has to fail
 * @param backend the backend
 * @param original what it is when it is not broken
 */
record Mutant(String broken, String rule, String check, PoolBackend backend, PoolBackend original) {

    /** Breaks the driver whose tasks see the caller's objects. */
    static Mutant of(String broken, String rule, String check, Function<DriverConfig, PoolDriver> driver) {
        return new Mutant(broken, rule, check, new GoodBackend(driver), new GoodBackend());
    }

    /** Breaks the driver whose tasks see copies, and which makes its own reports. */
    static Mutant copying(String broken, String rule, String check, Function<DriverConfig, PoolDriver> driver) {
        return new Mutant(broken, rule, check, GoodBackend.copying(driver), GoodBackend.copying(CopyingDriver::new));
    }

    @Override
    public String toString() {
        return rule + " " + check + ": " + broken;
    }
}
