package dev.runner;

/**
 * Counts of a pool at one moment.
 *
 * @param workers workers alive now
 * @param running tasks that run now, those whose handle was cancelled meanwhile among them
 * @param overdue tasks that run now although their handle has failed or was cancelled
 * @param queued tasks accepted that have not started
 * @param submitted tasks accepted since the pool was opened
 * @param succeeded tasks that ended with a result
 * @param failed tasks that failed
 * @param cancelled tasks that were cancelled
 * @since 0.1
 */
public record PoolStats(
        int workers,
        long running,
        long overdue,
        long queued,
        long submitted,
        long succeeded,
        long failed,
        long cancelled) {

    /**
     * Returns how many tasks have ended in any way.
     *
     * @return succeeded, failed and cancelled together
     */
    public long completed() {
        return succeeded + failed + cancelled;
    }
}
