package dev.runner.examples;

import dev.runner.BackendNotFoundException;
import dev.runner.BackendSelector;
import dev.runner.spi.PoolBackend;
import java.math.BigInteger;
import java.util.stream.Stream;

/** Which backend is meant by what was typed, or by nothing. */
final class Backends {

    /** Taken where several are installed and nobody has chosen, as in the packed jar. */
    static final String DEFAULT = "threads";

    private Backends() {}

    /** Chooses by id, or by a number of the switch however large. */
    static PoolBackend named(BackendSelector selector, String idOrNumber) {
        return idOrNumber.matches("[+-]?\\d+") ? selector.select(clamped(idOrNumber)) : selector.select(idOrNumber);
    }

    /** Leaves it to the settings, or to the one backend there is, and else takes {@link #DEFAULT}. */
    static PoolBackend unnamed(BackendSelector selector) {
        return isDecided(selector) ? selector.select() : selector.select(DEFAULT);
    }

    /** Tells whether the choice is not for this program to make; a setting that can't be met is to be an error. */
    private static boolean isDecided(BackendSelector selector) {
        boolean isSet = Stream.of(
                        System.getProperty("runner.backend"),
                        System.getProperty("runner.backend.override"),
                        System.getenv("RUNNER_BACKEND"),
                        System.getenv("RUNNER_BACKEND_OVERRIDE"))
                .anyMatch(value -> value != null && !value.isBlank());
        return isSet
                || selector.installed().stream()
                                .filter(PoolBackend::defaultCandidate)
                                .count()
                        <= 1;
    }

    /** Says why the backend of a number of the switch can't be used. */
    static String whyNot(BackendSelector selector, int number) {
        try {
            return "replaced by '" + selector.select(number).id() + "'";
        } catch (BackendNotFoundException e) {
            return OneLineErrors.messageOf(e);
        }
    }

    private static int clamped(String number) {
        return new BigInteger(number)
                .max(BigInteger.valueOf(Integer.MIN_VALUE))
                .min(BigInteger.valueOf(Integer.MAX_VALUE))
                .intValueExact();
    }
}
