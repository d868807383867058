package dev.runner.processes.internal.host;

import java.util.List;
import java.util.Optional;

/**
 * What a worker's end leaves to be told.
 *
 * @param lost what it was running
 * @param unreadable what has cost too many workers that had not begun it
 * @param breaks whether so many could not be started that no more will be
 * @param restNanos for how long no more are started, or 0
 */
record Estate(List<Errand> lost, Optional<Errand> unreadable, boolean breaks, long restNanos) {}
