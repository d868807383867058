package dev.runner.processes.internal.archive;

import dev.runner.processes.internal.launch.LaunchDirectory;
import dev.runner.processes.internal.launch.LaunchSite;
import dev.runner.processes.internal.launch.Spawner;
import dev.runner.processes.internal.launch.WorkerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an archive, by JVMs with the flags and paths of workers that run nobody's code: one loads the classes of a list
 * and writes them down, without initializing them, and another one tries whether what it wrote can be used.
 *
 * <p>That takes about a second, in a thread of its own, which no pool waits for: it goes on when the pool has ended.
 * One archive at a time is made in this process, and each once. When this process ends, so do those JVMs, as workers
 * do.
 */
final class ArchiveMaker {

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveMaker.class);
    private static final int LIMIT_SECONDS = 60;
    private static final int EXIT_SECONDS = 2;
    private static final int MOST_TOLD = 1000;

    private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();
    private static final LaunchSite SITE = new LaunchSite();

    /** What was begun by this process, each with its directory. */
    private static final Set<Path> BEGUN = ConcurrentHashMap.newKeySet();

    private static volatile boolean exiting;
    private static volatile @Nullable Process running;

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(ArchiveMaker::exit, "runner-archive-exit"));
        } catch (IllegalStateException e) {
            exiting = true;
        }
    }

    private final ArchiveStore store;
    private final String key;
    private final WorkerCommand command;

    private ArchiveMaker(ArchiveStore store, String key, WorkerCommand command) {
        this.store = store;
        this.key = key;
        this.command = command;
    }

    /** Begins to make the archive of a kind from its list, unless there is one, or it was tried before. */
    static void begin(ArchiveStore store, String key, WorkerCommand command) {
        store.due(key).filter(BEGUN::add).ifPresent(archive -> {
            Thread thread = new Thread(new ArchiveMaker(store, key, command)::makeAlone, "runner-archive");
            thread.setDaemon(true);
            thread.start();
        });
    }

    private static void exit() {
        exiting = true;
        Process process = running;
        if (process != null) {
            process.destroyForcibly();
        }
        try {
            boolean over = ONE_AT_A_TIME.tryLock(EXIT_SECONDS, TimeUnit.SECONDS); // and is never given back
            LOG.debug("what an archive was made with is {}", over ? "deleted" : "left to the next pool");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void makeAlone() {
        ONE_AT_A_TIME.lock();
        try {
            boolean alone = store.alone(key, this::make);
            if (!alone) {
                LOG.debug("another process makes an archive of the classes {}", key);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("could not make an archive of classes", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ONE_AT_A_TIME.unlock();
        }
    }

    private void make() throws IOException, InterruptedException {
        Path list = store.list(key).orElseThrow(() -> new IOException("the list of classes has been deleted"));
        String sum = ArchiveStore.sumOf(list);
        store.tries(key);
        Path part = store.newPart();
        try {
            String file = "-XX:SharedArchiveFile=" + part;
            if (succeeds("-Xshare:dump", "-XX:SharedClassListFile=" + list, file)
                    && succeeds("-Xshare:on", file, "-version")) {
                store.keep(key, sum, part);
                LOG.debug("made an archive of the classes of workers: {}", key);
            }
        } finally {
            ArchiveStore.delete(part);
        }
    }

    private boolean succeeds(String... flags) throws IOException, InterruptedException {
        if (exiting) {
            return false;
        }
        LaunchDirectory directory = SITE.create();
        try {
            Process process =
                    Spawner.start(prefix -> command.prepare(directory.arguments(), prefix, List.of(flags), List.of())
                            .redirectOutput(directory.output().toFile()));
            boolean succeeds;
            try {
                running = process;
                process.getOutputStream().close();
                succeeds = !exiting && process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
            } finally {
                running = null;
                process.destroyForcibly();
                Spawner.ended(process);
            }
            if (!succeeds && !exiting) {
                LOG.info(
                        "no archive of the classes of workers could be made: {} has failed: {}",
                        String.join(" ", flags),
                        told(directory.output()));
            }
            return succeeds;
        } finally {
            directory.delete();
        }
    }

    private static String told(Path output) throws IOException {
        String all = Files.readString(output);
        return all.substring(Math.max(0, all.length() - MOST_TOLD));
    }
}
