/** What users of a pool need: open one with {@link dev.runner.Pools}, hand it tasks through {@link dev.runner.Pool}. */
@NullMarked
package dev.runner;

import org.jspecify.annotations.NullMarked;
