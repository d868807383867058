package dev.runner.processes.internal.host;

/**
 * How much a worker has printed and logged that has not been passed on. When that is much, nothing more is read from
 * the worker, whose prints then wait, until about half of it has been passed on: so a flood of output takes no more
 * memory than that, and nothing of it is lost. Thread-safe.
 */
final class Backlog {

    private static final long MOST = 1 << 20;

    /** How much more than its text a message takes, more or less. */
    private static final int EACH = 200;

    private final Runnable changed;
    private long pending;
    private boolean full;

    /**
     * Makes it empty.
     *
     * @param changed is called when {@link #isFull()} says something else than before
     */
    Backlog(Runnable changed) {
        this.changed = changed;
    }

    /** Adds a message of so many characters. */
    void add(int characters) {
        change(characters + EACH);
    }

    /** A message of so many characters has been passed on. */
    void done(int characters) {
        change(-characters - EACH);
    }

    private void change(int by) {
        boolean before;
        boolean after;
        synchronized (this) {
            pending += by;
            before = full;
            full = full ? pending > MOST / 2 : pending > MOST;
            after = full;
        }
        if (before != after) {
            changed.run();
        }
    }

    synchronized boolean isFull() {
        return full;
    }
}
