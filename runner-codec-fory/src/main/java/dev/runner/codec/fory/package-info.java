/** The codec {@code fory}. */
@NullMarked
package dev.runner.codec.fory;

import org.jspecify.annotations.NullMarked;
