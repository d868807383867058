/**
 * Archives of the classes that workers load, with which their JVMs start faster: made once, kept in the user's cache
 * directory, and used by all pools that start the same kind of worker.
 */
@NullMarked
package dev.runner.processes.internal.archive;

import org.jspecify.annotations.NullMarked;
