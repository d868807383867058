package dev.runner.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tasks of an asynchronous bulk call, as its {@link AsyncHandle} sees them. Any thread may call. */
interface AsyncTasks<E extends @Nullable Object> {

    /** Returns how many there are. */
    int size();

    /** Returns how many have not ended. */
    int unfinished();

    /** Cancels those that have not ended: whether there were any. */
    boolean cancel(boolean mayInterruptIfRunning);

    /**
     * Waits for them as far as that may help them on, before their end is awaited.
     *
     * @return false if the time has run out before
     */
    boolean await(Deadline deadline) throws InterruptedException;

    /** Returns the results in order, when all have succeeded. */
    List<E> results();

    /** Returns the handle of tasks that have handles of their own, and were submitted. */
    static <E extends @Nullable Object> AsyncHandle<E> handleOf(CorePool pool, List<TaskHandle<E>> tasks) {
        AsyncHandle<E> handle = new AsyncHandle<>(pool, new OneByOne<>(tasks));
        for (TaskHandle<E> task : tasks) {
            handle.opened();
            task.whenDone(() -> {
                if (task.error() != null || task.isCancelled()) {
                    handle.endedOtherwise(task.label(), task.error());
                }
                handle.closed(Runnable::run);
            });
        }
        handle.closed(Runnable::run);
        return handle;
    }

    /** Tasks that have handles of their own. */
    record OneByOne<E extends @Nullable Object>(List<TaskHandle<E>> tasks) implements AsyncTasks<E> {

        @Override
        public int size() {
            return tasks.size();
        }

        @Override
        public int unfinished() {
            int unfinished = 0;
            for (TaskHandle<E> task : tasks) {
                unfinished += task.isDone() ? 0 : 1;
            }
            return unfinished;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean any = false;
            for (TaskHandle<E> task : tasks) {
                any |= task.cancel(mayInterruptIfRunning);
            }
            return any;
        }

        @Override
        public boolean await(Deadline deadline) throws InterruptedException {
            for (TaskHandle<E> task : tasks) {
                if (!task.await(deadline)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public List<E> results() {
            return BulkCall.results(tasks);
        }
    }
}
