/**
 * What a plugin author implements: {@link dev.runner.spi.PoolBackend} finds and opens,
 * {@link dev.runner.spi.PoolDriver} moves tasks to workers. {@link dev.runner.spi.ThreadPoolDriver} is a driver for
 * threads.
 */
@NullMarked
package dev.runner.spi;

import org.jspecify.annotations.NullMarked;
