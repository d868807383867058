package dev.runner.internal;

import static java.util.Objects.requireNonNull;

import dev.runner.PoolFuture;
import dev.runner.TaskFailedException;
import dev.runner.TaskState;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for a task: the {@link PoolFuture} over the state machine. By itself it is a handle that was made
 * complete.
 *
 * <p>Waiters are a stack without locks. The thread whose change ended the task takes it: it {@linkplain #tell() tells}
 * threads and waits for many, which runs no users' code, and then runs the callbacks in the order in which they were
 * added, or leaves them to another thread that may. Whoever runs them looks for what came meanwhile, and closes the
 * stack. A waiter that finds the stack closed, or the task done after it was added, does not wait.
 *
 * @param <R> the type of the result
 */
public sealed class Handle<R extends @Nullable Object> extends TaskLifecycle<R> implements PoolFuture<R>
        permits InterruptibleHandle {

    private static final Logger LOG = LoggerFactory.getLogger(Handle.class);
    private static final Waiter CLOSED = new Waiter.Closed();
    private static final VarHandle WAITERS;

    static {
        try {
            WAITERS = MethodHandles.lookup().findVarHandle(Handle.class, "waiters", Waiter.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable Waiter waiters;

    Handle() {}

    /**
     * Makes a handle that succeeded.
     *
     * @param <R> the type of the result
     * @param value the result
     * @return the handle
     */
    public static <R extends @Nullable Object> PoolFuture<R> succeededWith(R value) {
        Handle<R> handle = new Handle<>();
        handle.succeed(1, value);
        handle.wake();
        return handle;
    }

    /**
     * Makes a handle that failed.
     *
     * @param <R> the type of the result
     * @param error the exception
     * @return the handle
     */
    public static <R extends @Nullable Object> PoolFuture<R> failedWith(Throwable error) {
        Handle<R> handle = new Handle<>();
        handle.fail(1, error);
        handle.wake();
        return handle;
    }

    /**
     * Makes a handle that was cancelled.
     *
     * @param <R> the type of the result
     * @return the handle
     */
    public static <R extends @Nullable Object> PoolFuture<R> cancelledHandle() {
        Handle<R> handle = new Handle<>();
        handle.cancel();
        handle.wake();
        return handle;
    }

    /**
     * Looks for the end for a moment, where that makes the wait shorter.
     *
     * @param nanos how long there is to wait
     */
    void lookForEnd(long nanos) {}

    /** Has a thread that {@linkplain #lookForEnd looks for the end} see that it has come. */
    void wakeLooking() {}

    /** Runs the task in this thread, if this thread belongs to its pool and no worker has begun it: whether it did. */
    boolean help() {
        return false;
    }

    /** Throws if the calling thread can only wait for ever. */
    void refuseWaitForItself() {}

    /** Returns the pool whose callbacks these are, or null without one. */
    @Nullable
    CorePool pool() {
        return null;
    }

    /** Returns where the task was submitted, or null where that is not recorded. */
    @Nullable
    Throwable submitSite() {
        return null;
    }

    /** Returns how the task is called in messages. */
    public String label() {
        return "task";
    }

    @Override
    public long taskId() {
        return 0;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return false;
    }

    @Override
    public final boolean isCancelled() {
        return taskState() == TaskState.CANCELLED;
    }

    @Override
    public final R get() throws InterruptedException, ExecutionException {
        await(Deadline.NEVER);
        return report();
    }

    @Override
    public final R get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        return get(Deadline.afterNanos(unit.toNanos(timeout)));
    }

    @Override
    public final R get(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException {
        return get(Deadline.after(Checks.requireNotNegative(timeout, "timeout")));
    }

    private R get(Deadline deadline) throws InterruptedException, ExecutionException, TimeoutException {
        if (!await(deadline)) {
            throw new TimeoutException(label() + " is " + taskState() + " after " + deadline.elapsedMillis() + " ms");
        }
        return report();
    }

    private R report() throws ExecutionException {
        Throwable error = outcomeError();
        if (error != null) {
            throw withSubmitSite(new ExecutionException(error));
        }
        return result();
    }

    @Override
    public final R join() {
        return join(Deadline.NEVER);
    }

    /** Waits and gives the result, unchecked; the deadline must not run out before the task ends. */
    final R join(Deadline deadline) {
        try {
            await(deadline);
        } catch (InterruptedException e) {
            throw Checks.interrupted("waiting for " + label(), e);
        }
        Throwable error = outcomeError();
        if (error != null) {
            throw failure(error);
        }
        return result();
    }

    final TaskFailedException failure(Throwable error) {
        return withSubmitSite(failure(label(), error));
    }

    static TaskFailedException failure(String label, Throwable error) {
        return new TaskFailedException(label + " failed: " + error, error);
    }

    private @Nullable Throwable outcomeError() {
        if (isCancelled()) {
            throw new CancellationException(label() + " was cancelled");
        }
        return error();
    }

    private <E extends Exception> E withSubmitSite(E wrapper) {
        Throwable site = submitSite();
        if (site != null) {
            wrapper.addSuppressed(site);
        }
        return wrapper;
    }

    @Override
    public final Optional<Throwable> failure() {
        return Optional.ofNullable(error());
    }

    /**
     * Waits until the task has ended; a task of the calling thread's own pool that has not started is run here, if
     * there is any time to wait.
     */
    final boolean await(Deadline deadline) throws InterruptedException {
        if (isDone()) {
            return true;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (deadline.isOver()) {
            return false;
        }
        help();
        refuseWaitForItself();
        Waiter.Parked me = new Waiter.Parked();
        push(me);
        try {
            lookForEnd(deadline.remainingNanos());
            while (!isDone()) {
                long nanos = deadline.remainingNanos();
                if (nanos <= 0) {
                    return false;
                }
                LockSupport.parkNanos(this, nanos);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
            return true;
        } finally {
            if (!isDone()) {
                me.giveUp();
                unlinkDead();
            }
        }
    }

    @Override
    public final PoolFuture<R> onDone(Consumer<? super PoolFuture<R>> callback) {
        requireNonNull(callback, "callback");
        whenDone(() -> callback.accept(this));
        return this;
    }

    /** Runs something when the task has ended, or here if it has. */
    final void whenDone(Runnable action) {
        Waiter.Callback waiter = new Waiter.Callback(action);
        if (!push(waiter)) {
            runCallbacks(waiter);
        }
    }

    /** Adds a wait for many; it is told at once if the task has ended. */
    final Waiter.Observer observe(Gathering gathering) {
        Waiter.Observer observer = new Waiter.Observer(gathering);
        if (isDone() || !push(observer)) { // who ended it may not have come to tell yet
            gathering.completed(this);
        }
        return observer;
    }

    final void unobserve(Waiter.Observer observer) {
        observer.giveUp();
        unlinkDead();
    }

    @Override
    public final CompletableFuture<R> toCompletableFuture() {
        CompletableFuture<R> future = new HelpingFuture<>(this);
        whenDone(() -> {
            Throwable error = error();
            if (error != null) {
                future.completeExceptionally(error);
            } else if (isCancelled()) {
                future.cancel(false);
            } else {
                future.complete(result());
            }
        });
        return future;
    }

    /** Adds a waiter, unless all have been told: whether it was added. */
    private boolean push(Waiter waiter) {
        for (; ; ) {
            Waiter top = waiters;
            if (top == CLOSED) {
                return false;
            }
            waiter.next = top;
            if (WAITERS.compareAndSet(this, top, waiter)) {
                return true;
            }
        }
    }

    /** Unlinks waiters that gave up; starts again when it meets another thread doing so. */
    private void unlinkDead() {
        for (boolean again = true; again; ) {
            again = false;
            Waiter before = null;
            for (Waiter at = waiters; at != null && !again; ) {
                Waiter after = at.next;
                if (at.isLive()) {
                    before = at;
                } else if (before == null) {
                    again = !WAITERS.compareAndSet(this, at, after);
                } else {
                    before.next = after;
                    again = !before.isLive();
                }
                at = after;
            }
        }
    }

    /** Tells all who wait, and runs the callbacks. Called once, by the thread whose change ended the task. */
    final void wake() {
        callBack(tell());
    }

    /**
     * Tells the threads and waits for many that are there, and closes the stack unless there are callbacks.
     *
     * @return the first of the callbacks to be {@linkplain #callBack run}, or null if all have been told
     */
    final Waiter.@Nullable Callback tell() {
        Waiter.Callback first = null;
        while (first == null && !WAITERS.compareAndSet(this, null, CLOSED)) {
            for (Waiter at = (Waiter) WAITERS.getAndSet(this, null); at != null; at = at.next) {
                if (at instanceof Waiter.Callback callback) {
                    callback.following = first;
                    first = callback;
                } else {
                    at.completed(this);
                }
            }
        }
        return first;
    }

    /** Runs callbacks that are left from telling, and those that came meanwhile, and closes the stack. */
    final void callBack(Waiter.@Nullable Callback untold) {
        for (Waiter.Callback first = untold; first != null; first = tell()) {
            runCallbacks(first);
        }
    }

    private void runCallbacks(Waiter.Callback first) {
        WorkerFrame frame = WorkerFrame.enterCallback(pool(), () -> "a callback of " + label());
        try {
            for (Waiter.Callback callback = first; callback != null; callback = callback.following) {
                try {
                    callback.completed(this);
                } catch (Throwable e) {
                    LOG.error("a callback of {} failed", label(), e);
                }
            }
        } finally {
            frame.exit();
        }
    }
}
