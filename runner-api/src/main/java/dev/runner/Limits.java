package dev.runner;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/** Bounds of numbers and durations, and the one wording of their messages. */
final class Limits {

    private Limits() {}

    static int requireAtLeast(int value, int bound, String name) {
        belowBound(value, bound, name).ifPresent(Limits::reject);
        return value;
    }

    static Duration requirePositive(Duration value, String name) {
        notPositive(requireNonNull(value, name), name).ifPresent(Limits::reject);
        return value;
    }

    static Duration requireNotNegative(Duration value, String name) {
        if (requireNonNull(value, name).isNegative()) {
            reject(name + " must not be negative (was " + value + ")");
        }
        return value;
    }

    static Optional<String> belowBound(int value, int bound, String name) {
        return value >= bound ? Optional.empty() : Optional.of(name + " must be >= " + bound + " (was " + value + ")");
    }

    static Optional<String> notPositive(Duration value, String name) {
        return value.isNegative() || value.isZero()
                ? Optional.of(name + " must be more than zero (was " + value + ")")
                : Optional.empty();
    }

    private static void reject(String problem) {
        throw new IllegalArgumentException(problem);
    }
}
