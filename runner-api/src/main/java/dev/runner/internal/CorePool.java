package dev.runner.internal;

import static java.util.Objects.requireNonNull;

import dev.runner.AsyncResult;
import dev.runner.Capability;
import dev.runner.MapOptions;
import dev.runner.Pool;
import dev.runner.PoolBrokenException;
import dev.runner.PoolConfig;
import dev.runner.PoolFuture;
import dev.runner.PoolStats;
import dev.runner.ResultOrder;
import dev.runner.Shared;
import dev.runner.StopLevel;
import dev.runner.Task;
import dev.runner.TaskFunction1;
import dev.runner.TaskOptions;
import dev.runner.TaskSerializationException;
import dev.runner.VoidTask;
import dev.runner.internal.PoolLifecycle.Phase;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.PoolBackend;
import dev.runner.spi.PoolDriver;
import dev.runner.spi.TaskRun;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pool: one object for each, where its parts meet. Tasks come in through {@link Intake}, run in the driver, and end
 * in their {@link TaskHandle}; {@link Closing} takes the pool to its end.
 *
 * <p>No lock is held while the driver or users' code is called.
 */
public final class CorePool implements Pool {

    private final String name;
    private final String backendId;
    private final PoolConfig config;
    private final PoolTraits traits;
    private final Events events;
    private final PoolThreads threads;
    private final Frames frames = new Frames();
    private final Counts counts = new Counts();
    private final PoolLifecycle lifecycle = new PoolLifecycle(this::drained);
    private final AtomicLong ids = new AtomicLong();
    private final PoolDriver driver;
    private final Intake intake;
    private final Closing closing;
    private final Sharing sharing;
    private final boolean recordsSubmitSite;
    private final String siteHeading;
    private final TaskDetails plain;
    private final TaskDetails detached;

    /**
     * Opens a pool.
     *
     * @param backend the backend
     * @param config a configuration that the backend can follow
     * @param name the name of the pool
     */
    @SuppressWarnings("this-escape") // the host keeps back what the driver reports before the pool is complete
    public CorePool(PoolBackend backend, PoolConfig config, String name) {
        this.name = name;
        this.backendId = backend.id();
        this.config = config;
        Set<Capability> capabilities = Set.copyOf(backend.capabilities());
        this.traits = PoolTraits.of(capabilities, config);
        this.events = new Events(this, name, backendId, config.listeners());
        this.threads = new PoolThreads(name);
        this.recordsSubmitSite = config.recordSubmitSite().orElse(traits.leavesJvm());
        this.siteHeading = SubmitSite.heading(name);
        this.plain = details(TaskOptions.defaults(), false);
        this.detached = details(TaskOptions.defaults(), true);
        CoreHost host = new CoreHost(
                this, config.initializer(), config.maxTasksPerWorker().orElse(Integer.MAX_VALUE));
        this.driver = opened(backend, new CoreDriverConfig(name, config, capabilities, host), threads);
        this.intake = new Intake(
                this,
                lifecycle,
                driver,
                config.queueCapacity().isPresent()
                        ? new Admission(config.queueCapacity().getAsInt(), config.overflow())
                        : null);
        this.closing = new Closing(this, lifecycle, driver, intake, config.shutdownGrace());
        this.sharing = new Sharing(this, lifecycle, driver);
        OpenPools.add(this);
        host.poolIsComplete();
    }

    private static PoolDriver opened(PoolBackend backend, DriverConfig config, PoolThreads threads) {
        try {
            return backend.open(config);
        } catch (Throwable e) {
            threads.end();
            throw e;
        }
    }

    // Submitting

    @Override
    public <R extends @Nullable Object> PoolFuture<R> submit(Task<R> task) {
        return submitBody(requireNonNull(task, "task"), plain());
    }

    @Override
    public <R extends @Nullable Object> PoolFuture<R> submit(Task<R> task, TaskOptions options) {
        return submitBody(requireNonNull(task, "task"), details(requireNonNull(options, "options"), false));
    }

    @Override
    public PoolFuture<@Nullable Void> submit(VoidTask task) {
        return submitBody(TaskBody.ofRunnable(requireNonNull(task, "task")), plain());
    }

    @Override
    public PoolFuture<@Nullable Void> submit(VoidTask task, TaskOptions options) {
        return submitBody(
                TaskBody.ofRunnable(requireNonNull(task, "task")), details(requireNonNull(options, "options"), false));
    }

    @Override
    public <R extends @Nullable Object> PoolFuture<R> submit(Callable<R> task) {
        return submitBody(requireNonNull(task, "task"), plain());
    }

    @Override
    public PoolFuture<?> submit(Runnable task) {
        return submitBody(TaskBody.ofRunnable(requireNonNull(task, "task")), plain());
    }

    @Override
    public <R extends @Nullable Object> PoolFuture<R> submit(Runnable task, R result) {
        return submitBody(new PlainRunnable<>(shippable(requireNonNull(task, "task")), result), plain());
    }

    @Override
    public void execute(Runnable task) {
        TaskHandle<?> detachedTask = newTask(TaskBody.ofRunnable(shippable(requireNonNull(task, "task"))), detached);
        intake.submit(detachedTask, Deadline.NEVER);
        if (traits.leavesJvm() && detachedTask.error() instanceof TaskSerializationException e) {
            throw notShipped(e);
        }
    }

    static RejectedExecutionException notShipped(TaskSerializationException why) {
        return new RejectedExecutionException(why.getMessage(), why);
    }

    private TaskDetails plain() {
        return recordsSubmitSite ? plain.submittedHere(siteHeading) : plain;
    }

    /** Returns what a task with these options carries, with the place of the submission where that is recorded. */
    TaskDetails details(TaskOptions options, boolean isDetached) {
        return new TaskDetails(
                options,
                options.timeout().or(config::taskTimeout).orElse(null),
                recordsSubmitSite ? new SubmitSite(siteHeading) : null,
                isDetached);
    }

    private <R extends @Nullable Object> TaskHandle<R> submitBody(Object body, TaskDetails details) {
        TaskHandle<R> task = newTask(shippable(body), details);
        intake.submit(task, Deadline.NEVER);
        return task;
    }

    /**
     * Refuses a wrapper of the JDK around a future of its own where tasks are copied. Some of those claim to be
     * serializable, but a copy that runs elsewhere would leave its caller waiting for ever.
     */
    private <T> T shippable(T body) {
        if (traits.copies() && body.getClass().getName().startsWith("java.util.concurrent.")) {
            throw notShipped(
                    new TaskSerializationException("a " + body.getClass().getName()
                            + " belongs to this JVM: a copy of it running elsewhere would leave its caller waiting for ever;"
                            + " submit the task itself to pool '" + name + "' instead"));
        }
        return body;
    }

    <R extends @Nullable Object> TaskHandle<R> newTask(Object body, TaskDetails details) {
        return new TaskHandle<>(this, ids.incrementAndGet(), body, details);
    }

    Intake intake() {
        return intake;
    }

    // Many at once

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            TaskFunction1<A, R> function, Iterable<? extends A> inputs, MapOptions options) {
        return new BulkCall<R>(this, options).runAll(BulkCall.calls(function, inputs), inputs, ResultOrder.SUBMISSION);
    }

    @Override
    public <R extends @Nullable Object> List<R> runAll(Iterable<? extends Task<R>> jobs, MapOptions options) {
        return runAll(jobs, options, ResultOrder.SUBMISSION);
    }

    /**
     * Runs jobs and waits for all results.
     *
     * @param <R> the type of the results
     * @param jobs the jobs
     * @param options options of the call
     * @param order the order of the results
     * @return the results
     */
    public <R extends @Nullable Object> List<R> runAll(
            Iterable<? extends Task<R>> jobs, MapOptions options, ResultOrder order) {
        return new BulkCall<R>(this, options).runAll(BulkCall.each(jobs), jobs, order);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<R> imap(
            TaskFunction1<A, R> function, Iterable<? extends A> inputs, MapOptions options) {
        return new BulkCall<R>(this, options).stream(BulkCall.calls(function, inputs), true);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<R> imapUnordered(
            TaskFunction1<A, R> function, Iterable<? extends A> inputs, MapOptions options) {
        return new BulkCall<R>(this, options).stream(BulkCall.calls(function, inputs), false);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> mapAsync(
            TaskFunction1<A, R> function, Iterable<? extends A> inputs, MapOptions options) {
        return new BulkCall<R>(this, options).submitAll(BulkCall.calls(function, inputs), inputs);
    }

    @Override
    public <R extends @Nullable Object> AsyncResult<List<R>> submitAll(
            Iterable<? extends Task<R>> jobs, MapOptions options) {
        return new BulkCall<R>(this, options).submitAll(BulkCall.each(jobs), jobs);
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
            throws InterruptedException {
        return new Invocation<T>(this, Deadline.NEVER).all(tasks);
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit) throws InterruptedException {
        return new Invocation<T>(this, Deadline.afterNanos(unit.toNanos(timeout))).all(tasks);
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        try {
            return new Invocation<T>(this, Deadline.NEVER).any(tasks);
        } catch (TimeoutException e) {
            throw new IllegalStateException("an unlimited wait ran out of time", e);
        }
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return new Invocation<T>(this, Deadline.afterNanos(unit.toNanos(timeout))).any(tasks);
    }

    @Override
    public <V extends @Nullable Object> Shared<V> share(V value) {
        return sharing.share(value);
    }

    Sharing sharing() {
        return sharing;
    }

    // The pool's life

    /** It has ended, or was given up. */
    private void drained() {
        OpenPools.remove(this);
        sharing.closeAll();
    }

    @Override
    public void shutdown() {
        closing.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return closing.shutdownNow();
    }

    @Override
    public void kill() {
        closing.kill();
    }

    @Override
    public void close() {
        closing.close(Deadline.NEVER);
    }

    @Override
    public void close(Duration timeout) {
        closing.close(Deadline.after(Checks.requireNotNegative(timeout, "timeout")));
    }

    @Override
    public boolean isShutdown() {
        return lifecycle.phase() != Phase.OPEN;
    }

    @Override
    public boolean isTerminated() {
        return closing.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return closing.awaitTermination(Deadline.afterNanos(unit.toNanos(timeout)));
    }

    /** The driver can run no more tasks. */
    void breakDown(Throwable cause) {
        closing.breakDown(cause);
    }

    Closing closing() {
        return closing;
    }

    /** Ends a task that a worker was about to begin although the pool {@link #startsNothing()}. */
    void refuse(TaskHandle<?> task) {
        closing.refuse(task);
    }

    /**
     * Tells whether not even those tasks may start that a worker has taken. After {@code shutdownNow()} they do, and
     * are asked to stop: it did not return them.
     */
    boolean startsNothing() {
        return isKilled() || closing.brokenBy() != null;
    }

    boolean isOpen() {
        return lifecycle.isOpen();
    }

    boolean isStopping() {
        return lifecycle.phase().compareTo(Phase.STOPPING) >= 0;
    }

    boolean isKilled() {
        return lifecycle.phase() == Phase.KILLED;
    }

    boolean mayRetry() {
        return lifecycle.phase().compareTo(Phase.BROKEN) < 0;
    }

    /** Makes the exception that tells a submitter why a task is not accepted. */
    RejectedExecutionException rejection(@Nullable Throwable cause) {
        Throwable broken = closing.brokenBy();
        return new RejectedExecutionException(
                "pool '" + name + "' accepts no tasks: it is " + closing.describe(), broken != null ? broken : cause);
    }

    PoolBrokenException killedUnder(TaskHandle<?> task, @Nullable Throwable cause) {
        return killedUnder(task.label(), cause);
    }

    PoolBrokenException killedUnder(String label) {
        return killedUnder(label, closing.brokenBy());
    }

    PoolBrokenException killedUnder(String label, @Nullable Throwable cause) {
        return new PoolBrokenException("pool '" + name + "' was killed while it ran " + label, cause);
    }

    @Override
    public PoolStats stats() {
        return counts.snapshot(driver.stats().workers());
    }

    @Override
    public String backendId() {
        return backendId;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return "pool '" + name + "' [" + backendId + ", " + closing.describe() + ", " + counts.unfinished() + " tasks]";
    }

    // What its tasks need

    Counts counts() {
        return counts;
    }

    Events events() {
        return events;
    }

    Frames frames() {
        return frames;
    }

    PoolThreads threads() {
        return threads;
    }

    /** Returns how many workers there are, and at least one: where there are none, the submitter runs the tasks. */
    int workers() {
        return Math.max(1, driver.stats().workers());
    }

    /**
     * Tells whether who submits a task runs it: such a backend can claim nothing. Others have no workers for a while.
     */
    boolean hasNoWorkers() {
        return traits.claimsNothing() && driver.stats().workers() == 0;
    }

    /** Returns how many inputs of a lazy call are ahead: without workers one, which is run at once. */
    int defaultWindow() {
        return hasNoWorkers() ? 1 : Math.max(64, 16 * workers());
    }

    /** Tells whether each task is run by its submitter, at once. */
    boolean runsInSubmitter() {
        return SerialBackend.isOne(driver);
    }

    /**
     * Tells whether tasks with these details may run in the submitter without handles: nobody hears of a single one.
     */
    boolean runsWithoutHandles(TaskDetails details) {
        return SerialBackend.isReady(driver)
                && !events.areHeard()
                && !intake.isBounded()
                && !traits.rehearses()
                && details.limit() == null
                && details.submitSite() == null;
    }

    /**
     * Tells whether elements with these details go to the driver together: nobody hears of a single one, and each has
     * one attempt.
     */
    boolean takesBulk(TaskDetails details) {
        return driver.takesBulk()
                && !events.areHeard()
                && !intake.isBounded()
                && details.limit() == null
                && details.options().retries() == 0;
    }

    /** Takes elements back that are to be cancelled: those that no worker has begun. */
    BitSet withdraw(Bulk<?> bulk) {
        return driver.withdraw(bulk);
    }

    /** Something that the pool's end waits for begins, and ends with {@link #taskLeft}: whether the pool is open. */
    boolean enter() {
        return lifecycle.enter();
    }

    /** Takes numbers for so many tasks: the one before the first. */
    long takeIds(int count) {
        return ids.getAndAdd(count);
    }

    /** Gives back the numbers after one and up to the last of those taken, unless others have been taken since. */
    void giveBackIds(long used, long last) {
        ids.compareAndSet(last, used);
    }

    /** A task is about to start: it is counted, and has left its place, before anybody can see it running. */
    void taskStarting() {
        counts.started();
        intake.leaveQueue();
    }

    /** A task waits for another attempt, or has not started after all. */
    void taskQueuedAgain() {
        counts.requeued();
        intake.reenterQueue();
    }

    /** A task that no worker had begun has ended by a report. */
    void unstartedReported() {
        counts.reportedUnstarted();
        intake.leaveQueue();
    }

    /** A task that no worker had begun was cancelled. */
    void unstartedCancelled() {
        counts.cancelledUnstarted();
        intake.leaveQueue();
    }

    /** A task has ended, its callbacks have run, and no worker is busy with it. */
    void taskLeft() {
        lifecycle.leave();
    }

    /** Takes a run back that is to be cancelled. If a worker has begun it, it is reported as started instead. */
    void withdraw(TaskRun<?> run) {
        driver.withdraw(run);
    }

    /** Looks for results for a moment, where the driver does such. */
    void lookFor(BooleanSupplier done, long nanos) {
        driver.await(done, nanos);
    }

    /** A thread that looks for the result of a task is to see that it is there. */
    void wakeWaiting() {
        driver.wakeWaiting();
    }

    void driverCancel(TaskRun<?> run, StopLevel level) {
        driver.cancel(run, level);
    }

    void driverCancel(Bulk<?> bulk, int index, StopLevel level) {
        driver.cancel(bulk, index, level);
    }

    /**
     * Runs users' code on a thread that may run such, and has the pool's end wait for it. The caller is one that the
     * end waits for as well.
     */
    void runElsewhere(Runnable usersCode) {
        lifecycle.enterAgain();
        Runnable last = () -> {
            try {
                usersCode.run();
            } finally {
                taskLeft();
            }
        };
        try {
            threads.completions().execute(last);
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
            last.run();
        }
    }

    /** Runs something on a thread that may run users' code, after a time. Returns what calls it off. */
    Runnable callLater(Runnable action, long nanos) {
        try {
            Future<?> alarm = threads.scheduler()
                    .schedule(() -> threads.completions().execute(action), nanos, TimeUnit.NANOSECONDS);
            return () -> alarm.cancel(false);
        } catch (RejectedExecutionException ended) {
            return () -> {};
        }
    }

    PoolTraits traits() {
        return traits;
    }
}
