package dev.runner.internal;

import dev.runner.TaskState;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A wait for many handles, which yields each as it ends: those that have ended already first. Used by one thread at a
 * time; told by any.
 */
final class Gathering {

    private final LinkedBlockingQueue<Handle<?>> ended = new LinkedBlockingQueue<>();
    private final AtomicInteger told = new AtomicInteger();
    private final Map<Handle<?>, Waiter.Observer> pending = new LinkedHashMap<>();
    private final ArrayDeque<Handle<?>> begun = new ArrayDeque<>();
    private @Nullable ArrayDeque<Handle<?>> unseen;

    Gathering() {}

    Gathering(Collection<? extends Handle<?>> handles) {
        handles.forEach(this::add);
    }

    /** Adds a handle; one that is there already counts once. */
    void add(Handle<?> handle) {
        if (!pending.containsKey(handle)) {
            pending.put(handle, handle.observe(this));
            if (unseen != null) {
                unseen.add(handle);
            }
        }
    }

    void completed(Handle<?> handle) {
        told.incrementAndGet();
        ended.add(handle);
    }

    /** Returns how many of the handles have ended, yielded or not. */
    int endedCount() {
        return told.get();
    }

    /** Returns how many handles have not been yielded. */
    int size() {
        return pending.size();
    }

    /**
     * Returns the next handle that has ended, or null when the time has run out. A thread of the pool runs tasks that
     * no worker has begun in the meantime: any of them if all have to end anyway, or else only when none of them runs.
     */
    @Nullable
    Handle<?> next(Deadline deadline, boolean allAreNeeded) throws InterruptedException {
        Handle<?> next = ended.poll();
        while (next == null) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (help(allAreNeeded)) {
                next = ended.poll();
            } else {
                next = ended.poll(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
                break;
            }
        }
        return yielded(next);
    }

    /** Returns the next handle that has ended already, or null. */
    @Nullable
    Handle<?> poll() {
        return yielded(ended.poll());
    }

    private @Nullable Handle<?> yielded(@Nullable Handle<?> handle) {
        if (handle != null) {
            pending.remove(handle);
        }
        return handle;
    }

    /** Runs one awaited task in this thread, if it belongs to the task's pool. Each handle is looked at once. */
    private boolean help(boolean allAreNeeded) {
        if (WorkerFrame.current() == null) {
            return false;
        }
        if (unseen == null) {
            unseen = new ArrayDeque<>(pending.keySet());
        }
        for (Handle<?> handle = unseen.peek(); handle != null; handle = unseen.peek()) {
            if (handle.taskState() == TaskState.QUEUED && !allAreNeeded && oneRuns()) {
                return false;
            }
            unseen.remove();
            handle.refuseWaitForItself();
            if (handle.help()) {
                return true;
            }
            begun.add(handle);
        }
        return false;
    }

    private boolean oneRuns() {
        while (!begun.isEmpty() && begun.element().isDone()) {
            begun.remove();
        }
        return !begun.isEmpty();
    }

    /** Stops waiting. The handles hold this no longer. */
    void giveUp() {
        pending.forEach(Handle::unobserve);
        pending.clear();
    }
}
