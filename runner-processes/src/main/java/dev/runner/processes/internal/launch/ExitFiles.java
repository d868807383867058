package dev.runner.processes.internal.launch;

import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to be deleted at the exit of this JVM, but not before its last hook has ended: a hook may be closing a pool,
 * which has tasks and starts workers until then. The one moment after the hooks is that of {@link File#deleteOnExit},
 * which never forgets a file: so it is not told before the exit has begun. Thread-safe.
 */
final class ExitFiles {

    private static final ExitFiles OF_THIS_JVM = new ExitFiles();

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(OF_THIS_JVM::exitBegins, "runner-exit-files"));
        } catch (IllegalStateException exiting) {
            OF_THIS_JVM.exitBegins();
        }
    }

    private final Map<Path, List<String>> contents = new HashMap<>();
    private boolean exiting;

    static ExitFiles ofThisJvm() {
        return OF_THIS_JVM;
    }

    /**
     * Adds a directory.
     *
     * @param names the files that it may have
     * @throws IllegalStateException if the last hook has ended
     */
    synchronized void add(Path directory, List<String> names) {
        if (exiting) {
            deleteOnExit(directory, names);
        } else {
            contents.put(directory, names);
        }
    }

    synchronized void remove(Path directory) {
        contents.remove(directory);
    }

    private synchronized void exitBegins() {
        exiting = true;
        contents.forEach(ExitFiles::deleteOnExit);
        contents.clear();
    }

    /** What is told last is deleted first. */
    private static void deleteOnExit(Path directory, List<String> names) {
        directory.toFile().deleteOnExit();
        names.forEach(name -> directory.resolve(name).toFile().deleteOnExit());
    }
}
