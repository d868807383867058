/** Measures Runner side by side with what it is to beat, and prints the table of targets. */
@NullMarked
package dev.runner.bench;

import org.jspecify.annotations.NullMarked;
