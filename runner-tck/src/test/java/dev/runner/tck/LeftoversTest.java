package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class LeftoversTest {

    @Test
    void threadsOfTheNameAreFound() throws Exception {
        Leftovers leftovers = Leftovers.since("left-12-");
        CountDownLatch end = new CountDownLatch(1);
        Thread mine = new Thread(() -> await(end), "left-12-a");
        Thread other = new Thread(() -> await(end), "right-12-b");
        mine.start();
        other.start();
        assertEquals(List.of("thread 'left-12-a'"), leftovers.find());
        end.countDown();
        mine.join();
        other.join();
        assertEquals(List.of(), leftovers.find());
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void childProcessesAreFoundAndThoseOfBeforeAreNot() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/sleep")), "there is no sleep");
        Process before = new ProcessBuilder("/bin/sleep", "60").start();
        Leftovers leftovers = Leftovers.since("left-13-");
        Process child = new ProcessBuilder("/bin/sleep", "61").start();
        try {
            List<String> found = leftovers.find();
            assertEquals(1, found.size(), found::toString);
            assertTrue(found.get(0).startsWith("process " + child.pid() + " ("), found::toString);
        } finally {
            child.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            assertEquals(List.of(), leftovers.find());
            before.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void filesOfThisProcessAreFoundAndThoseOfOthersAreNot() throws Exception {
        Leftovers leftovers = Leftovers.since("left-14-");
        Path mine =
                Files.createTempDirectory("runner-" + ProcessHandle.current().pid() + "-5-");
        Path others = Files.createTempDirectory("runner-1-5-");
        try {
            assertEquals(List.of("file " + mine), leftovers.find());
        } finally {
            Files.delete(mine);
            Files.delete(others);
        }
        assertEquals(List.of(), leftovers.find());
    }
}
