package dev.runner.processes.internal.launch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory that only this user can look into, for what a worker needs while it starts: its arguments, the address to
 * connect to, and the shared page. It is deleted when the worker is connected, so that nothing is left on disk whatever
 * happens later.
 *
 * <p>Its name says which process made it: one that was left by a process that is no more is deleted by the next.
 */
public final class LaunchDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(LaunchDirectory.class);
    private static final String PREFIX = "runner-";

    /** How long the path of a socket may be, with some room. */
    private static final int LONGEST_SOCKET_PATH = 100;

    /** The directories of workers that are starting, for the moment when this JVM exits. */
    private static final Set<LaunchDirectory> IN_USE = ConcurrentHashMap.newKeySet();

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(LaunchDirectory::deleteAll, "runner-exit-directories"));
        } catch (IllegalStateException exiting) {
            LOG.debug("the JVM exits already: the next pool deletes what is left", exiting);
        }
    }

    private final Path path;

    private LaunchDirectory(Path path) {
        this.path = path;
        IN_USE.add(this);
    }

    private static void deleteAll() {
        List.copyOf(IN_USE).forEach(LaunchDirectory::delete);
    }

    /** Makes a directory. */
    public static LaunchDirectory create() throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownersOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
        ProcessHandle me = ProcessHandle.current();
        String name = PREFIX + me.pid() + "-" + startOf(me).orElse(0L) + "-";
        return new LaunchDirectory(Files.createTempDirectory(name, ownersOnly));
    }

    private static Optional<Long> startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli);
    }

    Path path() {
        return path;
    }

    /** Returns the file of the shared page. */
    public Path page() {
        return path.resolve("page");
    }

    /** Returns the path of the socket, or empty where there are none in the file system, or it is too long for one. */
    public Optional<Path> socket() {
        Path socket = path.resolve("s");
        boolean usable = !WorkerCommand.isWindows() && socket.toString().length() <= LONGEST_SOCKET_PATH;
        return usable ? Optional.of(socket) : Optional.empty();
    }

    /** Deletes the directory. Idempotent. */
    public void delete() {
        IN_USE.remove(this);
        delete(path);
    }

    private static void delete(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.debug("could not look into {}", directory, e);
        }
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            LOG.debug("could not delete {}", directory, e);
        }
    }

    /** Deletes what processes left that are no more. */
    public static void sweep() {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> candidates = Files.newDirectoryStream(temporary, PREFIX + "*")) {
            for (Path candidate : candidates) {
                if (isLeftBehind(candidate)) {
                    delete(candidate);
                }
            }
        } catch (IOException e) {
            LOG.debug("could not look into {}", temporary, e);
        }
    }

    private static boolean isLeftBehind(Path candidate) {
        String[] parts = candidate.getFileName().toString().split("-", -1);
        if (parts.length != 4 || !parts[1].matches("[0-9]{1,18}") || !parts[2].matches("[0-9]{1,18}")) {
            return false;
        }
        Optional<ProcessHandle> maker = ProcessHandle.of(Long.parseLong(parts[1]));
        return maker.isEmpty()
                || !maker.get().isAlive()
                || startOf(maker.get())
                        .filter(start -> start == Long.parseLong(parts[2]))
                        .isEmpty();
    }
}
