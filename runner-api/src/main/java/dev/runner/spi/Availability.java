package dev.runner.spi;

import static java.util.Objects.requireNonNull;

/**
 * Whether a backend works on this machine and JVM.
 *
 * @since 0.1
 */
public sealed interface Availability {

    /**
     * Returns that the backend works here.
     *
     * @return available
     */
    static Availability available() {
        return new Available();
    }

    /**
     * Returns that the backend does not work here.
     *
     * @param reason why not
     * @param remedy what to do
     * @return unavailable
     */
    static Availability unavailable(String reason, String remedy) {
        return new Unavailable(reason, remedy);
    }

    /** The backend works here. */
    record Available() implements Availability {}

    /**
     * The backend does not work here.
     *
     * @param reason why not
     * @param remedy what to do
     */
    record Unavailable(String reason, String remedy) implements Availability {
        /**
         * Makes the answer.
         *
         * @param reason why not
         * @param remedy what to do
         */
        public Unavailable {
            requireNonNull(reason, "reason");
            requireNonNull(remedy, "remedy");
        }
    }
}
