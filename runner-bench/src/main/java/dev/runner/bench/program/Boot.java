package dev.runner.bench.program;

import dev.runner.Pool;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * From the opening of a pool to the first result of its worker, which has loaded 500 classes of the application for it.
 * The application is a JVM of its own that has these classes in a jar. Where workers start from an archive, it runs
 * once before, until its pool has made one: the second run is measured. The pool's own classes are warm in either case.
 */
public final class Boot {

    static final int CLASSES = 500;

    private static final int TIMES = 9;
    private static final int WARM_UP = 2;
    private static final long ARCHIVE_SECONDS = 3;
    private static final long MOST_SECONDS = 60;
    private static final String ARCHIVED = "archived";

    private Boot() {}

    /**
     * Tells {@code ms}, the median.
     *
     * @param args {@code archived}, or {@code plain} for workers that use no archive; the application is told what it
     *     is to do, too
     */
    public static void main(String[] args) throws Exception {
        if (args.length == 1) {
            launch(args[0]);
        } else if (args[1].equals("first")) {
            first();
        } else {
            measure(args[0]);
        }
    }

    private static void launch(String how) throws IOException, InterruptedException {
        String path = path();
        if (how.equals(ARCHIVED)) {
            run(path, how, "first");
        }
        run(path, how, "second");
    }

    /** Returns the application's class path. */
    static String path() throws IOException {
        String own = System.getProperty("java.class.path");
        for (String entry : own.split(File.pathSeparator)) {
            if (Files.isDirectory(Path.of(entry))) {
                throw new IOException(
                        "Java makes no archive of classes in a directory; measure from jars (was " + entry + ")");
            }
        }
        return own + File.pathSeparator + ManyClasses.jar(Told.directory(), CLASSES);
    }

    private static void run(String path, String... words) throws IOException, InterruptedException {
        ProcessBuilder application = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dbench.directory=" + Told.directory(),
                "-Dbench.size=" + System.getProperty("bench.size", "1"),
                "-cp",
                path,
                Boot.class.getName());
        application.command().addAll(List.of(words));
        int status = application.inheritIO().start().waitFor();
        if (status != 0) {
            throw new IOException(String.join(" ", words) + " has failed: " + status);
        }
    }

    /** Runs until workers start from an archive: the pool of one that does not has time to make one. */
    private static void first() throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            try (Pool pool = open(ARCHIVED)) {
                pool.submit(ManyClasses::use, CLASSES).join();
                if (pool.submit(Boot::startedFromAnArchive).join()) {
                    return;
                }
                TimeUnit.SECONDS.sleep(ARCHIVE_SECONDS);
            }
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(MOST_SECONDS)) {
                throw new IOException("no archive after " + MOST_SECONDS + " s in " + cache());
            }
        }
    }

    private static void measure(String how) throws IOException {
        double[] millis = new double[Told.times(TIMES)];
        for (int i = -WARM_UP; i < millis.length; i++) {
            long start = System.nanoTime();
            try (Pool pool = open(how)) {
                int used = pool.submit(ManyClasses::use, CLASSES).join();
                long nanos = System.nanoTime() - start;
                if (used != CLASSES) {
                    throw new IOException("only " + used + " classes were loaded");
                }
                if (i >= 0) {
                    millis[i] = nanos / 1e6;
                } else if (pool.submit(Boot::startedFromAnArchive).join() != how.equals(ARCHIVED)) {
                    throw new IOException("a worker that was to be " + how + " was not");
                }
            }
        }
        Told.tell("ms", Told.median(millis));
    }

    private static Pool open(String how) {
        return Told.open(
                "processes",
                1,
                options -> how.equals(ARCHIVED) ? options.cacheDirectory(cache()) : options.classArchive(false));
    }

    private static boolean startedFromAnArchive() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .anyMatch(argument -> argument.startsWith("-XX:SharedArchiveFile="));
    }

    private static Path cache() {
        return Told.directory().resolve("cache-" + Runtime.version().feature());
    }
}
