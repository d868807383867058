package dev.runner.internal;

import dev.runner.Job;
import dev.runner.StopLevel;
import dev.runner.TaskState;
import dev.runner.spi.RunningTask;
import dev.runner.spi.TaskRun;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task of a pool: its handle, its state machine, and the first attempt at it, in one object.
 *
 * <p>Whoever changes the state owns what follows from it: counting, events, waking, and leaving the pool. A result or
 * failure is reported by the thread that ran the task or by a thread of the driver; a cancellation comes from any
 * thread; a verdict on a time limit from the pool's own threads. Counts are changed before the state, so that whoever
 * sees a task ended also sees it counted.
 *
 * @param <R> the type of the result
 */
final class TaskHandle<R extends @Nullable Object> extends InterruptibleHandle<R> implements TaskRun<R> {

    private static final Logger LOG = LoggerFactory.getLogger(TaskHandle.class);
    private static final Executor HERE = Runnable::run;

    private final CorePool pool;
    private final long id;
    private final TaskDetails details;
    private final @Nullable TaskNews news;

    /** What to run, as {@link TaskBody} says; null when the task has ended. */
    private @Nullable Object body;

    /** The driver's, which synchronizes. */
    private @Nullable Object attachment;

    private volatile @Nullable TimeLimit limit;

    TaskHandle(CorePool pool, long id, Object body, TaskDetails details) {
        this.pool = pool;
        this.id = id;
        this.body = body;
        this.details = details;
        this.news = pool.events().newsOf(this);
    }

    @Override
    public long taskId() {
        return id;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public Optional<String> name() {
        return details.options().name();
    }

    @Override
    public String label() {
        return name().orElseGet(() -> "task " + id);
    }

    @Override
    CorePool pool() {
        return pool;
    }

    @Override
    @Nullable
    Throwable submitSite() {
        SubmitSite site = details.submitSite();
        return site == null ? null : site.shown();
    }

    @Override
    public Optional<Duration> timeLimit() {
        return details.timeLimit();
    }

    TaskDetails details() {
        return details;
    }

    @Override
    public Optional<Job<R>> payload() {
        return Optional.ofNullable(body).map(TaskBody::toJob);
    }

    /** Calls what was submitted, or a copy of it where that is wanted. */
    @SuppressWarnings({"unchecked", "NullAway"}) // the body was submitted as one that gives an R
    R call() throws Exception {
        return pool.traits().rehearses() ? Rehearsal.call(payload().orElseThrow()) : (R) TaskBody.call(body);
    }

    @Override
    public void attach(@Nullable Object something) {
        attachment = something;
    }

    @Override
    @Nullable
    public Object attachment() {
        return attachment;
    }

    @Override
    public boolean isObserved() {
        return news != null;
    }

    // Running it here

    @Override
    public void run() {
        LocalRun.run(this, 1);
    }

    @Override
    boolean help() {
        if (taskState() != TaskState.QUEUED
                || pool.traits().leavesJvm()
                || pool.isStopping()
                || !WorkerFrame.isInside(pool)) {
            return false;
        }
        boolean ran = LocalRun.run(this, 1);
        if (ran) {
            pool.withdraw(this);
        }
        return ran;
    }

    @Override
    void lookForEnd(long nanos) {
        pool.lookFor(this::isDone, nanos);
    }

    @Override
    void wakeLooking() {
        pool.wakeWaiting();
    }

    @Override
    void refuseWaitForItself() {
        if (WorkerFrame.isRunning(this) && !isDone()) {
            throw new IllegalStateException(label() + " of pool '" + pool.name()
                    + "' waits for itself, directly or through a task that it waits for, and would do so for ever");
        }
    }

    RunningTask asRunningTask(String workerId) {
        TimeLimit now = limit;
        return new InJvmTask(
                this, currentAttempt(), workerId, Optional.ofNullable(now).map(TimeLimit::deadline));
    }

    // Reports

    @Override
    public boolean started(String workerId) {
        return started(1, workerId);
    }

    boolean started(int attempt, String workerId) {
        if (!isQueuedAs(attempt)) {
            return false;
        }
        pool.taskStarting();
        if (!start(attempt)) {
            pool.taskQueuedAgain();
            return false;
        }
        if (news != null) {
            news.started(attempt, workerId);
        }
        Duration time = details.limit();
        if (time != null) {
            limit = new TimeLimit(this, attempt, workerId, time);
        }
        return true;
    }

    @Override
    public void succeeded(R value) {
        succeeded(1, value);
    }

    void succeeded(int attempt, R value) {
        succeeded(attempt, value, HERE);
    }

    @Override
    public void succeeded(R value, Executor callbacks) {
        succeeded(1, value, callbacks);
    }

    void succeeded(int attempt, R value, Executor callbacks) {
        TimeLimit watched = limit;
        if (watched != null && watched.isOver()) {
            settleFailure(attempt, watched.exception(), callbacks);
            return;
        }
        pool.counts().ending(TaskState.SUCCEEDED);
        settle(succeed(attempt, value), attempt, TaskState.SUCCEEDED, null, callbacks);
    }

    @Override
    public void failed(Throwable error) {
        failed(1, error);
    }

    void failed(int attempt, Throwable error) {
        TimeLimit watched = limit;
        settleFailure(attempt, watched != null && watched.isOver() ? watched.exception() : error, HERE);
    }

    private void settleFailure(int attempt, Throwable error, Executor callbacks) {
        pool.counts().ending(TaskState.FAILED);
        settle(fail(attempt, error), attempt, TaskState.FAILED, error, callbacks);
    }

    @Override
    public Optional<TaskRun<R>> lost(Throwable cause) {
        return lost(1, cause);
    }

    Optional<TaskRun<R>> lost(int attempt, Throwable cause) {
        TimeLimit watched = limit;
        boolean again = attempt <= details.options().retries() && !(watched != null && watched.isOver());
        if (again && pool.mayRetry() && retry(attempt)) {
            cancelAlarm();
            pool.taskQueuedAgain();
            if (news != null) {
                news.requeued();
            }
            return Optional.of(asRun(attempt + 1));
        }
        failed(attempt, pool.isKilled() ? pool.killedUnder(this, cause) : cause);
        return Optional.empty();
    }

    /** Does what follows from the end that an attempt reported; users' code is left to the executor. */
    private void settle(Change change, int attempt, TaskState state, @Nullable Throwable error, Executor callbacks) {
        if (change == Change.NONE) {
            pool.counts().undoEnding(state);
            LOG.warn("pool '{}': dropped a second report on {}, attempt {}", pool.name(), label(), attempt, error);
            return;
        }
        cancelAlarm();
        body = null;
        if (change == Change.FREED) {
            pool.counts().freed(state);
            pool.taskLeft();
            return;
        }
        if (change == Change.ENDED_UNSTARTED) {
            pool.unstartedReported();
        }
        boolean isNews = news != null || (error != null && details.detached());
        Waiter.Callback untold = isNews ? null : tell();
        if (isNews) {
            leaveAfter(() -> tellReport(change, attempt, state, error), callbacks);
        } else if (untold != null) {
            leaveAfter(() -> callBack(untold), callbacks);
        } else {
            pool.taskLeft();
        }
    }

    /** Runs users' code, after which the task is no longer one of the pool. */
    private void leaveAfter(Runnable usersCode, Executor callbacks) {
        Runnable last = () -> {
            try {
                usersCode.run();
            } finally {
                pool.taskLeft();
            }
        };
        try {
            callbacks.execute(last);
        } catch (RejectedExecutionException e) {
            last.run();
        }
    }

    private void tellReport(Change change, int attempt, TaskState state, @Nullable Throwable error) {
        tellEnd(change, attempt, state, error);
        if (error != null && details.detached()) {
            tellNobody(change, error);
        }
    }

    private void tellEnd(Change change, int attempt, TaskState state, @Nullable Throwable error) {
        if (news != null && change == Change.ENDED_BUSY) {
            news.endedBusy(attempt, state, error);
        } else if (news != null) {
            news.ended(attempt, state, error);
        }
        wake();
    }

    /**
     * A task that nobody has a handle of failed: running, as in any thread; or else its submitter is told, or the log.
     */
    private void tellNobody(Change change, Throwable error) {
        if (change == Change.ENDED) {
            Thread thread = Thread.currentThread();
            try {
                thread.getUncaughtExceptionHandler().uncaughtException(thread, error);
            } catch (Throwable e) {
                LOG.warn("pool '{}': the handler of uncaught exceptions failed", pool.name(), e);
            }
        } else {
            LOG.debug("pool '{}': {} was not run", pool.name(), label(), error);
        }
    }

    private void cancelAlarm() {
        TimeLimit watched = limit;
        if (watched != null) {
            watched.cancelAlarm();
        }
    }

    // Stopping it

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        withdrawIfQueued();
        return cancelled(cancel(), mayInterruptIfRunning);
    }

    /** Cancels the task if no worker has begun it: whether that was so. */
    boolean cancelUnstarted() {
        withdrawIfQueued();
        return cancelled(cancelQueued(), false);
    }

    private void withdrawIfQueued() {
        if (taskState() == TaskState.QUEUED) {
            pool.withdraw(asRun(currentAttempt()));
        }
    }

    /** Does what follows from a cancellation: whether there was one. */
    private boolean cancelled(Change change, boolean mayInterruptIfRunning) {
        if (change == Change.NONE) {
            return false;
        }
        if (change == Change.ENDED_UNSTARTED) {
            body = null;
            pool.unstartedCancelled();
        } else {
            pool.counts().cancelledBusy();
            if (mayInterruptIfRunning) {
                stop();
            }
        }
        tellEnd(change, currentAttempt(), TaskState.CANCELLED, null);
        if (change == Change.ENDED_UNSTARTED) {
            pool.taskLeft();
        }
        return true;
    }

    /** Asks the worker that runs the task to stop, or makes it where that can be done. */
    void stop() {
        if (pool.traits().killsRunning()) {
            climb(currentAttempt(), level -> {});
        } else {
            requestStop(pool.traits().interruptsRunning());
        }
    }

    /** Fails the task while its worker goes on: whether it did. */
    boolean condemn(int attempt, Throwable error) {
        if (!judge(attempt, error)) {
            return false;
        }
        pool.counts().condemned();
        requestStop(pool.traits().interruptsRunning());
        tellEnd(Change.ENDED_BUSY, attempt, TaskState.FAILED, error);
        return true;
    }

    private void climb(int attempt, Consumer<StopLevel> reached) {
        new StopLadder(pool, () -> isBusyWith(attempt), level -> {
                    reached.accept(level);
                    requestStop(false);
                    pool.driverCancel(asRun(attempt), level);
                })
                .climb();
    }

    private TaskRun<R> asRun(int attempt) {
        return attempt == 1 ? this : new LaterAttempt<>(this, attempt);
    }

    /** The time limit of an attempt has run out. Called by a thread of the pool that may run callbacks. */
    void overran(TimeLimit watched) {
        int attempt = watched.attempt();
        if (!isBusyWith(attempt)) {
            return;
        }
        watched.stopping();
        if (pool.traits().killsRunning()) {
            climb(attempt, watched::reached);
            return;
        }
        Thread thread = runner();
        StackTraceElement[] stack = thread == null ? new StackTraceElement[0] : thread.getStackTrace();
        if (thread != null && runner() == thread) {
            watched.workerStack(stack);
        }
        watched.reached(StopLevel.INTERRUPT);
        if (!condemn(attempt, watched.exception())) {
            requestStop(true);
        }
        pool.callLater(
                () -> tellBusy(attempt, thread), Deadline.nanosOf(pool.traits().stopGrace()));
    }

    private void tellBusy(int attempt, @Nullable Thread thread) {
        if (isBusyWith(attempt)) {
            LOG.warn(
                    "pool '{}': {} exceeded its time limit and was interrupted; thread '{}' is still busy with it",
                    pool.name(),
                    label(),
                    thread == null ? "?" : thread.getName());
        }
    }

    @Override
    public void workerStack(StackTraceElement[] stack) {
        TimeLimit watched = limit;
        if (watched != null) {
            watched.workerStack(stack);
        }
    }

    // What it tells meanwhile

    @Override
    public void progress(long done, long total) {
        progress(1, done, total);
    }

    void progress(int attempt, long done, long total) {
        pool.events().taskProgress(this, attempt, done, total);
    }

    @Override
    public void output(String line, boolean standardError) {
        output(1, line, standardError);
    }

    void output(int attempt, String line, boolean standardError) {
        pool.events().taskOutput(this, attempt, line, standardError);
    }

    /** Costs less than the identity hash: drivers look tasks up. A task is equal to itself only. */
    @Override
    public int hashCode() {
        return Long.hashCode(id);
    }

    @Override
    public String toString() {
        return label() + " of pool '" + pool.name() + "' [" + taskState() + "]";
    }
}
