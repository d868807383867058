package dev.runner.internal;

import static java.util.Objects.requireNonNull;

import dev.runner.PoolFuture;
import dev.runner.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One wait for some or all of many handles.
 *
 * @param <R> the type of the results
 */
public final class Waiting<R extends @Nullable Object> {

    private final Set<Handle<R>> handles = new LinkedHashSet<>();
    private final List<PoolFuture<R>> done = new ArrayList<>();
    private final List<PoolFuture<R>> notDone = new ArrayList<>();

    /**
     * Takes the handles.
     *
     * @param futures the handles
     */
    @SuppressWarnings("unchecked") // a handle only gives results: one of a narrower type is one of R
    public Waiting(Collection<? extends PoolFuture<? extends R>> futures) {
        for (PoolFuture<? extends R> future : requireNonNull(futures, "futures")) {
            handles.add((Handle<R>) requireNonNull(future, "future"));
        }
    }

    /**
     * Waits.
     *
     * @param until what for
     * @param timeout how long at most, or null
     */
    public void await(Until until, @Nullable Duration timeout) {
        Deadline deadline = timeout == null ? Deadline.NEVER : Deadline.after(timeout);
        Gathering gathering = new Gathering(handles);
        try {
            boolean enough = false;
            while (!enough && gathering.size() > 0) {
                Handle<?> ended = gathering.next(deadline, until == Until.ALL_COMPLETED);
                enough = ended == null || isEnough(ended, until);
            }
        } catch (InterruptedException e) {
            throw Checks.interrupted("waiting for " + gathering.size() + " of " + handles.size() + " tasks", e);
        } finally {
            gathering.giveUp();
        }
        handles.forEach(handle -> (handle.isDone() ? done : notDone).add(handle));
    }

    private static boolean isEnough(Handle<?> ended, Until until) {
        return switch (until) {
            case FIRST_COMPLETED -> true;
            case FIRST_EXCEPTION -> ended.error() != null;
            case ALL_COMPLETED -> false;
        };
    }

    /**
     * Returns which have ended.
     *
     * @return the handles, in the order given
     */
    public List<PoolFuture<R>> done() {
        return done;
    }

    /**
     * Returns which have not ended.
     *
     * @return the handles, in the order given
     */
    public List<PoolFuture<R>> notDone() {
        return notDone;
    }
}
