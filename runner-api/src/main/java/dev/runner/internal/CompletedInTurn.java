package dev.runner.internal;

import static java.util.Objects.requireNonNull;

import dev.runner.PoolFuture;
import dev.runner.PoolTimeoutException;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Handles in the order in which they end. The wait begins when this is made; one thread takes them out.
 *
 * @param <F> the type of the handles
 */
public final class CompletedInTurn<F extends PoolFuture<?>> implements Iterator<F> {

    private final Gathering gathering;
    private final Deadline deadline;
    private final int all;

    private CompletedInTurn(Gathering gathering, Deadline deadline) {
        this.gathering = gathering;
        this.deadline = deadline;
        this.all = gathering.size();
    }

    /**
     * Begins to wait for handles.
     *
     * @param <F> their type
     * @param futures the handles
     * @param timeout how long all of it may take, or null
     * @return the handles in turn, to be iterated once
     */
    public static <F extends PoolFuture<?>> Iterable<F> of(
            Collection<? extends F> futures, @Nullable Duration timeout) {
        Deadline deadline = timeout == null ? Deadline.NEVER : Deadline.after(timeout);
        Gathering gathering = new Gathering();
        for (PoolFuture<?> future : requireNonNull(futures, "futures")) {
            gathering.add((Handle<?>) requireNonNull(future, "future"));
        }
        AtomicBoolean iterated = new AtomicBoolean();
        CompletedInTurn<F> inTurn = new CompletedInTurn<>(gathering, deadline);
        return () -> {
            if (iterated.getAndSet(true)) {
                throw new IllegalStateException("these handles can be iterated once: call asCompleted again");
            }
            return inTurn;
        };
    }

    @Override
    public boolean hasNext() {
        return gathering.size() > 0;
    }

    @Override
    @SuppressWarnings("unchecked") // the handles were given as F
    public F next() {
        int left = gathering.size();
        if (left == 0) {
            throw new NoSuchElementException("all " + all + " handles have been returned");
        }
        Handle<?> next;
        try {
            next = gathering.next(deadline, false);
        } catch (InterruptedException e) {
            throw Checks.interrupted("waiting for " + left + " of " + all + " tasks", e);
        }
        if (next == null) {
            gathering.giveUp();
            throw new PoolTimeoutException("timed out after " + deadline.elapsedMillis() + " ms: " + left + " of " + all
                    + " tasks unfinished");
        }
        return (F) next;
    }
}
