package dev.runner.processes.internal.archive;

import dev.runner.processes.internal.launch.LaunchDirectory;
import dev.runner.processes.internal.launch.Spawner;
import dev.runner.processes.internal.launch.WorkerCommand;
import dev.runner.processes.internal.worker.TrainingMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an archive, by JVMs with the flags and paths of workers that run nobody's code: one loads the classes of a list
 * and writes them down, without initializing them, and another one tries whether what it wrote can be used. For an AOT
 * cache the first is a worker in training, and another one makes the cache of what it took down.
 *
 * <p>That takes about a second, and some with a training. One archive at a time is made in this JVM, whether its pool
 * is still there or not.
 */
final class ArchiveMaker {

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveMaker.class);
    private static final int LIMIT_SECONDS = 60;
    private static final int MOST_TOLD = 1000;

    private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

    private final ArchiveStore store;
    private final String key;
    private final WorkerCommand command;
    private final Consumer<Path> made;

    ArchiveMaker(ArchiveStore store, String key, WorkerCommand command, Consumer<Path> made) {
        this.store = store;
        this.key = key;
        this.command = command;
        this.made = made;
    }

    /** Makes the archive of a kind from its list, unless there is one, or somebody makes it, or has tried in vain. */
    void make() throws IOException, InterruptedException {
        if (!store.isDue(key)) {
            return;
        }
        ONE_AT_A_TIME.lockInterruptibly();
        try {
            if (!store.alone(key, this::makeIfDue)) {
                LOG.debug("another process makes an archive of classes: {}", key);
            }
        } finally {
            ONE_AT_A_TIME.unlock();
        }
    }

    private void makeIfDue() throws IOException, InterruptedException {
        Path list = store.list(key).orElse(null);
        if (list == null || !store.isDue(key) || ArchiveThreads.isExiting()) {
            return;
        }
        String sum = ArchiveStore.sumOf(list);
        store.tries(key);
        Path part = store.newPart();
        try {
            ArchiveForm form = ArchiveForm.of(command);
            if (isMade(form, list, part) && succeeds(form.trial(part), List.of("-version"))) {
                made.accept(store.keep(key, sum, part));
                LOG.debug("made an archive of the classes of workers: {}", key);
            }
        } finally {
            ArchiveStore.delete(part);
        }
    }

    private boolean isMade(ArchiveForm form, Path list, Path part) throws IOException, InterruptedException {
        return switch (form) {
            case CLASSES ->
                succeeds(
                        List.of("-Xshare:dump", "-XX:SharedClassListFile=" + list, "-XX:SharedArchiveFile=" + part),
                        command.main());
            case AOT_CACHE -> isTrained(list, part);
        };
    }

    private boolean isTrained(Path list, Path part) throws IOException, InterruptedException {
        Path takenDown = store.newPart();
        try {
            String configuration = "-XX:AOTConfiguration=" + takenDown;
            return succeeds(List.of("-XX:AOTMode=record", configuration), directory -> training(list, directory))
                    && succeeds(
                            List.of("-XX:AOTMode=create", configuration, "-XX:AOTCache=" + part),
                            directory -> command.main());
        } finally {
            ArchiveStore.delete(takenDown);
        }
    }

    private List<String> training(Path list, LaunchDirectory directory) {
        List<String> words = new ArrayList<>(command.main(TrainingMain.class));
        words.add(list.toString());
        words.add(directory.page().toString());
        words.add(directory.socket().map(Path::toString).orElse(""));
        return words;
    }

    private boolean succeeds(List<String> flags, List<String> what) throws IOException, InterruptedException {
        return succeeds(flags, directory -> what);
    }

    /**
     * Runs a JVM to its end.
     *
     * @param what says what it is to run, given a directory for what it needs
     */
    private boolean succeeds(List<String> flags, Function<LaunchDirectory, List<String>> what)
            throws IOException, InterruptedException {
        LaunchDirectory directory = ArchiveThreads.site().create();
        try {
            List<String> words = what.apply(directory);
            Process process = Spawner.start(prefix -> command.prepare(directory.arguments(), prefix, flags, words)
                    .redirectOutput(directory.output().toFile()));
            boolean succeeds;
            try {
                ArchiveThreads.making(process);
                process.getOutputStream().close();
                succeeds = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
            } finally {
                ArchiveThreads.making(null);
                process.destroyForcibly();
                Spawner.ended(process);
            }
            if (!succeeds && !ArchiveThreads.isExiting()) {
                LOG.info(
                        "no archive of the classes of workers could be made: {} has failed: {}",
                        String.join(" ", flags),
                        told(directory.output()));
            }
            return succeeds && !ArchiveThreads.isExiting();
        } finally {
            directory.delete();
        }
    }

    private static String told(Path output) throws IOException {
        String all = Files.readString(output);
        return all.substring(Math.max(0, all.length() - MOST_TOLD));
    }
}
