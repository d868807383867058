/** Options of the backend {@code processes}, a pool of child JVMs. */
@NullMarked
package dev.runner.processes;

import org.jspecify.annotations.NullMarked;
