package dev.runner.internal;

import static java.util.Objects.requireNonNull;

import dev.runner.AsyncResult;
import dev.runner.Job;
import dev.runner.MapOptions;
import dev.runner.PoolTimeoutException;
import dev.runner.ResultOrder;
import dev.runner.Task;
import dev.runner.TaskFailedException;
import dev.runner.TaskFunction1;
import dev.runner.TaskOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** One bulk call on a pool: its elements are tasks that share their options, and are handed over chunk by chunk. */
final class BulkCall<R extends @Nullable Object> {

    private final CorePool pool;
    private final MapOptions options;
    private final Deadline deadline;
    private final TaskDetails details;

    BulkCall(CorePool pool, MapOptions options) {
        this.pool = pool;
        this.options = requireNonNull(options, "options");
        this.deadline = options.timeout().map(Deadline::after).orElse(Deadline.NEVER);
        TaskOptions each = TaskOptions.defaults().retries(options.retries());
        this.details = pool.details(options.elementTimeout().map(each::timeout).orElse(each), false);
    }

    static <A extends @Nullable Object, R extends @Nullable Object> Iterator<Task<R>> calls(
            TaskFunction1<A, R> function, Iterable<? extends A> inputs) {
        requireNonNull(function, "function");
        Iterator<? extends A> from = requireNonNull(inputs, "inputs").iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return from.hasNext();
            }

            @Override
            public Task<R> next() {
                return Job.of(function, from.next());
            }
        };
    }

    static <R extends @Nullable Object> Iterator<? extends Task<R>> each(Iterable<? extends Task<R>> jobs) {
        return requireNonNull(jobs, "jobs").iterator();
    }

    static <R extends @Nullable Object> Task<R> next(Iterator<? extends Task<R>> bodies) {
        return requireNonNull(bodies.next(), "job");
    }

    /**
     * Runs everything and returns the results, or throws as soon as one task has failed.
     *
     * @param source what the bodies come from; where that is a collection, taking them does not wait for anything
     */
    List<R> runAll(Iterator<? extends Task<R>> bodies, Iterable<?> source, ResultOrder order) {
        if (pool.runsInSubmitter()) {
            return runHere(bodies, source);
        } else if (order == ResultOrder.SUBMISSION && pool.takesBulk(details)) {
            return new BulkResults<>(pool, this, areCollected(source)).of(bodies);
        }
        return runAll(bodies, order);
    }

    private static boolean areCollected(Iterable<?> source) {
        return source instanceof Collection;
    }

    /** Runs everything in this thread, where each task has ended when it was submitted. */
    private List<R> runHere(Iterator<? extends Task<R>> bodies, Iterable<?> source) {
        List<R> results = new ArrayList<>(source instanceof List<?> all ? all.size() : 0);
        while (bodies.hasNext()) {
            if (deadline.isOver()) {
                throw timeout(0, results.size());
            } else if (pool.isOpen() && pool.runsWithoutHandles(details)) {
                new BulkLoop<R>(pool, areCollected(source)).run(bodies, deadline, results);
            } else {
                List<TaskHandle<R>> one = new ArrayList<>(1);
                submitChunk(bodies, 1, one::add);
                for (TaskHandle<R> task : one) {
                    TaskHandle<R> ended = successful(task);
                    results.add(ended.result());
                }
            }
        }
        return Collections.unmodifiableList(results);
    }

    private List<R> runAll(Iterator<? extends Task<R>> bodies, ResultOrder order) {
        List<TaskHandle<R>> tasks = new ArrayList<>();
        List<TaskHandle<R>> endedInTurn = new ArrayList<>();
        Gathering gathering = new Gathering();
        ChunkSize chunkSize = new ChunkSize(options, pool);
        boolean complete = false;
        try {
            while (bodies.hasNext()) {
                if (deadline.isOver()) {
                    throw timeout(gathering.size(), tasks.size());
                }
                submitChunk(bodies, chunkSize.next(), task -> {
                    tasks.add(task);
                    gathering.add(task);
                });
                for (Handle<?> ended = gathering.poll(); ended != null; ended = gathering.poll()) {
                    endedInTurn.add(successful(ended));
                }
            }
            while (gathering.size() > 0) {
                Handle<?> ended = gathering.next(deadline, true);
                if (ended == null) {
                    throw timeout(gathering.size(), tasks.size());
                }
                endedInTurn.add(successful(ended));
            }
            complete = true;
        } catch (InterruptedException e) {
            throw Checks.interrupted("waiting for " + gathering.size() + " of " + tasks.size() + " tasks", e);
        } finally {
            if (!complete) {
                gathering.giveUp();
                tasks.forEach(TaskHandle::cancelUnstarted);
            }
        }
        return results(order == ResultOrder.SUBMISSION ? tasks : endedInTurn);
    }

    static <R extends @Nullable Object> List<R> results(List<TaskHandle<R>> succeeded) {
        List<R> results = new ArrayList<>(succeeded.size());
        succeeded.forEach(task -> results.add(task.result()));
        return Collections.unmodifiableList(results);
    }

    @SuppressWarnings("unchecked") // it is one of the tasks of this call
    private static <R extends @Nullable Object> TaskHandle<R> successful(Handle<?> ended) {
        Throwable error = ended.error();
        if (error != null) {
            throw ended.failure(error);
        } else if (ended.isCancelled()) {
            throw new CancellationException(ended.label() + " was cancelled");
        }
        return (TaskHandle<R>) ended;
    }

    /** Takes at most so many bodies and submits them together, also when the input fails before there are so many. */
    void submitChunk(Iterator<? extends Task<R>> bodies, int size, Consumer<TaskHandle<R>> entered) {
        List<TaskHandle<R>> chunk = new ArrayList<>(size);
        try {
            while (chunk.size() < size && bodies.hasNext()) {
                chunk.add(pool.newTask(next(bodies), details));
            }
        } finally {
            pool.intake().submitAll(chunk, deadline, entered);
        }
    }

    /**
     * Submits everything and returns a handle of it.
     *
     * @param source what the bodies come from, as for {@link #runAll}
     */
    AsyncResult<List<R>> submitAll(Iterator<? extends Task<R>> bodies, Iterable<?> source) {
        AsyncHandle<R> handle = pool.takesBulk(details)
                ? new AsyncBulks<>(pool, this, areCollected(source)).submitAll(bodies)
                : AsyncTasks.handleOf(pool, submitOneByOne(bodies));
        if (!deadline.isNever()) {
            handle.whenReady(pool.callLater(() -> handle.expire(this::timeout), deadline.remainingNanos()));
        }
        return handle;
    }

    private List<TaskHandle<R>> submitOneByOne(Iterator<? extends Task<R>> bodies) {
        List<TaskHandle<R>> tasks = new ArrayList<>();
        ChunkSize chunkSize = new ChunkSize(options, pool);
        boolean complete = false;
        try {
            while (bodies.hasNext()) {
                submitChunk(bodies, chunkSize.next(), tasks::add);
            }
            complete = true;
        } finally {
            if (!complete) {
                tasks.forEach(TaskHandle::cancelUnstarted);
            }
        }
        return tasks;
    }

    /** Returns a stream that takes inputs as results are consumed. */
    Stream<R> stream(Iterator<? extends Task<R>> bodies, boolean inOrder) {
        Ahead<R> ahead =
                pool.takesBulk(details) ? new BulksAhead<>(pool, this, inOrder) : new TasksAhead<>(this, inOrder);
        LazyResults<R> results = new LazyResults<>(
                this,
                bodies,
                new ChunkSize(options, pool),
                () -> options.window().orElseGet(pool::defaultWindow),
                ahead);
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(results, inOrder ? Spliterator.ORDERED : 0), false)
                .onClose(results::close);
    }

    Deadline deadline() {
        return deadline;
    }

    MapOptions options() {
        return options;
    }

    /**
     * Makes the exception that tells of an element without a result, and shows where the call was made, where that is
     * recorded.
     *
     * @param error why it failed, or null if it was cancelled
     */
    RuntimeException withoutResult(String label, @Nullable Throwable error) {
        if (error == null) {
            return new CancellationException(label + " was cancelled");
        }
        TaskFailedException failure = Handle.failure(label, error);
        SubmitSite site = details.submitSite();
        if (site != null) {
            failure.addSuppressed(site.shown());
        }
        return failure;
    }

    PoolTimeoutException timeout(int unfinished, int all) {
        return new PoolTimeoutException("timed out after " + deadline.elapsedMillis() + " ms: " + unfinished + " of "
                + all + " tasks unfinished in " + pool);
    }
}
