package dev.runner.internal;

import dev.runner.Job;
import dev.runner.Task;
import dev.runner.VoidTask;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What a task is to run: a {@link Callable}, or else a {@link Runnable}, as it was submitted. It is kept as that object
 * and nothing more, since there may be many.
 */
final class TaskBody {

    private TaskBody() {}

    /** Makes sure that something is run, also if it could be called as well. */
    @SuppressWarnings("NullAway") // it gives nothing, whatever its type
    static Object ofRunnable(Runnable task) {
        return task instanceof Callable ? new PlainRunnable<>(task, null) : task;
    }

    /** Runs it: its result, or null if it gives none. */
    @SuppressWarnings("NullAway") // it is called while there is one
    static @Nullable Object call(@Nullable Object body) throws Exception {
        if (body instanceof Callable<?> callable) {
            return callable.call();
        }
        ((Runnable) body).run();
        return null;
    }

    /** Returns it as something to ship. */
    @SuppressWarnings({"unchecked", "NullAway"}) // the body was submitted as one that gives an R
    static <R extends @Nullable Object> Job<R> toJob(Object body) {
        if (body instanceof Task<?> task) {
            return Job.of((Task<R>) task);
        } else if (body instanceof Callable<?> callable) {
            return Job.of(new PlainCallable<>((Callable<R>) callable));
        } else if (body instanceof VoidTask task) {
            return (Job<R>) Job.of(task);
        }
        return Job.of(new PlainRunnable<>((Runnable) body, null));
    }
}
