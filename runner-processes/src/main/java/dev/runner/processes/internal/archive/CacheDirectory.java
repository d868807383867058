package dev.runner.processes.internal.archive;

import dev.runner.processes.internal.launch.OwnersOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;

/** Where files of a user are kept that can be made again. */
final class CacheDirectory {

    private CacheDirectory() {}

    /**
     * Returns the directory for what is the user's and can be made again.
     *
     * @throws IllegalStateException if this user has none
     */
    static Path ofThisUser() {
        Map<String, String> environment = System.getenv();
        String home = System.getProperty("user.home", "");
        String system = System.getProperty("os.name", "");
        String local = environment.getOrDefault("LOCALAPPDATA", "");
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base;
        if (system.startsWith("Windows") && !local.isEmpty()) {
            base = Path.of(local);
        } else if (system.startsWith("Mac")) {
            base = Path.of(home, "Library", "Caches");
        } else {
            base = cache.startsWith("/") ? Path.of(cache) : Path.of(home, ".cache");
        }
        if (!base.isAbsolute()) {
            throw new IllegalStateException("no home directory of the user is known (it is '" + home + "')");
        }
        return base.resolve("runner").resolve("classes");
    }

    /**
     * Makes a directory if it is not there.
     *
     * @throws IOException if it can't be used, or others may write there: an archive is code
     */
    static void prepare(Path directory) throws IOException {
        Files.createDirectories(directory, OwnersOnly.attributes());
        if (OwnersOnly.isKnown()) {
            Set<PosixFilePermission> others = Files.getPosixFilePermissions(directory);
            if (others.contains(PosixFilePermission.GROUP_WRITE) || others.contains(PosixFilePermission.OTHERS_WRITE)) {
                throw new IOException("others may write to " + directory);
            }
        }
        if (!Files.isWritable(directory)) {
            throw new IOException("can't write to " + directory);
        }
    }
}
