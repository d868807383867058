package dev.runner.processes.internal.worker;

import dev.runner.processes.internal.wire.Message;
import dev.runner.processes.internal.wire.SlotPage;
import dev.runner.remote.RemoteExecution;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The task that runs now. The pool is told that it has begun when it takes a while, and before anything else is said of
 * it; of others only that they have ended. Whoever changes the state first decides which of the two it is; who tells of
 * the begin holds the monitor for that long, but not while anybody waits.
 */
final class Running {

    private static final int BEGUN = 1;
    private static final int TOLD_BEGUN = 2;
    private static final int TOLD_END = 3;

    private final int slot;
    private final int index;
    private final RemoteExecution execution;
    private final Link link;

    private final AtomicInteger state = new AtomicInteger();

    Running(int slot, int index, RemoteExecution execution, Link link) {
        this.slot = slot;
        this.index = index;
        this.execution = execution;
        this.link = link;
    }

    int slot() {
        return slot;
    }

    int index() {
        return index;
    }

    RemoteExecution execution() {
        return execution;
    }

    /** Begins it: false if the pool has taken it back. */
    boolean begin(SlotPage page) {
        boolean begun = page.begin(slot, index);
        if (begun) {
            state.setRelease(BEGUN);
        }
        return begun;
    }

    /**
     * Tells the pool that it has begun, if it has, unless it has been told that or the end.
     *
     * @return whether it has begun
     */
    boolean tellBegun() {
        synchronized (this) {
            int before = state.compareAndExchange(BEGUN, TOLD_BEGUN);
            if (before != BEGUN) {
                return before > BEGUN;
            }
            link.add(new Message.Started(slot, index));
        }
        link.flush();
        return true;
    }

    /**
     * Tells the pool that it has ended, behind all else that was said of it; when this returns, that arrives.
     *
     * @param moreFollow whether others of its slot are about to begin, with whose ends a result may be seen
     */
    void tellEnd(RemoteExecution.Outcome outcome, long nanos, boolean moreFollow) {
        Message.Ended ended = new Message.Ended(slot, index, outcome.succeeded(), nanos, outcome.bytes());
        if (state.compareAndSet(BEGUN, TOLD_END)) {
            link.answer(ended, moreFollow && outcome.succeeded());
        } else {
            sendBehindBegin(ended);
        }
    }

    private void sendBehindBegin(Message.Ended ended) {
        synchronized (this) {
            link.add(ended);
        }
        link.flush();
    }
}
