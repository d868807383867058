package dev.runner.tck;

import dev.runner.Capability;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that checks rules of the specification. It takes a {@link Trial}, and is run once for each of them.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Rule {

    /** The numbers of the rules. */
    String[] value();

    /** What a backend has to claim to be asked for this. */
    Capability[] needs() default {};

    /** Whether it needs tasks that run while the submitter goes on: not asked of a backend without workers. */
    boolean withWorkers() default false;

    /** Whether it chooses its own number of workers, so that one trial is enough. */
    boolean once() default false;

    /**
     * Whether it makes its bulk calls with {@link Trial#chunks()}, and so is tried with chunks of several sizes too.
     */
    boolean chunked() default false;

    /** How long it may take before it fails with the stacks of all threads, if a wait may take 30 seconds. */
    int limitSeconds() default 60;
}
