/** The core: it owns the semantics of tasks and pools once, for every backend. */
@NullMarked
package dev.runner.internal;

import org.jspecify.annotations.NullMarked;
