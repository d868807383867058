package dev.runner.processes;

import dev.runner.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An application whose pools may have archives of classes. */
final class ArchiveProgram {

    private ArchiveProgram() {}

    /**
     * Tells whether a worker uses an archive of the user's.
     *
     * @param args the directory of archives; then what to do: {@code off} to have none, {@code stay} to wait, before
     *     the pool ends, until there is one, {@code load} to load more classes then, {@code again} to tell of another
     *     worker
     */
    public static void main(String[] args) throws Exception {
        Path cache = Path.of(args[0]);
        List<String> todo = List.of(args);
        List<String> before = todo.contains("renew") ? archives(cache) : List.of();
        try (Pool pool = Pooled.open(
                1,
                config -> config.maxTasksPerWorker(todo.contains("again") ? 1 : 1000),
                options -> options.cacheDirectory(cache).classArchive(!todo.contains("off")))) {
            System.out.println(
                    "archive " + pool.submit(ArchiveProgram::usesArchive).join());
            if (todo.contains("stay")) {
                Await.until("an archive", () -> archives(cache).stream().anyMatch(name -> !before.contains(name)));
            }
            if (todo.contains("load")) {
                System.out.println(
                        "loaded " + pool.submit(ArchiveProgram::loadMore).join());
            }
            if (todo.contains("again")) {
                long unused = pool.submit(() -> Tasks.pid()).join(); // by the successor, which was there before
                System.out.println(
                        "archive " + pool.submit(ArchiveProgram::usesArchive).join());
            }
        }
    }

    static List<String> archives(Path cache) {
        String[] names = cache.toFile().list((in, name) -> name.endsWith(".jsa"));
        return names == null ? List.of() : List.of(names);
    }

    private static boolean usesArchive() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream().anyMatch(ArchiveProgram::isOfUser);
    }

    /** Tells whether what is mapped is an archive as pools name theirs. */
    private static boolean isOfUser(String mapping) {
        return mapping.matches(".*/[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}\\.jsa");
    }

    private static int loadMore() throws Exception {
        List<String> names = List.of(
                "java.util.concurrent.Phaser",
                "java.util.concurrent.Exchanger",
                "java.util.concurrent.CyclicBarrier",
                "java.util.zip.ZipOutputStream");
        for (String name : names) {
            Class.forName(name);
        }
        return names.size();
    }
}
