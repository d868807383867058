/** What can be replaced in the way that tasks and results travel. */
@NullMarked
package dev.runner.remote.spi;

import org.jspecify.annotations.NullMarked;
