/** How a worker is started: with which command, from where, and by whom. */
@NullMarked
package dev.runner.processes.internal.launch;

import org.jspecify.annotations.NullMarked;
