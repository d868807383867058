/** What goes between a pool and its workers, and in which form. */
@NullMarked
package dev.runner.processes.internal.wire;

import org.jspecify.annotations.NullMarked;
