/** The worker's side: the JVM that runs tasks. */
@NullMarked
package dev.runner.processes.internal.worker;

import org.jspecify.annotations.NullMarked;
