package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.channels.Pipe;
import java.nio.channels.SocketChannel;
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
            List<String> found = leftovers.find().stream()
                    .filter(each -> !each.startsWith("descriptor of pipe:"))
                    .toList();
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

    @Test
    void descriptorsAreFoundAndThoseOfBeforeAreNot() throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "descriptors can't be told");
        Path file = Files.createTempFile("left-15-", ".txt");
        try (SocketChannel before = SocketChannel.open()) {
            Leftovers leftovers = Leftovers.since("left-15-");
            Pipe pipe = Pipe.open();
            try (SocketChannel socket = SocketChannel.open();
                    OutputStream written = Files.newOutputStream(file)) {
                written.write(1);
                assertTrue(before.isOpen() && socket.isOpen());
                List<String> found = leftovers.find();
                assertTrue(found.contains("descriptor of " + file), found::toString);
                assertTrue(found.stream().anyMatch(each -> each.startsWith("descriptor of pipe:")), found::toString);
                assertTrue(found.stream().anyMatch(each -> each.startsWith("descriptor of socket:")), found::toString);
                assertEquals(3, found.size(), found::toString);
            } finally {
                pipe.sink().close();
                pipe.source().close();
            }
            assertEquals(List.of(), leftovers.find());
        } finally {
            Files.delete(file);
        }
    }
}
