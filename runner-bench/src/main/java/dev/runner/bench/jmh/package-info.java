/** Benchmarks within one JVM. */
@NullMarked
package dev.runner.bench.jmh;

import org.jspecify.annotations.NullMarked;
