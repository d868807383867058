package dev.runner.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was not there before: child processes of this JVM, its threads of a name, the files that it made for the start
 * of workers, and its descriptors of sockets, pipes and temporary files. Immutable.
 */
final class Leftovers {

    private final String threadPrefix;
    private final Set<ProcessHandle> processes;
    private final Set<String> files;
    private final Set<String> descriptors;

    private Leftovers(String threadPrefix) {
        this.threadPrefix = threadPrefix;
        this.processes = processes();
        this.files = new HashSet<>(files());
        this.descriptors = Descriptors.open();
    }

    /**
     * Remembers what is there now.
     *
     * @param threadPrefix how the names of threads begin that must not be left
     */
    static Leftovers since(String threadPrefix) {
        return new Leftovers(threadPrefix);
    }

    /** Returns what is left, in words. */
    List<String> find() {
        List<String> left = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith(threadPrefix)) {
                left.add("thread '" + thread.getName() + "'");
            }
        }
        for (ProcessHandle process : processes()) {
            if (!processes.contains(process)) {
                left.add("process " + process.pid() + " ("
                        + process.info().commandLine().orElse("?") + ")");
            }
        }
        for (String file : files()) {
            if (!files.contains(file)) {
                left.add("file " + file);
            }
        }
        for (String descriptor : Descriptors.open()) {
            if (!descriptors.contains(descriptor)) {
                left.add("descriptor of " + descriptor);
            }
        }
        return left;
    }

    private static Set<ProcessHandle> processes() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .collect(Collectors.toSet());
    }

    /** Finds the files that this process made, and those of nobody: their names say for which process they are. */
    private static List<String> files() {
        List<String> found = new ArrayList<>();
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        String mine = "runner-" + ProcessHandle.current().pid() + "-*";
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(temporary, mine)) {
            entries.forEach(entry -> found.add(entry.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }
}
