package dev.runner.internal;

import static java.util.Objects.requireNonNull;

import dev.runner.PoolInterruptedException;
import java.time.Duration;

/** Checks and translations at the edge of the API. */
public final class Checks {

    private Checks() {}

    /**
     * Refuses a negative time.
     *
     * @param time the time
     * @param name its name in the message
     * @return the time
     */
    public static Duration requireNotNegative(Duration time, String name) {
        if (requireNonNull(time, name).isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative (was " + time + ")");
        }
        return time;
    }

    /** Sets the interrupt status again and makes the unchecked exception that tells of the interrupt. */
    static PoolInterruptedException interrupted(String during, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new PoolInterruptedException("interrupted while " + during, cause);
    }

    /** Throws what was caught, whatever it is. */
    static RuntimeException unchecked(Throwable error) {
        return Checks.<RuntimeException>sneak(error);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // the cast disappears: the exception is thrown as it is
    private static <E extends Throwable> E sneak(Throwable error) throws E {
        throw (E) error;
    }
}
