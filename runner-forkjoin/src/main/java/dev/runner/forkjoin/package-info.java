/** Workers that steal work from each other: tasks may fork into the pool that runs them. */
@NullMarked
package dev.runner.forkjoin;

import org.jspecify.annotations.NullMarked;
