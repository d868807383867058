package dev.runner.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The view of a handle as a {@link CompletableFuture}, and what is derived from it: a thread of the pool that waits for
 * it first runs the tasks itself that no worker has begun, as it would waiting for their handles.
 *
 * <p>A future knows the tasks that it comes from, and the stages that its functions are still to give: those become
 * known while a thread waits, which therefore wakes to look again.
 */
final class HelpingFuture<T extends @Nullable Object> extends CompletableFuture<T> {

    /** Tells, when it is complete, what a function has given. */
    private static final class Given extends CompletableFuture<CompletionStage<?>> {}

    private final CopyOnWriteArrayList<Handle<?>> tasks;
    private final CopyOnWriteArrayList<Given> stages;

    HelpingFuture(Handle<?> task) {
        tasks = new CopyOnWriteArrayList<>(List.of(task));
        stages = new CopyOnWriteArrayList<>();
    }

    private HelpingFuture(HelpingFuture<?> from) {
        tasks = new CopyOnWriteArrayList<>();
        stages = new CopyOnWriteArrayList<>();
        comesFrom(from);
    }

    private void comesFrom(HelpingFuture<?> from) {
        if (!from.isDone()) {
            tasks.addAllAbsent(from.tasks);
            stages.addAllAbsent(from.stages);
        }
    }

    // Waiting

    @Override
    public T get() throws InterruptedException, ExecutionException {
        help(Deadline.NEVER);
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        Deadline deadline = Deadline.afterNanos(unit.toNanos(timeout));
        help(deadline);
        return super.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public T join() {
        boolean wasInterrupted = false;
        for (boolean again = true; again; ) {
            try {
                help(Deadline.NEVER);
                again = false;
            } catch (InterruptedException e) {
                wasInterrupted = true; // this wait goes on, as that of any CompletableFuture
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        return super.join();
    }

    /** Runs tasks as long as there may be one to run. */
    private void help(Deadline deadline) throws InterruptedException {
        while (WorkerFrame.current() != null && !isDone() && !deadline.isOver()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            List<CompletableFuture<?>> changes = new ArrayList<>(List.of(this));
            if (helpOnce(changes)) {
                continue;
            } else if (changes.size() == 1) {
                return;
            }
            try {
                anyOf(changes.toArray(CompletableFuture<?>[]::new))
                        .get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException | TimeoutException e) {
                return; // this has failed, or is out of time, and says so itself
            }
        }
    }

    /** Runs one task: whether there was one. If not, adds that by which more tasks may become known. */
    private boolean helpOnce(List<? super Given> changes) {
        for (Handle<?> task : tasks) {
            if (task.help()) {
                return true;
            }
            task.refuseWaitForItself();
        }
        for (Given stage : stages) {
            if (!stage.isDone()) {
                changes.add(stage);
            } else if (stage.join() instanceof HelpingFuture<?> given && !given.isDone() && given.helpOnce(changes)) {
                return true;
            }
        }
        return false;
    }

    // Deriving

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new HelpingFuture<>(this);
    }

    /** Notes that a future comes from this and from another. */
    private static <F extends CompletableFuture<?>> F with(CompletionStage<?> other, F derived) {
        if (derived instanceof HelpingFuture<?> helping && other instanceof HelpingFuture<?> more) {
            helping.comesFrom(more);
        }
        return derived;
    }

    /** Notes that a future comes from this and from what a function gives. */
    private static <F extends CompletableFuture<?>> F with(Given stage, F derived) {
        if (derived instanceof HelpingFuture<?> helping) {
            helping.stages.add(stage);
        }
        return derived;
    }

    private static <A extends @Nullable Object, S extends CompletionStage<?>> Function<A, S> noting(
            Given stage, Function<? super A, S> fn) {
        return value -> {
            S given = fn.apply(value);
            stage.complete(given);
            return given;
        };
    }

    @Override
    public <U> CompletableFuture<U> thenCompose(Function<? super T, ? extends CompletionStage<U>> fn) {
        Given stage = new Given();
        return with(stage, super.thenCompose(noting(stage, fn)));
    }

    @Override
    public <U> CompletableFuture<U> thenComposeAsync(Function<? super T, ? extends CompletionStage<U>> fn) {
        return thenComposeAsync(fn, defaultExecutor());
    }

    @Override
    public <U> CompletableFuture<U> thenComposeAsync(
            Function<? super T, ? extends CompletionStage<U>> fn, Executor executor) {
        Given stage = new Given();
        return with(stage, super.thenComposeAsync(noting(stage, fn), executor));
    }

    @Override
    public CompletableFuture<T> exceptionallyCompose(Function<Throwable, ? extends CompletionStage<T>> fn) {
        Given stage = new Given();
        return with(stage, super.exceptionallyCompose(noting(stage, fn)));
    }

    @Override
    public CompletableFuture<T> exceptionallyComposeAsync(Function<Throwable, ? extends CompletionStage<T>> fn) {
        return exceptionallyComposeAsync(fn, defaultExecutor());
    }

    @Override
    public CompletableFuture<T> exceptionallyComposeAsync(
            Function<Throwable, ? extends CompletionStage<T>> fn, Executor executor) {
        Given stage = new Given();
        return with(stage, super.exceptionallyComposeAsync(noting(stage, fn), executor));
    }

    @Override
    public <U, V> CompletableFuture<V> thenCombine(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
        return with(other, super.thenCombine(other, fn));
    }

    @Override
    public <U, V> CompletableFuture<V> thenCombineAsync(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
        return thenCombineAsync(other, fn, defaultExecutor());
    }

    @Override
    public <U, V> CompletableFuture<V> thenCombineAsync(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn, Executor executor) {
        return with(other, super.thenCombineAsync(other, fn, executor));
    }

    @Override
    public <U> CompletableFuture<Void> thenAcceptBoth(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return with(other, super.thenAcceptBoth(other, action));
    }

    @Override
    public <U> CompletableFuture<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return thenAcceptBothAsync(other, action, defaultExecutor());
    }

    @Override
    public <U> CompletableFuture<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action, Executor executor) {
        return with(other, super.thenAcceptBothAsync(other, action, executor));
    }

    @Override
    public CompletableFuture<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
        return with(other, super.runAfterBoth(other, action));
    }

    @Override
    public CompletableFuture<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action) {
        return runAfterBothAsync(other, action, defaultExecutor());
    }

    @Override
    public CompletableFuture<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        return with(other, super.runAfterBothAsync(other, action, executor));
    }

    @Override
    public <U> CompletableFuture<U> applyToEither(CompletionStage<? extends T> other, Function<? super T, U> fn) {
        return with(other, super.applyToEither(other, fn));
    }

    @Override
    public <U> CompletableFuture<U> applyToEitherAsync(CompletionStage<? extends T> other, Function<? super T, U> fn) {
        return applyToEitherAsync(other, fn, defaultExecutor());
    }

    @Override
    public <U> CompletableFuture<U> applyToEitherAsync(
            CompletionStage<? extends T> other, Function<? super T, U> fn, Executor executor) {
        return with(other, super.applyToEitherAsync(other, fn, executor));
    }

    @Override
    public CompletableFuture<Void> acceptEither(CompletionStage<? extends T> other, Consumer<? super T> action) {
        return with(other, super.acceptEither(other, action));
    }

    @Override
    public CompletableFuture<Void> acceptEitherAsync(CompletionStage<? extends T> other, Consumer<? super T> action) {
        return acceptEitherAsync(other, action, defaultExecutor());
    }

    @Override
    public CompletableFuture<Void> acceptEitherAsync(
            CompletionStage<? extends T> other, Consumer<? super T> action, Executor executor) {
        return with(other, super.acceptEitherAsync(other, action, executor));
    }

    @Override
    public CompletableFuture<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
        return with(other, super.runAfterEither(other, action));
    }

    @Override
    public CompletableFuture<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action) {
        return runAfterEitherAsync(other, action, defaultExecutor());
    }

    @Override
    public CompletableFuture<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        return with(other, super.runAfterEitherAsync(other, action, executor));
    }
}
