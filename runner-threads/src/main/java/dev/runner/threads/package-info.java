/** Workers that are threads of this JVM: bounded platform threads, or a virtual thread for each task. */
@NullMarked
package dev.runner.threads;

import org.jspecify.annotations.NullMarked;
