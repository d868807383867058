package dev.runner.processes.internal.worker;

import dev.runner.processes.internal.wire.Message;
import dev.runner.processes.internal.wire.SlotPage;
import dev.runner.remote.RemoteExecution;

/**
 * The task that runs now. The pool is told that it has begun when it takes a while, and before anything else is said of
 * it; of others only that they have ended. Its monitor keeps the two in order, and is not held while anybody waits.
 */
final class Running {

    private final int slot;
    private final int index;
    private final RemoteExecution execution;
    private final Link link;
    private final long startNanos = System.nanoTime();
    private boolean begun;
    private boolean told;

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
    synchronized boolean begin(SlotPage page) {
        begun = page.begin(slot, index);
        return begun;
    }

    /**
     * Tells the pool that it has begun, if it has, unless it has been told that or the end.
     *
     * @return whether it has begun
     */
    boolean tellBegun() {
        synchronized (this) {
            if (!begun || told) {
                return begun;
            }
            told = true;
            link.add(new Message.Started(slot, index));
        }
        link.flush();
        return true;
    }

    /** Tells the pool that it has ended, behind all else that was said of it; when this returns, that arrives. */
    void tellEnd(RemoteExecution.Outcome outcome) {
        long nanos = System.nanoTime() - startNanos;
        Message.Ended ended = new Message.Ended(slot, index, outcome.succeeded(), nanos, outcome.bytes());
        boolean nothingElseWasSaid;
        synchronized (this) {
            nothingElseWasSaid = !told;
            told = true;
        }
        if (nothingElseWasSaid) {
            link.answer(ended);
        } else {
            link.send(ended);
        }
    }
}
