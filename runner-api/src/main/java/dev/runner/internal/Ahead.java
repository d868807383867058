package dev.runner.internal;

import dev.runner.Task;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** What a lazy bulk call has submitted and not yet yielded. Used by one thread at a time, the one that consumes. */
interface Ahead<R extends @Nullable Object> {

    /** Returns how many elements have been submitted and not taken. */
    int size();

    /** Takes at most so many bodies and submits them, also when the input fails before there are so many. */
    void submit(Iterator<? extends Task<R>> bodies, int most);

    /**
     * Waits until the next element to be yielded has ended; there has to be one.
     *
     * @return false if the time has run out before
     */
    boolean awaitNext(Deadline deadline) throws InterruptedException;

    /** Takes the element that was awaited: returns its result, or throws what is in place of one. */
    R takeNext();

    /** Yields nothing more: what has not started never will, and what runs is asked to stop. */
    void cancel();
}
