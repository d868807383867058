package dev.runner.processes.internal.archive;

import dev.runner.processes.internal.launch.OwnerMark;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory with the archives of a user. Any number of processes use it at once: a file gets its name when it is
 * complete, and its name tells its checksum.
 *
 * <pre>
 * KEY.classes                  the names of classes that workers of a kind have loaded
 * KEY-LIST-SUM.jsa             an archive, the checksum of the list that it was made from, and its own
 * KEY.tries                    has a byte for each time that somebody tried to make one, and did not
 * KEY.lock                     is locked by who makes one
 * OWNER-NUMBER.part            what a process is writing, or was when it ended
 * </pre>
 *
 * <p>Archives that have not been used for the longest time go when there are too many.
 */
final class ArchiveStore {

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveStore.class);

    /** How large all archives may be together, when another one comes. */
    static final long MOST_BYTES = 512L << 20;

    private static final int MOST_TRIES = 5;
    private static final Duration TRIES_COUNT = Duration.ofDays(1);
    private static final Duration OTHERS_ARE_KEPT = Duration.ofDays(30);
    private static final Duration USE_IS_NOTED = Duration.ofHours(1);

    private static final Pattern ARCHIVE = Pattern.compile("[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}\\.jsa");
    private static final Pattern BESIDE = Pattern.compile("[0-9a-f]{32}\\.(?:classes|tries|lock)");
    private static final Pattern PART = Pattern.compile("(" + OwnerMark.PATTERN + ")-[0-9]+\\.part");

    private static final int KEY_CHARS = 32;
    private static final String TRIES = ".tries";
    private static final int BUFFER_BYTES = 1 << 16;
    private static final AtomicInteger PARTS = new AtomicInteger();

    /** Those archives that this process has found to be whole. */
    private static final Set<Path> WHOLE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final long mostBytes;

    private ArchiveStore(Path directory, long mostBytes) {
        this.directory = directory;
        this.mostBytes = mostBytes;
    }

    /**
     * Opens a directory, which is made if it is not there.
     *
     * @param mostBytes how large all archives may be together
     * @throws IOException if it can't be used, or others may write there: an archive is code
     */
    static ArchiveStore open(Path directory, long mostBytes) throws IOException {
        CacheDirectory.prepare(directory);
        ArchiveStore store = new ArchiveStore(directory, mostBytes);
        store.requireMine();
        return store;
    }

    /** Somebody who may write everywhere may still have been given a directory of another's. */
    private void requireMine() throws IOException {
        Path part = newPart();
        try {
            Files.createFile(part);
            if (!Files.getOwner(part).equals(Files.getOwner(directory))) {
                throw new IOException(directory + " belongs to " + Files.getOwner(directory));
            }
        } finally {
            delete(part);
        }
    }

    // Archives

    /** Finds the archive of a kind, if there is one and it is whole. One that is not is deleted. */
    Optional<Path> find(String key) {
        Optional<Path> found = archives()
                .filter(file -> keyOf(file).equals(key) && isWhole(file))
                .max(Comparator.comparing(ArchiveStore::modified));
        found.ifPresent(ArchiveStore::noteUse);
        return found;
    }

    private static boolean isWhole(Path file) {
        if (WHOLE.contains(file)) {
            return true;
        }
        try {
            if (nameOf(file).endsWith("-" + sumOf(file) + ".jsa")) {
                WHOLE.add(file);
                return true;
            }
            LOG.warn("{} is damaged: it is deleted, and will be made again", file);
            delete(file);
        } catch (IOException e) {
            LOG.debug("{} can't be read", file, e);
        }
        return false;
    }

    /** So that those go first that nobody uses. */
    private static void noteUse(Path file) {
        Instant now = Instant.now();
        if (modified(file).toInstant().isBefore(now.minus(USE_IS_NOTED))) {
            try {
                Files.setLastModifiedTime(file, FileTime.from(now));
            } catch (IOException e) {
                LOG.debug("{} was used, which could not be noted", file, e);
            }
        }
    }

    /** Keeps an archive, in the place of those that there were for its kind, and returns where it is. */
    Path keep(String key, String list, Path part) throws IOException {
        Path archive = directory.resolve(key + "-" + list + "-" + sumOf(part) + ".jsa");
        Files.move(part, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        delete(directory.resolve(key + TRIES));
        WHOLE.add(archive);
        makeRoom(key, archive);
        return archive;
    }

    private void makeRoom(String key, Path newest) {
        long bytes = newest.toFile().length();
        List<Path> others = archives()
                .filter(file -> !file.equals(newest))
                .sorted(Comparator.comparing(ArchiveStore::modified).reversed())
                .toList();
        for (Path other : others) {
            bytes += other.toFile().length();
            if (keyOf(other).equals(key) || bytes > mostBytes) {
                delete(other);
            }
        }
    }

    // Lists

    /** Returns the list of a kind, if there is one. */
    Optional<Path> list(String key) {
        return Optional.of(directory.resolve(key + ".classes")).filter(Files::exists);
    }

    /** Keeps a list, in the place of the one that there was. */
    void keepList(String key, Iterable<String> lines) throws IOException {
        Path part = newPart();
        try {
            Files.write(part, lines);
            Files.move(
                    part,
                    directory.resolve(key + ".classes"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            delete(part);
        }
    }

    /** Returns a checksum of a file. */
    static String sumOf(Path file) throws IOException {
        CRC32C sum = new CRC32C();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                sum.update(buffer, 0, length);
            }
        }
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }

    // Making one

    /** Tells whether there is a list, no archive made from it, and none was tried in vain too often. */
    boolean isDue(String key) {
        Optional<Path> list = list(key);
        if (list.isEmpty() || !mayTry(key)) {
            return false;
        }
        try {
            String name = key + "-" + sumOf(list.get()) + "-";
            return archives().noneMatch(file -> nameOf(file).startsWith(name) && isWhole(file));
        } catch (IOException e) {
            LOG.debug("{} can't be read", list, e);
            return false;
        }
    }

    /** Somebody tries to make an archive. That is forgotten when there is one. */
    void tries(String key) throws IOException {
        Path tries = directory.resolve(key + TRIES);
        if (isOlderThan(TRIES_COUNT, tries)) {
            delete(tries);
        }
        Files.writeString(tries, ".", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Tells whether it was not tried in vain too often: nobody can make it, or processes end before they have. */
    boolean mayTry(String key) {
        Path tries = directory.resolve(key + TRIES);
        return tries.toFile().length() < MOST_TRIES || isOlderThan(TRIES_COUNT, tries);
    }

    /** Returns a file that nobody else writes to. */
    Path newPart() {
        return directory.resolve(OwnerMark.mine() + "-" + PARTS.incrementAndGet() + ".part");
    }

    /** Deletes what processes were writing that are no more, and what is old but for archives. */
    void sweep() {
        names().filter(name -> isOfGone(name) || isOld(name))
                .map(directory::resolve)
                .forEach(ArchiveStore::delete);
    }

    private boolean isOld(String name) {
        return BESIDE.matcher(name).matches() && isOlderThan(OTHERS_ARE_KEPT, directory.resolve(name));
    }

    private static boolean isOfGone(String name) {
        Matcher part = PART.matcher(name);
        return part.matches() && OwnerMark.isOfGone(part.group(1));
    }

    /** Does something that one process does at a time: whether it was done. */
    boolean alone(String key, Work work) throws IOException, InterruptedException {
        Path file = directory.resolve(key + ".lock");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = tryLock(channel)) {
            if (lock == null) {
                return false;
            }
            work.run();
            return true;
        }
    }

    /** What is done alone. */
    interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // another pool of this process
        }
    }

    // Files

    private Stream<String> names() {
        String[] names = directory.toFile().list();
        return names == null ? Stream.of() : Stream.of(names);
    }

    private Stream<Path> archives() {
        return names().filter(name -> ARCHIVE.matcher(name).matches()).map(directory::resolve);
    }

    private static String keyOf(Path archive) {
        return nameOf(archive).substring(0, KEY_CHARS);
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static boolean isOlderThan(Duration age, Path file) {
        return modified(file).toInstant().isBefore(Instant.now().minus(age));
    }

    private static FileTime modified(Path file) {
        return FileTime.fromMillis(file.toFile().lastModified());
    }

    static void delete(Path file) {
        WHOLE.remove(file);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{} could not be deleted", file, e);
        }
    }
}
