/** Example programs. */
@NullMarked
package dev.runner.examples;

import org.jspecify.annotations.NullMarked;
