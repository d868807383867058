package dev.runner.internal;

import dev.runner.TaskState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state machines of the elements of a {@link Bulk}, and what came of each. As with {@link TaskLifecycle}, an
 * element and its execution end separately:
 *
 * <pre>
 * QUEUED --begun--> RUNNING --> SUCCEEDED, FAILED
 * QUEUED --> SUCCEEDED, FAILED (it was begun as well), CANCELLED
 * QUEUED, RUNNING --cancelled while a worker may be busy with it--> STOPPING --its end is reported--> CANCELLED
 * </pre>
 *
 * <p>The monitor guards all of it, and is held for a change only. Nothing here tells anybody: the methods say what they
 * changed.
 */
final class ElementStates implements Counts.SelfCounting {

    private static final byte QUEUED = 0;
    private static final byte RUNNING = 1;
    private static final byte SUCCEEDED = 2;
    private static final byte FAILED = 3;
    private static final byte CANCELLED = 4;
    private static final byte STOPPING = 5;

    /** The results, and why elements failed. */
    private final @Nullable Object[] values;

    private final byte[] states;

    /** Whether any has ended, for those who look at each and need no monitor as long as none has. */
    private volatile boolean hasAnyEnded;

    private int begun;
    private int succeeded;
    private int failed;
    private int cancelled;
    private int overdue;
    private int told;
    private boolean endIsKnown;
    private boolean endIsTold;
    private boolean restIsKnown;

    ElementStates(int size) {
        this.values = new Object[size];
        this.states = new byte[size];
    }

    // What is reported

    /** A worker begins an element: false if it has ended. */
    synchronized boolean start(int index) {
        if (states[index] == QUEUED) {
            states[index] = RUNNING;
            begun++;
        }
        return states[index] == RUNNING;
    }

    /** Elements that follow one another succeed, if none of them has ended: whether that is so. */
    synchronized boolean succeed(int first, List<?> results) {
        for (int i = 0; i < results.size(); i++) {
            if (hasEnded(first + i)) {
                return false;
            }
        }
        for (int i = 0; i < results.size(); i++) {
            end(first + i, SUCCEEDED);
            values[first + i] = results.get(i);
        }
        succeeded += results.size();
        return true;
    }

    /** An element fails: whether it had not ended. */
    synchronized boolean fail(int index, Throwable error) {
        if (hasEnded(index)) {
            return false;
        }
        end(index, FAILED);
        values[index] = error;
        failed++;
        return true;
    }

    /** An element is cancelled that no worker has begun: whether it had not ended. */
    synchronized boolean cancel(int index) {
        if (hasEnded(index)) {
            return false;
        }
        end(index, CANCELLED);
        cancelled++;
        return true;
    }

    /** No worker is busy any more with an element that has ended. */
    synchronized void free(int index) {
        if (states[index] == STOPPING) {
            states[index] = CANCELLED;
            overdue--;
        }
    }

    /** Cancels what is left, with which workers are busy, or about to report of it: those elements. */
    synchronized List<Integer> leaveToWorkers() {
        List<Integer> busy = new ArrayList<>(0);
        for (int index = 0; index < states.length; index++) {
            if (!hasEnded(index)) {
                end(index, STOPPING);
                cancelled++;
                overdue++;
                busy.add(index);
            }
        }
        return busy;
    }

    private void end(int index, byte as) {
        begun += states[index] == QUEUED ? 1 : 0;
        states[index] = as;
        if (!hasAnyEnded) {
            hasAnyEnded = true;
        }
    }

    private boolean hasEnded(int index) {
        return states[index] > RUNNING;
    }

    // What there is to see

    boolean isDone(int index) {
        if (!hasAnyEnded) {
            return false;
        }
        synchronized (this) {
            return hasEnded(index);
        }
    }

    /** Tells whether a worker is busy with an element that was cancelled. */
    synchronized boolean isStopping(int index) {
        return states[index] == STOPPING;
    }

    synchronized TaskState state(int index) {
        return switch (states[index]) {
            case QUEUED -> TaskState.QUEUED;
            case RUNNING -> TaskState.RUNNING;
            case SUCCEEDED -> TaskState.SUCCEEDED;
            case FAILED -> TaskState.FAILED;
            default -> TaskState.CANCELLED;
        };
    }

    /** Returns the result of an element that has succeeded, or why it failed, and holds it no longer. */
    synchronized @Nullable Object takeValue(int index) {
        Object value = values[index];
        values[index] = null;
        return value;
    }

    /** Returns the results, when all elements have succeeded. */
    synchronized @Nullable Object[] values() {
        return values;
    }

    synchronized int unfinished() {
        return states.length - succeeded - failed - cancelled;
    }

    /** The owner was told of the ends of so many elements. */
    synchronized void told(int count) {
        told += count;
    }

    /** Tells once that all elements have ended and the owner knows of each. */
    synchronized boolean isEndNews() {
        boolean isNews = !endIsKnown && told == states.length;
        endIsKnown |= isNews;
        return isNews;
    }

    /** What follows from the end has been done, as far as the pool's end has to wait for it. */
    synchronized void endTold() {
        endIsTold = true;
    }

    /** Tells once that, besides, no worker is busy with any. */
    synchronized boolean isRestNews() {
        boolean isNews = !restIsKnown && endIsTold && overdue == 0;
        restIsKnown |= isNews;
        return isNews;
    }

    // What others count

    @Override
    public int submitted() {
        return states.length;
    }

    @Override
    public synchronized int begun() {
        return begun;
    }

    @Override
    public synchronized int succeeded() {
        return succeeded;
    }

    @Override
    public synchronized int failed() {
        return failed;
    }

    @Override
    public synchronized int cancelled() {
        return cancelled;
    }

    @Override
    public synchronized int overdue() {
        return overdue;
    }

    @Override
    public boolean isCondemned() {
        return false;
    }
}
