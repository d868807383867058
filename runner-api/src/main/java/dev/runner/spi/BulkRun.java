package dev.runner.spi;

import dev.runner.Job;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The core's side of elements of a bulk call that a driver may take together, as {@link PoolDriver#takesBulk()} says.
 * Implemented by the core only.
 *
 * <p>Each element is a task with its own fate: it is begun, and ends, by itself, and what becomes of it is reported of
 * it alone. None has a name, a time limit, another attempt, listeners or callbacks, so that no report runs users' code.
 * How many of them a worker is sent at once is for the driver to choose, unless the caller has.
 *
 * <p>Thread-safe. Elements are numbered from 0.
 *
 * @param <R> the type of the results
 * @since 0.1
 */
public interface BulkRun<R extends @Nullable Object> {

    /**
     * Returns how many elements there are.
     *
     * @return the number, at least 1
     */
    int size();

    /**
     * Returns the number of an element as a task, unique in its pool. The numbers follow one another.
     *
     * @param index the element
     * @return the number
     */
    long id(int index);

    /**
     * Returns how many elements are to go to a worker at once.
     *
     * @return the number, or empty where the driver is to choose
     */
    OptionalInt chunkSize();

    /**
     * Tells whether a result is to be reported as soon as its element has ended, since somebody may wait for just that
     * one. Otherwise nothing follows from a result before the last, and it may be reported with those that come soon.
     *
     * @return whether it is
     */
    boolean isAwaitedOneByOne();

    /**
     * Returns what to ship, while the driver is being given the elements.
     *
     * @param index the element
     * @return the payload, or empty if the element has ended, or they have all been accepted
     */
    Optional<Job<R>> payload(int index);

    /**
     * Returns an element as a run of its own, for all that is to be reported of it but its result. Each call makes
     * another, and all of them report of the same task.
     *
     * @param index the element
     * @return the run, which is not to be executed or withdrawn by itself
     */
    TaskRun<R> element(int index);

    /**
     * Keeps something of the driver's with the elements, in place of what was kept before. The core does not look at
     * it, and drops it when no worker is busy with any element; it is the driver that sees to it that its threads see
     * it.
     *
     * @param something what to keep, or null
     */
    void attach(@Nullable Object something);

    /**
     * Returns what the driver keeps with the elements.
     *
     * @return what was attached last, or null
     */
    @Nullable
    Object attachment();

    /**
     * Reports the results of elements that follow one another, and that they were begun where that was not said. It
     * runs no users' code.
     *
     * @param first the first of the elements
     * @param values their results, which may be null
     */
    void succeeded(int first, List<? extends R> values);
}
