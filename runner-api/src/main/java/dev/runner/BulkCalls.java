package dev.runner;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a {@link Pool} that run a function over many inputs, or many jobs.
 *
 * <p>Each element is a task of its own, with its own start, failure and time limit, however they are batched on their
 * way to the workers. An input iterator is used by the calling thread only; what it throws surfaces, and the pool stays
 * usable. It must not wait for what elements of its own call do, since several inputs may be taken before the first is
 * handed over. Where inputs follow from results, {@code imap} with a {@linkplain MapOptions#window(int) window} of 1
 * takes each when the result before it has been consumed.
 *
 * @since 0.1
 */
public sealed interface BulkCalls permits Pool {

    /**
     * Applies a function to each input and waits for all results.
     *
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @param function the function
     * @param inputs the inputs
     * @return the results in the order of the inputs, unmodifiable; may contain null
     * @throws TaskFailedException as soon as one element has failed, with its own exception as the cause; what has not
     *     started is cancelled
     * @throws PoolInterruptedException if the calling thread is interrupted; what has not started is cancelled
     */
    default <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            TaskFunction1<A, R> function, Iterable<? extends A> inputs) {
        return map(function, inputs, MapOptions.defaults());
    }

    /**
     * Applies a function to each input and waits for all results.
     *
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @param function the function
     * @param inputs the inputs
     * @param options options of the call
     * @return the results in the order of the inputs, unmodifiable; may contain null
     * @throws TaskFailedException as soon as one element has failed, with its own exception as the cause; what has not
     *     started is cancelled
     * @throws PoolTimeoutException if the time limit of the call runs out; what has not started is cancelled
     * @throws PoolInterruptedException if the calling thread is interrupted; what has not started is cancelled
     */
    <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            TaskFunction1<A, R> function, Iterable<? extends A> inputs, MapOptions options);

    /**
     * Applies a function to each input, lazily, with results in the order of the inputs.
     *
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @param function the function
     * @param inputs the inputs, which may be endless
     * @return a sequential stream, to be closed
     * @see #imap(TaskFunction1, Iterable, MapOptions)
     */
    default <A extends @Nullable Object, R extends @Nullable Object> Stream<R> imap(
            TaskFunction1<A, R> function, Iterable<? extends A> inputs) {
        return imap(function, inputs, MapOptions.defaults());
    }

    /**
     * Applies a function to each input, lazily, with results in the order of the inputs. Inputs are taken as results
     * are consumed, at most a window ahead. An element that fails surfaces as {@link TaskFailedException} at its own
     * place, after which the stream's {@code iterator()} can go on. Closing the stream cancels what has not ended.
     *
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @param function the function
     * @param inputs the inputs, which may be endless
     * @param options options of the call
     * @return a sequential stream, to be closed; consuming it can throw {@link PoolTimeoutException} and
     *     {@link PoolInterruptedException}
     */
    <A extends @Nullable Object, R extends @Nullable Object> Stream<R> imap(
            TaskFunction1<A, R> function, Iterable<? extends A> inputs, MapOptions options);

    /**
     * Does as {@link #imap(TaskFunction1, Iterable)} does, with results in the order in which they are there.
     *
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @param function the function
     * @param inputs the inputs, which may be endless
     * @return a sequential stream, to be closed
     */
    default <A extends @Nullable Object, R extends @Nullable Object> Stream<R> imapUnordered(
            TaskFunction1<A, R> function, Iterable<? extends A> inputs) {
        return imapUnordered(function, inputs, MapOptions.defaults());
    }

    /**
     * Does as {@link #imap(TaskFunction1, Iterable, MapOptions)} does, with results in the order in which they are
     * there.
     *
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @param function the function
     * @param inputs the inputs, which may be endless
     * @param options options of the call
     * @return a sequential stream, to be closed
     */
    <A extends @Nullable Object, R extends @Nullable Object> Stream<R> imapUnordered(
            TaskFunction1<A, R> function, Iterable<? extends A> inputs, MapOptions options);

    /**
     * Submits a function for each input.
     *
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @param function the function
     * @param inputs the inputs
     * @return the handle of the whole call
     */
    default <A extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> mapAsync(
            TaskFunction1<A, R> function, Iterable<? extends A> inputs) {
        return mapAsync(function, inputs, MapOptions.defaults());
    }

    /**
     * Submits a function for each input.
     *
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @param function the function
     * @param inputs the inputs
     * @param options options of the call
     * @return the handle of the whole call
     */
    <A extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> mapAsync(
            TaskFunction1<A, R> function, Iterable<? extends A> inputs, MapOptions options);

    /**
     * Submits jobs.
     *
     * @param <R> the type of the results
     * @param jobs the jobs
     * @return the handle of all of them
     */
    default <R extends @Nullable Object> AsyncResult<List<R>> submitAll(Iterable<? extends Task<R>> jobs) {
        return submitAll(jobs, MapOptions.defaults());
    }

    /**
     * Submits jobs.
     *
     * @param <R> the type of the results
     * @param jobs the jobs
     * @param options options of the call
     * @return the handle of all of them
     */
    <R extends @Nullable Object> AsyncResult<List<R>> submitAll(Iterable<? extends Task<R>> jobs, MapOptions options);

    /**
     * Runs jobs and waits for all results, as {@link #map(TaskFunction1, Iterable, MapOptions)} does. The other ways to
     * do so, {@code starmap} among them, end here.
     *
     * @param <R> the type of the results
     * @param jobs the jobs
     * @param options options of the call
     * @return the results in the order of the jobs, unmodifiable; may contain null
     * @throws TaskFailedException as soon as one job has failed, with its own exception as the cause; what has not
     *     started is cancelled
     * @throws PoolTimeoutException if the time limit of the call runs out; what has not started is cancelled
     * @throws PoolInterruptedException if the calling thread is interrupted; what has not started is cancelled
     */
    <R extends @Nullable Object> List<R> runAll(Iterable<? extends Task<R>> jobs, MapOptions options);

    /**
     * Calls a function over {@link Args} once for each {@link Args} and waits for all results, as {@code map} does.
     *
     * @param <R> the type of the results
     * @param function the function
     * @param arguments the arguments of each call
     * @return the results in order
     */
    default <R extends @Nullable Object> List<R> starmap(TaskFunction1<Args, R> function, Iterable<Args> arguments) {
        return starmap(function, arguments, MapOptions.defaults());
    }

    /**
     * Calls a function over {@link Args} once for each {@link Args} and waits for all results, as {@code map} does.
     *
     * <p>A function of one plain argument is for {@link #map(TaskFunction1, Iterable)}. An overloaded method such as
     * {@code Math::max} can't be given here, since nothing tells the types of its arguments:
     * {@link #submitAll(Iterable)} of typed jobs is the way.
     *
     * @param <R> the type of the results
     * @param function the function
     * @param arguments the arguments of each call
     * @param options options of the call
     * @return the results in order
     */
    default <R extends @Nullable Object> List<R> starmap(
            TaskFunction1<Args, R> function, Iterable<Args> arguments, MapOptions options) {
        return runAll(Job.each(args -> Job.of(function, args), arguments), options);
    }

    /**
     * Calls a function once for each {@link Args} and waits for all results, as {@code map} does.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <R> the type of the results
     * @param function the function
     * @param arguments the arguments of each call
     * @return the results in order
     * @throws IllegalArgumentException if an element has not 2 positional arguments, or has names
     */
    default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
            TaskFunction2<A, B, R> function, Iterable<Args> arguments) {
        return starmap(function, arguments, MapOptions.defaults());
    }

    /**
     * Calls a function once for each {@link Args} and waits for all results, as {@code map} does.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <R> the type of the results
     * @param function the function
     * @param arguments the arguments of each call
     * @param options options of the call
     * @return the results in order
     * @throws IllegalArgumentException if an element has not 2 positional arguments, or has names
     */
    default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
            TaskFunction2<A, B, R> function, Iterable<Args> arguments, MapOptions options) {
        return runAll(Job.each(args -> Job.spread(function, args), arguments), options);
    }

    /**
     * Calls a function once for each {@link Args} and waits for all results, as {@code map} does.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <R> the type of the results
     * @param function the function
     * @param arguments the arguments of each call
     * @return the results in order
     * @throws IllegalArgumentException if an element has not 3 positional arguments, or has names
     */
    default <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            List<R> starmap(TaskFunction3<A, B, C, R> function, Iterable<Args> arguments) {
        return starmap(function, arguments, MapOptions.defaults());
    }

    /**
     * Calls a function once for each {@link Args} and waits for all results, as {@code map} does.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <R> the type of the results
     * @param function the function
     * @param arguments the arguments of each call
     * @param options options of the call
     * @return the results in order
     * @throws IllegalArgumentException if an element has not 3 positional arguments, or has names
     */
    default <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            List<R> starmap(TaskFunction3<A, B, C, R> function, Iterable<Args> arguments, MapOptions options) {
        return runAll(Job.each(args -> Job.spread(function, args), arguments), options);
    }

    /**
     * Calls a function once for each {@link Args} and waits for all results, as {@code map} does.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <D> the type of the fourth argument
     * @param <R> the type of the results
     * @param function the function
     * @param arguments the arguments of each call
     * @return the results in order
     * @throws IllegalArgumentException if an element has not 4 positional arguments, or has names
     */
    default <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    R extends @Nullable Object>
            List<R> starmap(TaskFunction4<A, B, C, D, R> function, Iterable<Args> arguments) {
        return starmap(function, arguments, MapOptions.defaults());
    }

    /**
     * Calls a function once for each {@link Args} and waits for all results, as {@code map} does.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <D> the type of the fourth argument
     * @param <R> the type of the results
     * @param function the function
     * @param arguments the arguments of each call
     * @param options options of the call
     * @return the results in order
     * @throws IllegalArgumentException if an element has not 4 positional arguments, or has names
     */
    default <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    R extends @Nullable Object>
            List<R> starmap(TaskFunction4<A, B, C, D, R> function, Iterable<Args> arguments, MapOptions options) {
        return runAll(Job.each(args -> Job.spread(function, args), arguments), options);
    }

    /**
     * Calls a function once for each {@link Args} and waits for all results, as {@code map} does.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <D> the type of the fourth argument
     * @param <E> the type of the fifth argument
     * @param <R> the type of the results
     * @param function the function
     * @param arguments the arguments of each call
     * @return the results in order
     * @throws IllegalArgumentException if an element has not 5 positional arguments, or has names
     */
    default <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    R extends @Nullable Object>
            List<R> starmap(TaskFunction5<A, B, C, D, E, R> function, Iterable<Args> arguments) {
        return starmap(function, arguments, MapOptions.defaults());
    }

    /**
     * Calls a function once for each {@link Args} and waits for all results, as {@code map} does.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <D> the type of the fourth argument
     * @param <E> the type of the fifth argument
     * @param <R> the type of the results
     * @param function the function
     * @param arguments the arguments of each call
     * @param options options of the call
     * @return the results in order
     * @throws IllegalArgumentException if an element has not 5 positional arguments, or has names
     */
    default <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    R extends @Nullable Object>
            List<R> starmap(TaskFunction5<A, B, C, D, E, R> function, Iterable<Args> arguments, MapOptions options) {
        return runAll(Job.each(args -> Job.spread(function, args), arguments), options);
    }

    /**
     * Submits a call of a function over {@link Args} for each {@link Args}.
     *
     * @param <R> the type of the results
     * @param function the function
     * @param arguments the arguments of each call
     * @return the handle of the whole call
     */
    default <R extends @Nullable Object> AsyncResult<List<R>> starmapAsync(
            TaskFunction1<Args, R> function, Iterable<Args> arguments) {
        return starmapAsync(function, arguments, MapOptions.defaults());
    }

    /**
     * Submits a call of a function over {@link Args} for each {@link Args}.
     *
     * @param <R> the type of the results
     * @param function the function
     * @param arguments the arguments of each call
     * @param options options of the call
     * @return the handle of the whole call
     */
    default <R extends @Nullable Object> AsyncResult<List<R>> starmapAsync(
            TaskFunction1<Args, R> function, Iterable<Args> arguments, MapOptions options) {
        return submitAll(Job.each(args -> Job.of(function, args), arguments), options);
    }

    /**
     * Submits a call of a function for each {@link Args}.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <R> the type of the results
     * @param function the function
     * @param arguments the arguments of each call
     * @return the handle of the whole call
     * @throws IllegalArgumentException if an element has not 2 positional arguments, or has names
     */
    default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            AsyncResult<List<R>> starmapAsync(TaskFunction2<A, B, R> function, Iterable<Args> arguments) {
        return starmapAsync(function, arguments, MapOptions.defaults());
    }

    /**
     * Submits a call of a function for each {@link Args}.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <R> the type of the results
     * @param function the function
     * @param arguments the arguments of each call
     * @param options options of the call
     * @return the handle of the whole call
     * @throws IllegalArgumentException if an element has not 2 positional arguments, or has names
     */
    default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            AsyncResult<List<R>> starmapAsync(
                    TaskFunction2<A, B, R> function, Iterable<Args> arguments, MapOptions options) {
        return submitAll(Job.each(args -> Job.spread(function, args), arguments), options);
    }

    /**
     * Submits a call of a function for each {@link Args}.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <R> the type of the results
     * @param function the function
     * @param arguments the arguments of each call
     * @return the handle of the whole call
     * @throws IllegalArgumentException if an element has not 3 positional arguments, or has names
     */
    default <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            AsyncResult<List<R>> starmapAsync(TaskFunction3<A, B, C, R> function, Iterable<Args> arguments) {
        return starmapAsync(function, arguments, MapOptions.defaults());
    }

    /**
     * Submits a call of a function for each {@link Args}.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <R> the type of the results
     * @param function the function
     * @param arguments the arguments of each call
     * @param options options of the call
     * @return the handle of the whole call
     * @throws IllegalArgumentException if an element has not 3 positional arguments, or has names
     */
    default <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            AsyncResult<List<R>> starmapAsync(
                    TaskFunction3<A, B, C, R> function, Iterable<Args> arguments, MapOptions options) {
        return submitAll(Job.each(args -> Job.spread(function, args), arguments), options);
    }

    /**
     * Submits a call of a function for each {@link Args}.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <D> the type of the fourth argument
     * @param <R> the type of the results
     * @param function the function
     * @param arguments the arguments of each call
     * @return the handle of the whole call
     * @throws IllegalArgumentException if an element has not 4 positional arguments, or has names
     */
    default <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    R extends @Nullable Object>
            AsyncResult<List<R>> starmapAsync(TaskFunction4<A, B, C, D, R> function, Iterable<Args> arguments) {
        return starmapAsync(function, arguments, MapOptions.defaults());
    }

    /**
     * Submits a call of a function for each {@link Args}.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <D> the type of the fourth argument
     * @param <R> the type of the results
     * @param function the function
     * @param arguments the arguments of each call
     * @param options options of the call
     * @return the handle of the whole call
     * @throws IllegalArgumentException if an element has not 4 positional arguments, or has names
     */
    default <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    R extends @Nullable Object>
            AsyncResult<List<R>> starmapAsync(
                    TaskFunction4<A, B, C, D, R> function, Iterable<Args> arguments, MapOptions options) {
        return submitAll(Job.each(args -> Job.spread(function, args), arguments), options);
    }

    /**
     * Submits a call of a function for each {@link Args}.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <D> the type of the fourth argument
     * @param <E> the type of the fifth argument
     * @param <R> the type of the results
     * @param function the function
     * @param arguments the arguments of each call
     * @return the handle of the whole call
     * @throws IllegalArgumentException if an element has not 5 positional arguments, or has names
     */
    default <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    R extends @Nullable Object>
            AsyncResult<List<R>> starmapAsync(TaskFunction5<A, B, C, D, E, R> function, Iterable<Args> arguments) {
        return starmapAsync(function, arguments, MapOptions.defaults());
    }

    /**
     * Submits a call of a function for each {@link Args}.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <D> the type of the fourth argument
     * @param <E> the type of the fifth argument
     * @param <R> the type of the results
     * @param function the function
     * @param arguments the arguments of each call
     * @param options options of the call
     * @return the handle of the whole call
     * @throws IllegalArgumentException if an element has not 5 positional arguments, or has names
     */
    default <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    R extends @Nullable Object>
            AsyncResult<List<R>> starmapAsync(
                    TaskFunction5<A, B, C, D, E, R> function, Iterable<Args> arguments, MapOptions options) {
        return submitAll(Job.each(args -> Job.spread(function, args), arguments), options);
    }
}
