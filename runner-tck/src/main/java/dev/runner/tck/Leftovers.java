package dev.runner.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What was not there before: child processes of this JVM, its threads, the files that it made for the start of workers,
 * and its descriptors of sockets, pipes and temporary files. Immutable.
 *
 * <p>A thread that does not have the name of a pool may serve all pools of this JVM. It is left over if it is new and
 * one of very many whose names differ in their numbers alone.
 */
final class Leftovers {

    /** More of a kind are not shared by pools: each pool leaves some. */
    private static final int SHARED_THREADS = 64;

    /** The JDK has one for each processor and for each process. */
    private static final Pattern OF_THE_JDK = Pattern.compile("ForkJoinPool\\.commonPool-worker-.*|process reaper.*");

    private final String threadPrefix;
    private final Set<Thread> threads;
    private final Set<ProcessHandle> processes;
    private final Set<String> files;
    private final Set<String> descriptors;

    private Leftovers(String threadPrefix) {
        this.threadPrefix = threadPrefix;
        this.threads = threads();
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
        Set<Thread> alive = threads();
        for (Thread thread : alive) {
            if (thread.getName().startsWith(threadPrefix)) {
                left.add("thread '" + thread.getName() + "'");
            }
        }
        kinds(alive).forEach((kind, all) -> {
            if (all.size() > SHARED_THREADS && !threads.containsAll(all)) {
                left.add(all.size() + " threads called '" + kind + "', such as '"
                        + all.get(all.size() - 1).getName() + "'");
            }
        });
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

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet();
    }

    private static Map<String, List<Thread>> kinds(Set<Thread> threads) {
        return threads.stream()
                .filter(thread -> !OF_THE_JDK.matcher(thread.getName()).matches())
                .collect(Collectors.groupingBy(thread -> thread.getName().replaceAll("\\d+", "#")));
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
