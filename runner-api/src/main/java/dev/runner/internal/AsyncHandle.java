package dev.runner.internal;

import static java.util.Objects.requireNonNull;

import dev.runner.AsyncResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handle of many tasks. When the last of them has ended, one thread runs the callbacks, those added meanwhile among
 * them, and then opens {@link #ready}, for which others wait. To that thread it is ready while it runs them. It is the
 * thread that has ended the last task, or another if that is to run no users' code.
 *
 * <p>What became of the call is decided once, in {@link #verdict}: when the last task has ended, before the callbacks
 * run, or by the end of time before. What the single tasks tell until then is only collected.
 *
 * <p>The lock guards {@link #callbacks} and is held for their change only.
 *
 * @param <E> the type of one result
 */
public final class AsyncHandle<E extends @Nullable Object> implements AsyncResult<List<E>> {

    private static final Logger LOG = LoggerFactory.getLogger(AsyncHandle.class);

    private final CorePool pool;
    private final AsyncTasks<E> tasks;

    /** How much has not ended of what the handle is told of, and one for who submits it. */
    private final AtomicInteger open = new AtomicInteger(1);

    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicReference<@Nullable CancellationException> cancellation = new AtomicReference<>();
    private final AtomicReference<@Nullable Verdict> verdict = new AtomicReference<>();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Runnable> callbacks = new ArrayDeque<>();
    private volatile @Nullable Thread completer;

    /**
     * What became of the call.
     *
     * @param error why it failed, or null if it succeeded
     */
    private record Verdict(@Nullable Throwable error) {}

    /** Makes the handle of tasks which are about to be submitted. */
    AsyncHandle(CorePool pool, AsyncTasks<E> tasks) {
        this.pool = pool;
        this.tasks = tasks;
    }

    /** There is one more that is to end. */
    void opened() {
        open.incrementAndGet();
    }

    /**
     * A task has ended without a result.
     *
     * @param error why it failed, or null if it was cancelled
     */
    void endedOtherwise(String label, @Nullable Throwable error) {
        if (error != null) {
            failure.compareAndSet(null, error);
        } else {
            cancellation.compareAndSet(null, new CancellationException(label + " was cancelled"));
        }
    }

    /**
     * One of those that are to end has ended, or all have been submitted.
     *
     * @param callbacks where to run users' code
     */
    void closed(Executor callbacks) {
        if (open.decrementAndGet() > 0) {
            return;
        }
        Throwable first = failure.get();
        verdict.compareAndSet(null, new Verdict(first != null ? first : cancellation.get()));
        Runnable callback = nextCallback();
        if (callback != null) {
            callbacks.execute(() -> runAll(callback));
        }
    }

    private void runAll(Runnable firstCallback) {
        completer = Thread.currentThread();
        for (Runnable callback = firstCallback; callback != null; callback = nextCallback()) {
            run(callback);
        }
    }

    /** Returns the next callback, or null and is ready from then on. */
    private @Nullable Runnable nextCallback() {
        lock.lock();
        try {
            Runnable next = callbacks.poll();
            if (next == null) {
                ready.countDown();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void run(Runnable callback) {
        WorkerFrame frame = WorkerFrame.enterCallback(pool, () -> "a callback of a bulk call");
        try {
            callback.run();
        } catch (Throwable e) {
            LOG.error("a callback of a bulk call failed", e);
        } finally {
            frame.exit();
        }
    }

    /** Runs something when all tasks have ended, or here if they have. */
    void whenReady(Runnable callback) {
        lock.lock();
        try {
            if (ready.getCount() > 0) {
                callbacks.add(callback);
                return;
            }
        } finally {
            lock.unlock();
        }
        run(callback);
    }

    @Override
    public AsyncResult<List<E>> onSuccess(Consumer<? super List<E>> callback) {
        requireNonNull(callback, "callback");
        whenReady(() -> {
            if (error() == null) {
                callback.accept(tasks.results());
            }
        });
        return this;
    }

    @Override
    public AsyncResult<List<E>> onFailure(Consumer<? super Throwable> callback) {
        requireNonNull(callback, "callback");
        whenReady(() -> {
            Throwable error = error();
            if (error != null) {
                callback.accept(error);
            }
        });
        return this;
    }

    /** Returns why the call failed, once it is ready; null if it succeeded. */
    private @Nullable Throwable error() {
        return requireNonNull(verdict.get(), "verdict").error();
    }

    @Override
    public boolean ready() {
        return ready.getCount() == 0 || completer == Thread.currentThread();
    }

    @Override
    public boolean successful() {
        if (!ready()) {
            throw new IllegalStateException("not ready: " + tasks.unfinished() + " of " + tasks.size()
                    + " tasks have not ended; await(Duration) waits");
        }
        return error() == null;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return tasks.cancel(mayInterruptIfRunning);
    }

    /**
     * The time limit of the call has run out: what has not ended is cancelled. The first failure is still told first.
     */
    void expire(BiFunction<Integer, Integer, ? extends RuntimeException> timeout) {
        int left = tasks.unfinished();
        if (left == 0) {
            return;
        }
        Throwable first = failure.get();
        if (verdict.compareAndSet(null, new Verdict(first != null ? first : timeout.apply(left, tasks.size())))) {
            cancel(true);
        }
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        return await(Deadline.after(Checks.requireNotNegative(timeout, "timeout")));
    }

    private boolean await(Deadline deadline) throws InterruptedException {
        if (ready()) {
            return true;
        }
        if (!tasks.await(deadline)) {
            return false;
        }
        return ready() || ready.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public List<E> get() throws InterruptedException, ExecutionException {
        await(Deadline.NEVER);
        return report();
    }

    @Override
    public List<E> get(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException {
        Deadline deadline = Deadline.after(Checks.requireNotNegative(timeout, "timeout"));
        if (!await(deadline)) {
            throw new TimeoutException("timed out after " + deadline.elapsedMillis() + " ms: " + tasks.unfinished()
                    + " of " + tasks.size() + " tasks unfinished");
        }
        return report();
    }

    private List<E> report() throws ExecutionException {
        Throwable error = error();
        if (error instanceof CancellationException && error == cancellation.get()) {
            throw new CancellationException(error.getMessage());
        } else if (error != null) {
            throw new ExecutionException(error);
        }
        return tasks.results();
    }
}
