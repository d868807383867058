package dev.runner.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The examples that run in child processes: what they leave on disk, and what becomes of a worker that is killed. */
class ProcessesExamplesTest {

    private static final int MONTHS = 48;

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return Main.run(args, new PrintWriter(out), new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void chartsAreRealPictures() throws IOException {
        int exitCode = run("charts", "--workers", "2", "--out", directory.toString());

        assertEquals(0, exitCode, this::err);
        List<String> files = out.toString().lines().toList();
        assertEquals(MONTHS, Set.copyOf(files).size());
        for (String file : files) {
            assertTrue(Path.of(file).startsWith(directory.toAbsolutePath()), file);
            assertIsPicture(file);
        }
        assertTrue(err().strip().endsWith("charts=" + MONTHS + ", drawn in 2 processes"), this::err);
    }

    private static void assertIsPicture(String file) throws IOException {
        BufferedImage picture = ImageIO.read(Path.of(file).toFile());
        assertEquals("900 x 500", picture.getWidth() + " x " + picture.getHeight(), file);
        Set<Integer> colours = new HashSet<>();
        for (int x = 0; x < picture.getWidth(); x++) {
            for (int y = 0; y < picture.getHeight(); y++) {
                colours.add(picture.getRGB(x, y));
            }
        }
        assertTrue(colours.size() > 10, () -> file + " has the colours " + colours);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void piOutlivesWorkerThatIsKilled() throws Exception {
        CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> exitCode.complete(run("pi", "--backend", "processes", "--workers", "2", "--seconds", "2")), "pi");
        thread.setDaemon(true);
        thread.start();
        ProcessHandle worker = awaitReadyWorker(exitCode);
        assertTrue(worker.destroyForcibly());

        assertEquals(0, exitCode.get(2, TimeUnit.MINUTES), this::err);
        assertTrue(out.toString().startsWith("pi = 3.14159265"), out::toString);
        List<String> lost = err().lines().filter(line -> line.contains("lost")).toList();
        assertEquals(1, lost.size(), this::err);
        assertTrue(
                lost.get(0)
                        .matches("runner-examples: lost worker '.+' \\(pid " + worker.pid()
                                + "\\) ended by SIGKILL.*; its task is run again"),
                lost.get(0));
    }

    /** Waits for a worker that is ready: the files for its start are gone by then. */
    private static ProcessHandle awaitReadyWorker(CompletableFuture<Integer> end) throws IOException {
        long start = System.nanoTime();
        while (true) {
            assertFalse(end.isDone(), "it has ended too soon");
            assertTrue(System.nanoTime() - start < TimeUnit.MINUTES.toNanos(1), "no worker is ready");
            Optional<ProcessHandle> worker = ProcessHandle.current()
                    .children()
                    .filter(each -> each.info().commandLine().orElse("").contains("WorkerMain"))
                    .findFirst();
            if (worker.isPresent() && filesForStarts() == 0) {
                return worker.get();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static long filesForStarts() throws IOException {
        String mine = "runner-" + ProcessHandle.current().pid() + "-";
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith(mine))
                    .count();
        }
    }
}
