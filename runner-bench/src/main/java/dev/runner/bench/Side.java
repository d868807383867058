package dev.runner.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * A program that measures something, in a process of its own, and tells numbers.
 *
 * @param name what it is called, without a comma; one name means one program
 * @param kind what runs it
 * @param pin the processor that it and its children are kept on, or a negative number
 * @param flags flags of what runs it
 * @param jars a directory of jars, beside the harness, that a Java has besides; empty for none
 * @param words what it is and what it is told
 */
public record Side(String name, Kind kind, int pin, List<String> flags, String jars, List<String> words) {

    private static final String TOUCH = "-XX:+AlwaysPreTouch";

    /** Checks it. */
    public Side {
        if (name.contains(",")) {
            throw new IllegalArgumentException("a name has no comma (was '" + name + "')");
        }
    }

    /** What a program is run by. */
    public enum Kind {
        /** The Java of the harness; the first word is a class. */
        JAVA,
        /** Java 25. */
        JAVA_25,
        /** Python 3, and the harness's own script; the first word is one of its functions. */
        PYTHON
    }

    /** Makes a program for the Java of the harness. */
    static Side java(String name, Class<?> program, Object... words) {
        return new Side(name, Kind.JAVA, -1, List.of(), "", words(program.getName(), words));
    }

    /** Makes a program for Python. */
    static Side python(String name, String function, Object... words) {
        return new Side(name, Kind.PYTHON, -1, List.of(), "", words(function, words));
    }

    private static List<String> words(String first, Object... others) {
        List<String> all = new ArrayList<>(List.of(first));
        for (Object other : others) {
            all.add(other.toString());
        }
        return all;
    }

    /** Makes the same that is kept on a processor. */
    Side pinned(String as, int processor) {
        return new Side(as, kind, processor, flags, jars, words);
    }

    /** Makes the same with flags. */
    Side with(String... more) {
        return new Side(name, kind, pin, List.of(more), jars, words);
    }

    /**
     * Makes the same with a heap that the machine has given before: what a page costs that is touched for the first
     * time differs by ten times among machines, and is no price of a task.
     *
     * @param heap its size, such as {@code 1g}
     */
    Side touched(String heap) {
        return with("-Xms" + heap, "-Xmx" + heap, TOUCH);
    }

    /** Makes the same whose heap is not touched before. */
    Side untouched() {
        return with(flags.stream().filter(flag -> !flag.equals(TOUCH)).toArray(String[]::new));
    }

    /** Makes the same with the jars of a directory beside the harness. */
    Side besides(String directory) {
        return new Side(name, kind, pin, flags, directory, words);
    }

    /** Returns one of its numbers. */
    Row.Number number(String number) {
        return new Row.Number(this, number);
    }
}
