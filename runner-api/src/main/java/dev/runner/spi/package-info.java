/**
 * What a plugin author implements: {@link dev.runner.spi.PoolBackend} finds and opens,
 * {@link dev.runner.spi.PoolDriver} moves tasks to workers.
 */
@NullMarked
package dev.runner.spi;

import org.jspecify.annotations.NullMarked;
