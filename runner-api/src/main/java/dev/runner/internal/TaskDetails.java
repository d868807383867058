package dev.runner.internal;

import dev.runner.TaskOptions;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What only some tasks have. One object may serve all elements of a bulk call; a plain task has none.
 *
 * @param options the options given with the task
 * @param limit the time limit, of the task or else of the pool
 * @param submitSite where the task was submitted, where that is recorded
 * @param detached whether nobody has the handle, so that a failure is told to the thread instead
 */
record TaskDetails(
        TaskOptions options,
        @Nullable Duration limit,
        @Nullable SubmitSite submitSite,
        boolean detached) {

    static final TaskDetails NONE = new TaskDetails(TaskOptions.defaults(), null, null, false);

    /** Returns the same for a task that is submitted here. */
    TaskDetails submittedHere(String heading) {
        return new TaskDetails(options, limit, new SubmitSite(heading), detached);
    }

    Optional<Duration> timeLimit() {
        return Optional.ofNullable(limit);
    }
}
