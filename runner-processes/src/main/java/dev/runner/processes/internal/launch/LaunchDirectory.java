package dev.runner.processes.internal.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory that only this user can look into, for what a worker needs while it starts: its arguments, the address to
 * connect to, and the shared page. It is deleted when the worker is connected, so that nothing is left on disk whatever
 * happens later. What is needed to make an archive of classes has one of its own.
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
    private static final String CLASSES = "classes";
    private static final String OUTPUT = "output";
    private static final List<String> FILES = List.of(ARGUMENTS, PAGE, SOCKET, CLASSES, OUTPUT);

    /** How many files may be shared. */
    private static final int MOST_SHARED = 128;

    private static final List<String> SHARED = IntStream.range(0, MOST_SHARED)
            .mapToObj(LaunchDirectory::sharedName)
            .toList();

    private static final Pattern NAME = Pattern.compile(PREFIX + "(" + OwnerMark.PATTERN + ")-[^-]*");

    private final Path path;
    private final LaunchSite site;

    private LaunchDirectory(Path path, LaunchSite site) {
        this.path = path;
        this.site = site;
    }

    /** Makes a directory of a site, where temporary files are. */
    static LaunchDirectory create(LaunchSite site) throws IOException {
        return create(site, temporary(), FILES);
    }

    /** Makes a directory of a site for {@link #shared} files. */
    static LaunchDirectory createIn(Path parent, LaunchSite site) throws IOException {
        return create(site, parent, SHARED);
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static LaunchDirectory create(LaunchSite site, Path parent, List<String> files) throws IOException {
        Path path = Files.createTempDirectory(parent, PREFIX + OwnerMark.mine() + "-", OwnersOnly.attributes());
        try {
            ExitFiles.ofThisJvm().add(path, files);
        } catch (IllegalStateException e) {
            Files.delete(path);
            throw new IOException("this JVM has ended: no more workers are started", e);
        }
        return new LaunchDirectory(path, site);
    }

    Path path() {
        return path;
    }

    /** Returns the file of the arguments. */
    public Path arguments() {
        return path.resolve(ARGUMENTS);
    }

    /** Returns the file of the shared page. */
    public Path page() {
        return path.resolve(PAGE);
    }

    /** Returns the file in which a worker writes which classes it loads. */
    public Path classes() {
        return path.resolve(CLASSES);
    }

    /** Returns the file for what a process prints that is no worker. */
    public Path output() {
        return path.resolve(OUTPUT);
    }

    private static String sharedName(int number) {
        return "b" + number;
    }

    /** Returns a file to be shared with workers, counted from 0. */
    Path shared(int number) {
        return path.resolve(sharedName(number));
    }

    /** Returns the path of the socket, or empty where there are none in the file system, or it is too long for one. */
    public Optional<Path> socket() {
        Path socket = path.resolve(SOCKET);
        boolean usable = !WorkerCommand.isWindows() && socket.toString().length() <= LONGEST_SOCKET_PATH;
        return usable ? Optional.of(socket) : Optional.empty();
    }

    /** Deletes the directory. Idempotent. If it can't be deleted now, its site will. */
    public void delete() {
        if (site.has(this) && isGone(path)) {
            site.remove(this);
            ExitFiles.ofThisJvm().remove(path);
        }
    }

    /** Deletes a directory, which may be filled meanwhile: whether it is gone. */
    private static boolean isGone(Path directory) {
        for (int round = 0; round < MOST_ROUNDS && Files.exists(directory, LinkOption.NOFOLLOW_LINKS); round++) {
            // by name, which takes no descriptor; nobody else puts anything there
            List<String> names = round == 0 ? FILES : namesIn(directory);
            names.forEach(name -> deleteQuietly(directory.resolve(name)));
            deleteQuietly(directory);
        }
        return !Files.exists(directory, LinkOption.NOFOLLOW_LINKS);
    }

    private static void deleteQuietly(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.debug("could not delete {}", path, e);
        }
    }

    /** Returns what is in a directory; nothing if that can't be seen. */
    private static List<String> namesIn(Path directory) {
        // not Files.newDirectoryStream(): without descriptors Java 17 throws from it what is no IOException
        String[] names = directory.toFile().list();
        return names == null ? List.of() : List.of(names);
    }

    /** Deletes what processes left that are no more. */
    public static void sweep() {
        sweep(temporary());
        sweep(SharedDirectory.memory());
    }

    private static void sweep(Path parent) {
        for (String name : namesIn(parent)) {
            if (isLeftBehind(name) && !isGone(parent.resolve(name))) {
                LOG.debug("{} could not be deleted", name);
            }
        }
    }

    private static boolean isLeftBehind(String name) {
        Matcher made = NAME.matcher(name);
        return made.matches() && OwnerMark.isOfGone(made.group(1));
    }
}
