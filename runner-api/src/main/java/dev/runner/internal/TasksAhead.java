package dev.runner.internal;

import static java.util.Objects.requireNonNull;

import dev.runner.Task;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Elements that are submitted as tasks with handles. */
final class TasksAhead<R extends @Nullable Object> implements Ahead<R> {

    private final BulkCall<R> call;
    private final @Nullable Gathering anyOrder;
    private final ArrayDeque<TaskHandle<R>> tasks = new ArrayDeque<>();
    private @Nullable TaskHandle<R> next;

    TasksAhead(BulkCall<R> call, boolean inOrder) {
        this.call = call;
        this.anyOrder = inOrder ? null : new Gathering();
    }

    @Override
    public int size() {
        return tasks.size();
    }

    @Override
    public void submit(Iterator<? extends Task<R>> bodies, int most) {
        call.submitChunk(bodies, most, this::entered);
    }

    private void entered(TaskHandle<R> task) {
        tasks.add(task);
        if (anyOrder != null) {
            anyOrder.add(task);
        }
    }

    @Override
    public boolean awaitNext(Deadline deadline) throws InterruptedException {
        if (anyOrder == null) {
            next = tasks.element().await(deadline) ? tasks.remove() : null;
        } else {
            next = remove(anyOrder.next(deadline, false));
        }
        return next != null;
    }

    private @Nullable TaskHandle<R> remove(@Nullable Handle<?> ended) {
        for (Iterator<TaskHandle<R>> each = tasks.iterator(); ended != null && each.hasNext(); ) {
            TaskHandle<R> task = each.next();
            if (task == ended) {
                each.remove();
                return task;
            }
        }
        return null;
    }

    @Override
    public R takeNext() {
        TaskHandle<R> taken = requireNonNull(next, "next");
        next = null;
        return taken.join();
    }

    @Override
    public void cancel() {
        if (anyOrder != null) {
            anyOrder.giveUp();
        }
        tasks.forEach(task -> task.cancel(true));
        tasks.clear();
    }
}
