package dev.runner.processes.internal.archive;

import dev.runner.processes.internal.launch.LaunchDirectory;
import dev.runner.processes.internal.launch.Spawner;
import dev.runner.processes.internal.launch.WorkerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an archive, by JVMs with the flags and paths of workers that run nobody's code: one loads the classes of a list
 * and writes them down, without initializing them, and another one tries whether what it wrote can be used.
 *
 * <p>That takes about a second. One archive at a time is made in this JVM, whether its pool is still there or not.
 */
final class ArchiveMaker {

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveMaker.class);
    private static final int LIMIT_SECONDS = 60;
    private static final int MOST_TOLD = 1000;

    /**
     * How archives are used: at the address that they were made for, so that workers share their memory. Java would
     * move each elsewhere, which changes all of its pages.
     */
    static final List<String> USE = List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0");

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
            String file = "-XX:SharedArchiveFile=" + part;
            if (succeeds(List.of("-Xshare:dump", "-XX:SharedClassListFile=" + list, file), command.main())
                    && succeeds(tried(file), List.of("-version"))) {
                made.accept(store.keep(key, sum, part));
                LOG.debug("made an archive of the classes of workers: {}", key);
            }
        } finally {
            ArchiveStore.delete(part);
        }
    }

    private static List<String> tried(String file) {
        List<String> flags = new ArrayList<>(USE);
        flags.addAll(List.of("-Xshare:on", file));
        return flags;
    }

    private boolean succeeds(List<String> flags, List<String> what) throws IOException, InterruptedException {
        LaunchDirectory directory = ArchiveThreads.site().create();
        try {
            Process process = Spawner.start(prefix -> command.prepare(directory.arguments(), prefix, flags, what)
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
