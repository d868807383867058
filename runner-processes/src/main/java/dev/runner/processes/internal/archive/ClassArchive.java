package dev.runner.processes.internal.archive;

import dev.runner.processes.ProcessOptions;
import dev.runner.processes.internal.launch.LaunchDirectory;
import dev.runner.processes.internal.launch.WorkerCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archive of a pool's workers: used if there is one, and made if there is none.
 *
 * <p>Then the first worker writes down which classes it loads. When it has run a task and loads no more for a moment,
 * or the pool ends, an archive is made of these in the background, for the next workers of this pool and of all pools
 * to come. What the first worker loads later is added to the list when the pool ends, if it is much, and the archive is
 * made anew. So no archive is made by a worker that serves tasks, and no pool waits for one.
 *
 * <p>All that touches the user's disk is done by {@link ArchiveThreads}; a worker's start waits for what they find, but
 * not for long. Whatever fails here, workers start without. Thread-safe.
 */
public final class ClassArchive {

    private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);

    /**
     * How long after the pool has opened a start waits to know whether there is one, on a disk that may be far away.
     */
    private static final long PATIENCE_SECONDS = 3;

    /** For how long a worker loads no class when its list is used. */
    private static final Duration SETTLED = Duration.ofSeconds(1);

    /** How often to look whether it loads none; after that, its list is used when the pool ends. */
    private static final int MOST_LOOKS = 120;

    /** Java goes on without an archive that it finds to be of no use, which is nothing to print. */
    private static final String SILENT = "-Xlog:cds=off";

    /** Where archives of these workers are, under which name, and whether a worker is to say which classes it loads. */
    private record Place(ArchiveStore store, String key, boolean isToRecord) {}

    private final String poolName;
    private final ProcessOptions options;
    private final WorkerCommand command;
    private final BiConsumer<Runnable, Duration> later;
    private final CompletableFuture<Optional<Place>> place = new CompletableFuture<>();
    private final long beganNanos = System.nanoTime();
    private volatile @Nullable Path archive;
    private @Nullable LaunchDirectory recording;
    private long recordedBytes;
    private int looks;
    private boolean closed;

    private ClassArchive(
            String poolName, ProcessOptions options, WorkerCommand command, BiConsumer<Runnable, Duration> later) {
        this.poolName = poolName;
        this.options = options;
        this.command = command;
        this.later = later;
    }

    /**
     * Begins to look for the archive of the workers of a pool.
     *
     * @param later does something after a time
     */
    public static ClassArchive of(
            String poolName, ProcessOptions options, WorkerCommand command, BiConsumer<Runnable, Duration> later) {
        ClassArchive made = new ClassArchive(poolName, options, command, later);
        if (!options.classArchive() || !ArchiveThreads.run(made::lookUp)) {
            made.place.complete(Optional.empty());
        }
        return made;
    }

    private void lookUp() {
        Optional<Place> found = Optional.empty();
        try {
            found = find();
        } catch (IOException | RuntimeException e) {
            LOG.info("pool '{}' has no archive of classes, and its workers start without: {}", poolName, e.toString());
        } finally {
            place.complete(found);
        }
        found.filter(where -> !where.isToRecord()).ifPresent(this::make);
    }

    private Optional<Place> find() throws IOException {
        WorkerKind kind = WorkerKind.of(command);
        Optional<String> obstacle = kind.obstacle();
        if (obstacle.isPresent()) {
            LOG.debug("pool '{}' has no archive of classes: {}", poolName, obstacle.get());
            return Optional.empty();
        }
        Path directory = options.cacheDirectory().orElseGet(CacheDirectory::ofThisUser);
        ArchiveStore store = ArchiveStore.open(directory.toAbsolutePath(), ArchiveStore.MOST_BYTES);
        store.sweep();
        String key = kind.key();
        Optional<Path> file = store.find(key);
        archive = file.orElse(null);
        boolean isToRecord = file.isEmpty() && store.list(key).isEmpty() && store.mayTry(key);
        return Optional.of(new Place(store, key, isToRecord));
    }

    private void make(Place where) {
        try {
            new ArchiveMaker(where.store(), where.key(), command, made -> archive = made).make();
        } catch (IOException e) {
            LOG.debug("could not make an archive of classes", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the flags with which the next worker is to be started. Only the first may wait, and not for long. */
    public List<String> flags() {
        try {
            long patience = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS) - (System.nanoTime() - beganNanos);
            Optional<Place> where = place.get(Math.max(0, patience), TimeUnit.NANOSECONDS);
            Path file = archive;
            if (file != null) {
                List<String> flags = new ArrayList<>(ArchiveMaker.USE);
                flags.addAll(List.of("-XX:SharedArchiveFile=" + file, "-Xshare:auto", SILENT));
                return flags;
            }
            return where.isPresent() && where.get().isToRecord() ? recordOnce() : List.of();
        } catch (TimeoutException e) {
            LOG.info("pool '{}' has no archive of classes: it was not found in {} s", poolName, PATIENCE_SECONDS);
            place.complete(Optional.empty());
            return List.of();
        } catch (IOException | RuntimeException | ExecutionException e) {
            LOG.debug("pool '{}': a worker starts without an archive of classes", poolName, e);
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private synchronized List<String> recordOnce() throws IOException {
        if (recording != null || closed) {
            return List.of();
        }
        LaunchDirectory directory = ArchiveThreads.site().create();
        recording = directory;
        later.accept(this::look, SETTLED);
        return List.of("-XX:DumpLoadedClassList=" + directory.classes());
    }

    /** Looks whether the worker that writes its list has loaded all that it needs for now. */
    private synchronized void look() {
        looks++;
        if (closed || recording == null || looks > MOST_LOOKS) {
            return;
        }
        long before = recordedBytes;
        recordedBytes = recording.classes().toFile().length();
        if (recordedBytes > 0 && recordedBytes == before) {
            Path list = recording.classes();
            boolean unused = ArchiveThreads.run(() -> {
                if (!use(list)) {
                    later.accept(this::look, SETTLED);
                }
            });
        } else {
            later.accept(this::look, SETTLED);
        }
    }

    /** Keeps the list that the worker has written so far, and has the archive made from it: false if it is no use. */
    private boolean use(Path written) {
        Place where = place.join().orElseThrow();
        try {
            ClassList list = ClassList.read(written);
            if (!list.hasTask()) {
                return false;
            }
            Optional<Path> kept = where.store().list(where.key());
            if (kept.isEmpty() || list.isWorthMoreThan(ClassList.read(kept.get()))) {
                where.store().keepList(where.key(), list.lines());
            }
        } catch (IOException e) {
            LOG.debug("pool '{}' could not keep the list of its workers' classes", poolName, e);
            return true;
        }
        make(where);
        return true;
    }

    /** The pool ends: what its first worker has loaded is used in the background. Does not wait. Idempotent. */
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        LaunchDirectory directory = recording;
        if (directory != null) {
            boolean unused = ArchiveThreads.run(() -> {
                try {
                    boolean unusable = !use(directory.classes());
                    LOG.debug("the last list of classes was {}", unusable ? "of no use" : "used");
                } finally {
                    directory.delete();
                }
            });
        }
    }
}
