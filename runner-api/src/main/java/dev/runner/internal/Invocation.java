package dev.runner.internal;

import static java.util.Objects.requireNonNull;

import dev.runner.PoolInterruptedException;
import dev.runner.PoolTimeoutException;
import dev.runner.TaskOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One {@code invokeAll} or {@code invokeAny}, as the JDK's contract has them. */
final class Invocation<T extends @Nullable Object> {

    private final CorePool pool;
    private final Deadline deadline;
    private final List<TaskHandle<T>> submitted = new ArrayList<>();

    Invocation(CorePool pool, Deadline deadline) {
        this.pool = pool;
        this.deadline = deadline;
    }

    /** Runs all tasks; when the time runs out, those that have not ended are cancelled. */
    List<Future<T>> all(Collection<? extends Callable<T>> tasks) throws InterruptedException {
        tasks.forEach(task -> requireNonNull(task, "task"));
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        boolean complete = false;
        try {
            boolean inTime = true;
            for (Callable<T> task : tasks) {
                inTime = inTime && !deadline.isOver() && submit(task);
                futures.add(inTime ? submitted.get(submitted.size() - 1) : Handle.<T>cancelledHandle());
            }
            for (Iterator<TaskHandle<T>> each = submitted.iterator(); inTime && each.hasNext(); ) {
                inTime = each.next().await(deadline);
            }
            complete = inTime;
            return futures;
        } finally {
            if (!complete) {
                cancelAll();
            }
        }
    }

    /** Returns the result of one task that succeeded; the others are cancelled. */
    T any(Collection<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("invokeAny needs at least one task (was given none)");
        }
        Gathering gathering = new Gathering();
        Iterator<? extends Callable<T>> left = tasks.iterator();
        Throwable lastError = null;
        try {
            while (left.hasNext() || gathering.size() > 0) {
                Handle<?> ended = gathering.poll();
                if (ended == null && left.hasNext()) {
                    if (deadline.isOver() || !submit(requireNonNull(left.next(), "task"))) {
                        throw timeout();
                    }
                    gathering.add(submitted.get(submitted.size() - 1));
                    continue;
                }
                ended = ended != null ? ended : gathering.next(deadline, false);
                if (ended == null) {
                    throw timeout();
                }
                lastError = ended.error();
                if (lastError == null && !ended.isCancelled()) {
                    return resultOf(ended);
                }
            }
            throw new ExecutionException(
                    lastError != null ? lastError : new IllegalStateException("all tasks were cancelled"));
        } finally {
            gathering.giveUp();
            cancelAll();
        }
    }

    private T resultOf(Handle<?> ended) {
        for (TaskHandle<T> task : submitted) {
            if (task == ended) {
                return task.result();
            }
        }
        throw new IllegalStateException("not one of these tasks: " + ended);
    }

    /** Submits a task: false if the time ran out while this waited for room. */
    private boolean submit(Callable<T> body) throws InterruptedException {
        TaskHandle<T> task = pool.newTask(body, pool.details(TaskOptions.defaults(), false));
        try {
            pool.intake().submit(task, deadline);
        } catch (PoolTimeoutException e) {
            return false;
        } catch (PoolInterruptedException e) {
            Thread.interrupted(); // this call throws a checked exception instead
            throw new InterruptedException(e.getMessage());
        }
        submitted.add(task);
        return true;
    }

    private void cancelAll() {
        submitted.forEach(task -> task.cancel(true));
    }

    private TimeoutException timeout() {
        return new TimeoutException(
                "timed out after " + deadline.elapsedMillis() + " ms: none of the tasks has succeeded");
    }
}
