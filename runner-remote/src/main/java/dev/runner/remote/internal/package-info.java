/** The insides of {@link dev.runner.remote}. */
@NullMarked
package dev.runner.remote.internal;

import org.jspecify.annotations.NullMarked;
