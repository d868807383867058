/** The pool's side: the queue, the workers as the pool sees them, and the traffic. */
@NullMarked
package dev.runner.processes.internal.host;

import org.jspecify.annotations.NullMarked;
