package dev.runner.internal;

import java.util.List;
import java.util.OptionalInt;

/** The closed table of the {@code iPoolBackend} switch, and the jars in which backends come. */
public final class SwitchTable {

    private static final List<String> IDS = List.of("processes", "threads", "forkjoin");
    private static final List<String> OUR_JARS = List.of("processes", "threads", "forkjoin", "ignite");

    private SwitchTable() {}

    /**
     * Clamps a number into the table: what is below becomes 0, what is above becomes 2.
     *
     * @param number any number
     * @return a number of the table
     */
    public static int clamp(int number) {
        return Math.max(0, Math.min(number, IDS.size() - 1));
    }

    /**
     * Returns the backend of a number.
     *
     * @param number any number, which is clamped
     * @return the id
     */
    public static String idOf(int number) {
        return IDS.get(clamp(number));
    }

    /**
     * Returns the number of a backend.
     *
     * @param id the id
     * @return the number, or empty for a backend that is chosen by id only
     */
    public static OptionalInt numberOf(String id) {
        int number = IDS.indexOf(id);
        return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /**
     * Returns what to add to have a backend.
     *
     * @param id the id
     * @return the jar, in words
     */
    public static String jarOf(String id) {
        if (id.equals("virtual")) {
            return "dev.runner:runner-threads";
        }
        return OUR_JARS.contains(id) ? "dev.runner:runner-" + id : "the jar that provides it";
    }
}
