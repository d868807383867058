/** The programs that are measured, ours and those of the competition. Each tells its numbers in lines of its output. */
@NullMarked
package dev.runner.bench.program;

import org.jspecify.annotations.NullMarked;
