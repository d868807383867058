package dev.runner.internal;

import dev.runner.TaskState;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
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
    private final Set<Handle<?>> begun = new LinkedHashSet<>();
    private @Nullable Set<Handle<?>> unseen;

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
     * Returns the next handle that has ended, or null when the time has run out. Until then a thread of the pool runs a
     * task that no worker has begun: any of them if all have to end anyway, or else only when none of them runs.
     */
    @Nullable
    Handle<?> next(Deadline deadline, boolean allAreNeeded) throws InterruptedException {
        Handle<?> next = ended.poll();
        while (next == null) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (!deadline.isOver() && help(allAreNeeded)) {
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
            begun.remove(handle);
            if (unseen != null) {
                unseen.remove(handle);
            }
        }
        return handle;
    }

    /** Runs one awaited task in this thread, if it belongs to the task's pool. Each handle is looked at once. */
    private boolean help(boolean allAreNeeded) {
        if (WorkerFrame.current() == null) {
            return false;
        }
        if (unseen == null) {
            unseen = new LinkedHashSet<>(pending.keySet());
        }
        for (Iterator<Handle<?>> each = unseen.iterator(); each.hasNext(); ) {
            Handle<?> handle = each.next();
            if (handle.taskState() == TaskState.QUEUED && !allAreNeeded && oneRuns()) {
                return false;
            }
            each.remove();
            handle.refuseWaitForItself();
            if (handle.help()) {
                return true;
            }
            begun.add(handle);
        }
        return false;
    }

    private boolean oneRuns() {
        for (Iterator<Handle<?>> each = begun.iterator(); each.hasNext(); each.remove()) {
            if (!each.next().isDone()) {
                return true;
            }
        }
        return false;
    }

    /** Stops waiting. The handles hold this no longer. */
    void giveUp() {
        pending.forEach(Handle::unobserve);
        pending.clear();
    }
}
