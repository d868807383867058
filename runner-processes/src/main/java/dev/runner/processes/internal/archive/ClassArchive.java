package dev.runner.processes.internal.archive;

import dev.runner.processes.ProcessOptions;
import dev.runner.processes.internal.launch.LaunchSite;
import dev.runner.processes.internal.launch.WorkerCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archive of a pool's workers: used if there is one, and made if there is none.
 *
 * <p>Then the first worker writes down which classes it loads. As soon as it loads no more for a moment, or the pool
 * ends, an archive is made of these in the background, for the next workers of this pool and of all pools to come. What
 * the first worker loads later is added to the list when the pool ends, if it is much, and the archive is made anew. So
 * no archive is made by a worker that serves tasks, and no pool waits for one.
 *
 * <p>Whatever fails here, workers start without. Thread-safe.
 */
public final class ClassArchive {

    private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);

    /** For how long a worker loads no class when its list is used. */
    private static final Duration SETTLED = Duration.ofSeconds(1);

    /** How many classes more a list must have, in parts of a hundred, to be worth another archive. */
    private static final int WORTHWHILE_PERCENT = 5;

    /** Java goes on without an archive that it finds to be of no use, which is nothing to print. */
    private static final String SILENT = "-Xlog:cds=off";

    private final String poolName;
    private final WorkerCommand command;
    private final LaunchSite site;
    private final BiConsumer<Runnable, Duration> later;
    private final ArchiveStore store;
    private final String key;
    private @Nullable Path recorded;
    private long recordedBytes;
    private boolean asked;
    private boolean closed;

    private ClassArchive(
            String poolName,
            WorkerCommand command,
            LaunchSite site,
            BiConsumer<Runnable, Duration> later,
            ArchiveStore store,
            String key) {
        this.poolName = poolName;
        this.command = command;
        this.site = site;
        this.later = later;
        this.store = store;
        this.key = key;
    }

    /**
     * Finds the archive of the workers of a pool, or prepares to make it. Empty where there can't be one, which is
     * logged.
     *
     * @param later does something after a time
     */
    public static Optional<ClassArchive> of(
            String poolName,
            ProcessOptions options,
            WorkerCommand command,
            LaunchSite site,
            BiConsumer<Runnable, Duration> later) {
        if (!options.classArchive()) {
            return Optional.empty();
        }
        WorkerKind kind = new WorkerKind(command);
        Optional<String> obstacle = kind.obstacle();
        if (obstacle.isPresent()) {
            LOG.debug("pool '{}' has no archive of classes: {}", poolName, obstacle.get());
            return Optional.empty();
        }
        Path directory = options.cacheDirectory().orElseGet(CacheDirectory::ofThisUser);
        try {
            ArchiveStore store = ArchiveStore.open(directory, ArchiveStore.MOST_BYTES);
            store.sweep();
            return Optional.of(new ClassArchive(poolName, command, site, later, store, kind.key()));
        } catch (IOException | RuntimeException e) {
            LOG.info("pool '{}' has no archive of classes, and its workers start without: {}", poolName, e.toString());
            return Optional.empty();
        }
    }

    /** Returns the flags with which the next worker is to be started. */
    public synchronized List<String> flags() {
        Optional<Path> archive = store.find(key);
        boolean first = !asked && !closed;
        asked = true;
        if (first && store.list(key).isPresent()) {
            ArchiveMaker.begin(store, key, command);
        } else if (first && archive.isEmpty() && store.mayTry(key)) {
            return record();
        }
        return archive.map(file -> List.of("-XX:SharedArchiveFile=" + file, "-Xshare:auto", SILENT))
                .orElse(List.of());
    }

    private List<String> record() {
        try {
            Path list = site.create().classes();
            recorded = list;
            later.accept(this::look, SETTLED);
            return List.of("-XX:DumpLoadedClassList=" + list);
        } catch (IOException e) {
            LOG.debug("pool '{}' can't write down the classes of its workers", poolName, e);
            return List.of();
        }
    }

    /** Looks whether the worker that writes its list has loaded all that it needs for now. */
    private synchronized void look() {
        if (closed || recorded == null) {
            return;
        }
        long before = recordedBytes;
        recordedBytes = recorded.toFile().length();
        if (recordedBytes > 0 && recordedBytes == before) {
            useRecorded(recorded);
        } else {
            later.accept(this::look, SETTLED);
        }
    }

    /** Keeps the list that the worker has written so far, if it is worth it, and has the archive made from it. */
    private void useRecorded(Path list) {
        try {
            List<String> lines = wholeLines(list);
            Optional<Path> kept = store.list(key);
            int known = kept.isPresent() ? wholeLines(kept.get()).size() : 0;
            if (lines.size() * 100L > known * (100L + WORTHWHILE_PERCENT)) {
                store.keepList(key, lines);
            }
            ArchiveMaker.begin(store, key, command);
        } catch (IOException e) {
            LOG.debug("pool '{}' could not keep the list of its workers' classes", poolName, e);
        }
    }

    /** Returns the lines of a file that is being written, or was when its writer ended. */
    private static List<String> wholeLines(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    /**
     * The pool ends: uses what its first worker has loaded. Idempotent; when it returns, whoever has called it, the
     * files of the pool are needed no more.
     */
    public synchronized void close() {
        if (!closed && recorded != null) {
            useRecorded(recorded);
        }
        closed = true;
    }
}
