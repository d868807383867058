package dev.runner.remote;

import dev.runner.remote.internal.ClassNumbers;
import org.jspecify.annotations.Nullable;

/**
 * Classes that both sides know by a number, in place of the descriptor that Java serialization would write of them each
 * time.
 *
 * <p>One side {@linkplain #give() gives} the numbers, so whatever number comes back is known there. The other is told,
 * before it decodes a task, of all that {@linkplain #count() there are} once the task is encoded, and has to
 * {@linkplain #use() use} them. Of a {@link Payloads}, and as thread-safe as that; runs none of the users' code.
 *
 * @since 0.1
 */
public final class NumberedClasses {

    private final ClassNumbers numbers;

    NumberedClasses(ClassNumbers numbers) {
        this.numbers = numbers;
    }

    /** Has this side give numbers to the classes that it encodes. To be called before it encodes anything. */
    public void give() {
        numbers.give();
    }

    /**
     * Has this side use the numbers that it is told, and {@linkplain #takeOffer() offer} classes that have none to the
     * side that gives them. Where the other side does not {@linkplain #give() give} any, it can't decode then what is
     * encoded here. To be called before this side decodes anything.
     */
    public void use() {
        numbers.use();
    }

    /**
     * Returns how many classes have a number. The first has 1.
     *
     * @return the last number, or 0 without any
     */
    public int count() {
        return numbers.count();
    }

    /**
     * Returns what the other side is to be told of a class.
     *
     * @param number the number of the class
     * @return its descriptor
     * @throws IllegalArgumentException if no class has that number
     */
    public byte[] definition(int number) {
        return numbers.definition(number);
    }

    /**
     * Takes what the side that gives numbers has told. Whatever is encoded here may have the number from now on.
     *
     * @param number the number of the class
     * @param definition its descriptor, which is kept, and looked at when it is used
     */
    public void define(int number, byte[] definition) {
        numbers.define(number, definition);
    }

    /**
     * Takes a class that the other side has offered. It has a number then, unless there are too many, or this side
     * gives none.
     *
     * @param definition its descriptor, which is kept, and looked at when it is used
     */
    public void offer(byte[] definition) {
        numbers.offer(definition);
    }

    /**
     * Takes the next class that was encoded in full and had better have a number; each is offered once.
     *
     * @return its descriptor, or null if there is none for now
     */
    public byte @Nullable [] takeOffer() {
        return numbers.takeOffer();
    }
}
