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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /** The directories of workers that are starting in this JVM. */
    private static final InUse IN_USE = new InUse();

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(IN_USE::deleteAll, "runner-exit-directories"));
        } catch (IllegalStateException exiting) {
            IN_USE.deleteAll();
        }
    }

    /**
     * Some directories, until they are all deleted at once: then no more can be made, so that a JVM which exits leaves
     * none. Whoever is filling one finds it gone.
     */
    static final class InUse {

        private final Set<LaunchDirectory> directories = new HashSet<>();
        private boolean exiting;

        /** Makes a directory. */
        synchronized LaunchDirectory create() throws IOException {
            if (exiting) {
                throw new IOException("this JVM is exiting: no more workers are started");
            }
            boolean posix =
                    FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
            FileAttribute<?>[] ownersOnly = posix
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                    }
                    : new FileAttribute<?>[0];
            ProcessHandle me = ProcessHandle.current();
            String name = PREFIX + me.pid() + "-" + startOf(me).orElse(0L) + "-";
            LaunchDirectory made = new LaunchDirectory(Files.createTempDirectory(name, ownersOnly), this);
            directories.add(made);
            return made;
        }

        private synchronized boolean remove(LaunchDirectory directory) {
            return directories.remove(directory);
        }

        /** Deletes the directories, and lets no more be made. */
        void deleteAll() {
            List<LaunchDirectory> all;
            synchronized (this) {
                exiting = true;
                all = List.copyOf(directories);
            }
            all.forEach(LaunchDirectory::delete);
        }
    }

    private final Path path;

    private final InUse inUse;

    private LaunchDirectory(Path path, InUse inUse) {
        this.path = path;
        this.inUse = inUse;
    }

    /**
     * Makes a directory.
     *
     * @throws IOException if it can't be made, or this JVM is exiting
     */
    public static LaunchDirectory create() throws IOException {
        return IN_USE.create();
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
        if (inUse.remove(this)) {
            delete(path);
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
