/** How tasks and results travel to another JVM and back, and how a task runs there. For authors of backends. */
@NullMarked
package dev.runner.remote;

import org.jspecify.annotations.NullMarked;
