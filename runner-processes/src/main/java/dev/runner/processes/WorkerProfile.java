package dev.runner.processes;

/**
 * What the JVMs of workers are made for: how much a start and an idle worker cost, against how fast code becomes that
 * runs for long. It decides flags of the JVM, which {@link ProcessOptions.Builder#jvmArgs} can replace one by one.
 *
 * @since 0.1
 */
public enum WorkerProfile {

    /** For most: the serial collector, and all compilers. */
    BALANCED,

    /**
     * For short tasks in workers that are started often, or are many and mostly idle: as {@link #BALANCED}, with a heap
     * that begins small, and the fast compiler alone. Less memory and a shorter start; code that computes for seconds
     * takes about half as long again.
     */
    SHORT_TASKS,

    /**
     * For tasks that run for long and have large heaps: all compilers, and the collector that Java itself takes on this
     * machine, which may use all of the worker's processors.
     */
    LONG_TASKS
}
