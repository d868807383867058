package dev.runner;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.util.Iterator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A function together with the arguments to call it with.
 *
 * <p>Immutable. A job is a {@link Task}: calling it applies the function to the arguments, in the calling thread.
 *
 * @param <R> the type of the result
 * @since 0.1
 */
public final class Job<R extends @Nullable Object> implements Task<R> {

    @Serial
    private static final long serialVersionUID = 1L;

    private final TaskFunction<R> function;
    private final Args arguments;

    private Job(TaskFunction<R> function, Args arguments) {
        this.function = requireNonNull(function, "function");
        this.arguments = arguments;
    }

    /**
     * Makes a job of a task.
     *
     * @param <R> the type of the result
     * @param task the task; a job is returned as it is
     * @return the job
     */
    public static <R extends @Nullable Object> Job<R> of(Task<R> task) {
        return task instanceof Job<R> job ? job : new Job<>(task, Args.none());
    }

    /**
     * Makes a job of a task without a result.
     *
     * @param task the task
     * @return the job
     */
    public static Job<@Nullable Void> of(VoidTask task) {
        return new Job<>(task, Args.none());
    }

    /**
     * Makes a job of a function and its arguments.
     *
     * @param <A> the type of the first argument
     * @param <R> the type of the result
     * @param function the function
     * @param a the first argument
     * @return the job
     */
    public static <A extends @Nullable Object, R extends @Nullable Object> Job<R> of(
            TaskFunction1<A, R> function, A a) {
        return new Job<>(function, Args.of(new Object[] {a}));
    }

    /**
     * Makes a job of a function and its arguments.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <R> the type of the result
     * @param function the function
     * @param a the first argument
     * @param b the second argument
     * @return the job
     */
    public static <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> Job<R> of(
            TaskFunction2<A, B, R> function, A a, B b) {
        return new Job<>(function, Args.of(a, b));
    }

    /**
     * Makes a job of a function and its arguments.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <R> the type of the result
     * @param function the function
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     * @return the job
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            Job<R> of(TaskFunction3<A, B, C, R> function, A a, B b, C c) {
        return new Job<>(function, Args.of(a, b, c));
    }

    /**
     * Makes a job of a function and its arguments.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <D> the type of the fourth argument
     * @param <R> the type of the result
     * @param function the function
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     * @param d the fourth argument
     * @return the job
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    R extends @Nullable Object>
            Job<R> of(TaskFunction4<A, B, C, D, R> function, A a, B b, C c, D d) {
        return new Job<>(function, Args.of(a, b, c, d));
    }

    /**
     * Makes a job of a function and its arguments.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <D> the type of the fourth argument
     * @param <E> the type of the fifth argument
     * @param <R> the type of the result
     * @param function the function
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     * @param d the fourth argument
     * @param e the fifth argument
     * @return the job
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    R extends @Nullable Object>
            Job<R> of(TaskFunction5<A, B, C, D, E, R> function, A a, B b, C c, D d, E e) {
        return new Job<>(function, Args.of(a, b, c, d, e));
    }

    /**
     * Makes a job of any function and its positional arguments.
     *
     * @param <R> the type of the result
     * @param function the function
     * @param arguments its arguments
     * @return the job
     * @throws IllegalArgumentException if the function takes another number of arguments, or the arguments have names
     */
    public static <R extends @Nullable Object> Job<R> spread(TaskFunction<R> function, Args arguments) {
        requireNonNull(arguments, "arguments")
                .requireArity(requireNonNull(function, "function").arity());
        return new Job<>(function, arguments);
    }

    static <R extends @Nullable Object> Iterable<Job<R>> each(Function<Args, Job<R>> toJob, Iterable<Args> arguments) {
        requireNonNull(arguments, "arguments");
        return () -> {
            Iterator<Args> each = arguments.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return each.hasNext();
                }

                @Override
                public Job<R> next() {
                    return toJob.apply(requireNonNull(each.next(), "arguments of a call"));
                }
            };
        };
    }

    @Override
    public R call() throws Exception {
        return function.applyTo(arguments);
    }

    /**
     * Returns the function.
     *
     * @return the function
     */
    public TaskFunction<R> function() {
        return function;
    }

    /**
     * Returns the arguments.
     *
     * @return the arguments
     */
    public Args arguments() {
        return arguments;
    }

    @Override
    public String toString() {
        return function.getClass().getSimpleName() + arguments;
    }
}
