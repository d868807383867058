package dev.runner.processes.internal.launch;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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

    /** How often a directory is emptied: a worker that starts meanwhile makes no more files than that. */
    private static final int MOST_ROUNDS = 16;

    private static final String ARGUMENTS = "args";
    private static final String PAGE = "page";
    private static final String SOCKET = "s";

    private final Path path;
    private final LaunchSite site;

    private LaunchDirectory(Path path, LaunchSite site) {
        this.path = path;
        this.site = site;
    }

    /** Makes a directory of a site. */
    static LaunchDirectory create(LaunchSite site) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownersOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
        ProcessHandle me = ProcessHandle.current();
        String name = PREFIX + me.pid() + "-" + startOf(me).orElse(0L) + "-";
        Path path = Files.createTempDirectory(name, ownersOnly);
        try {
            ExitFiles.ofThisJvm().add(path, List.of(ARGUMENTS, PAGE, SOCKET));
        } catch (IllegalStateException e) {
            Files.delete(path);
            throw new IOException("this JVM has ended: no more workers are started", e);
        }
        return new LaunchDirectory(path, site);
    }

    private static Optional<Long> startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli);
    }

    Path path() {
        return path;
    }

    /** Returns the file of the arguments. */
    Path arguments() {
        return path.resolve(ARGUMENTS);
    }

    /** Returns the file of the shared page. */
    public Path page() {
        return path.resolve(PAGE);
    }

    /** Returns the path of the socket, or empty where there are none in the file system, or it is too long for one. */
    public Optional<Path> socket() {
        Path socket = path.resolve(SOCKET);
        boolean usable = !WorkerCommand.isWindows() && socket.toString().length() <= LONGEST_SOCKET_PATH;
        return usable ? Optional.of(socket) : Optional.empty();
    }

    /** Deletes the directory. Idempotent. */
    public void delete() {
        if (site.remove(this)) {
            delete(path);
            ExitFiles.ofThisJvm().remove(path);
        }
    }

    private static void delete(Path directory) {
        for (int round = 0; round < MOST_ROUNDS && !isGone(directory); round++) {
            LOG.debug("{} has files again", directory);
        }
    }

    /** Empties and deletes a directory: false if it was filled meanwhile. */
    private static boolean isGone(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.debug("could not look into {}", directory, e);
        }
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            return false;
        } catch (IOException e) {
            LOG.debug("could not delete {}", directory, e);
        }
        return true;
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
