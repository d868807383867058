package dev.runner;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function that a pool can call with arguments: what {@link Task}, {@link VoidTask} and {@link TaskFunction1} to
 * {@link TaskFunction5} have in common.
 *
 * <p>It is serializable, so that lambdas and method references given to a pool can travel to another process.
 *
 * @param <R> the type of the result
 * @since 0.1
 */
public sealed interface TaskFunction<R extends @Nullable Object> extends Serializable
        permits Task, VoidTask, TaskFunction1, TaskFunction2, TaskFunction3, TaskFunction4, TaskFunction5 {

    /**
     * Returns how many positional arguments the function takes.
     *
     * @return the number of arguments, 0 to 5
     */
    int arity();

    /**
     * Calls the function with the positional arguments in {@code args}.
     *
     * @param args the arguments; named ones reach only a function that takes {@link Args} as its one parameter
     * @return what the function returned
     * @throws IllegalArgumentException if the number of arguments differs from {@link #arity()}
     * @throws ClassCastException if an argument has the wrong type
     * @throws Exception whatever the function throws
     */
    R applyTo(Args args) throws Exception;
}
