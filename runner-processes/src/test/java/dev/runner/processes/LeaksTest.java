package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What many pools leave behind, whichever way they end: nothing. */
class LeaksTest {

    private static final int POOLS = 30;
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private static List<Path> files() {
        String mine = "runner-" + ProcessHandle.current().pid() + "-";
        return ParentJvm.leftIn(Path.of(System.getProperty("java.io.tmpdir"))).stream()
                .filter(file -> file.getFileName().toString().startsWith(mine))
                .toList();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("leak"))
                .toList();
    }

    private static long descriptors() {
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void openAndEnd(int number) throws Exception {
        Pool pool = Tasks.open(options -> options, config -> config.name("leak" + number));
        int way = number % 6;
        if (way < 4) {
            assertEquals(number, Tasks.get(pool.submit(() -> number)));
        } else {
            pool.submit(() -> Tasks.hold());
        }
        if (way == 5) {
            Await.until("the task to run", () -> pool.stats().running() == 1);
        }
        switch (way) {
            case 0 -> pool.close();
            case 1 -> pool.shutdown();
            case 2 -> assertEquals(List.of(), pool.shutdownNow());
            default -> pool.kill();
        }
        assertTrue(pool.awaitTermination(30, TimeUnit.SECONDS));
        assertEquals(0, pool.stats().workers());
    }

    private static void assertNothingLeft(List<ProcessHandle> before) {
        Await.until(
                () -> "processes " + Tasks.children() + ", files " + files() + " and threads " + threads() + " to go",
                () -> before.containsAll(Tasks.children())
                        && files().isEmpty()
                        && threads().isEmpty());
    }

    @Test
    void poolsLeaveNothing() throws Exception {
        List<ProcessHandle> before = Tasks.children();
        for (int i = 0; i < 6; i++) {
            openAndEnd(i); // what is loaded and opened once stays
        }
        assertNothingLeft(before);
        Assumptions.assumeTrue(Files.isDirectory(DESCRIPTORS), "descriptors can't be counted here");
        long descriptors = descriptors();
        for (int i = 6; i < 6 + POOLS; i++) {
            openAndEnd(i);
        }
        assertNothingLeft(before);
        Await.until(() -> descriptors() + " descriptors to be " + descriptors, () -> descriptors() <= descriptors + 2);
    }

    @Test
    void poolAtWorkHasNoFile() throws Exception {
        try (Pool pool = Tasks.open(options -> options, config -> config.name("leak-at-work"))) {
            Tasks.get(pool.submit(() -> Tasks.pid()));
            Await.until(() -> "files to go: " + files(), () -> files().isEmpty());
            assertEquals(1, Tasks.get(pool.submit(() -> 1)));
        }
    }
}
