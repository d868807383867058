package dev.runner.processes;

import dev.runner.Pool;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

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
        if (todo.contains("kill")) {
            Pool killed = Pooled.open(1, config -> config, options -> options.cacheDirectory(cache));
            var unused = killed.submit(() -> Tasks.pid());
            killed.kill();
            return;
        }
        List<String> before = todo.contains("renew") ? archives(cache) : List.of();
        try (Pool pool = Pooled.open(
                1,
                config -> config.maxTasksPerWorker(todo.contains("again") ? 1 : 1000),
                options -> options.cacheDirectory(cache)
                        .output(ProcessOptions.OutputRelay.standardStreams())
                        .classArchive(!todo.contains("off")))) {
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
                // not by the successor, which was there before, and the pool hears of the archive a moment later
                Await.until(
                        "a worker that uses the archive",
                        () -> pool.submit(ArchiveProgram::usesArchive).join());
                System.out.println("archive true");
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

    /** Loads what nobody else here does: some hundred classes. */
    private static boolean loadMore() throws Exception {
        int loaded = 0;
        try (Stream<Path> all = Files.list(Path.of(URI.create("jrt:/java.base/java/util/stream")))) {
            for (Path file : all.toList()) {
                String name = file.getFileName().toString().replace(".class", "");
                Class.forName("java.util.stream." + name);
                loaded++;
            }
        }
        return loaded > 200;
    }
}
