package dev.runner.processes.internal.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The directories of those workers of a pool that are starting, and the one of what it shares with all of them, until
 * the pool is killed or over: then they are deleted at once, also those that could not be deleted before, and no more
 * can be made. Whoever is filling one finds it gone. Thread-safe.
 */
public final class LaunchSite {

    private final Set<LaunchDirectory> directories = new HashSet<>();
    private boolean closed;

    /** Makes a site without directories. */
    public LaunchSite() {}

    /**
     * Makes a directory.
     *
     * @throws IOException if it can't be made, or the pool has ended
     */
    public synchronized LaunchDirectory create() throws IOException {
        requireOpen();
        LaunchDirectory made = LaunchDirectory.create(this);
        directories.add(made);
        return made;
    }

    /** Makes a directory for shared files. */
    synchronized LaunchDirectory createIn(Path parent) throws IOException {
        requireOpen();
        LaunchDirectory made = LaunchDirectory.createIn(parent, this);
        directories.add(made);
        return made;
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the pool has ended: no more workers are started");
        }
    }

    synchronized boolean has(LaunchDirectory directory) {
        return directories.contains(directory);
    }

    /** Forgets a directory. */
    synchronized void remove(LaunchDirectory directory) {
        directories.remove(directory);
    }

    /** Deletes the directories, and lets no more be made. Idempotent. */
    public void close() {
        List<LaunchDirectory> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(directories);
        }
        all.forEach(LaunchDirectory::delete);
    }
}
