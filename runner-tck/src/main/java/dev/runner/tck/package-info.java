/**
 * The rules that every backend has to keep, as tests: extend {@link dev.runner.tck.BackendContract} and JUnit runs
 * them.
 */
@NullMarked
package dev.runner.tck;

import org.jspecify.annotations.NullMarked;
