package dev.runner.processes.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class LaunchDirectoryTest {

    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

    private final LaunchSite site = new LaunchSite();

    @Test
    void directoryIsTheOwnersOnly() throws Exception {
        LaunchDirectory directory = site.create();
        try {
            Assumptions.assumeTrue(directory
                    .path()
                    .getFileSystem()
                    .supportedFileAttributeViews()
                    .contains("posix"));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())));
        } finally {
            directory.delete();
        }
    }

    @Test
    void directoryIsDeletedWithWhatIsInItAndOnceOnly() throws Exception {
        LaunchDirectory directory = site.create();
        Files.writeString(directory.arguments(), "x");
        directory.delete();
        directory.delete();
        assertFalse(Files.exists(directory.path()));
    }

    @Test
    void siteThatIsClosedHasNoDirectoriesAndLetsNoMoreBeMade() throws Exception {
        LaunchDirectory one = site.create();
        LaunchDirectory other = site.create();
        other.delete();
        Files.writeString(one.arguments(), "x");
        site.close();
        assertFalse(Files.exists(one.path()));
        assertEquals(
                "the pool has ended: no more workers are started",
                assertThrows(IOException.class, site::create).getMessage());
    }

    @Test
    void directoryIsDeletedAlsoWhileItIsFilled() throws Exception {
        for (int round = 0; round < 300; round++) {
            LaunchDirectory directory = site.create();
            CountDownLatch begun = new CountDownLatch(1);
            Thread filler = new Thread(() -> fill(directory.path(), begun));
            filler.start();
            begun.await();
            directory.delete();
            filler.join();
            assertFalse(Files.exists(directory.path()), "round " + round);
        }
    }

    private static void fill(Path directory, CountDownLatch begun) {
        try {
            Files.createFile(directory.resolve("first"));
            begun.countDown();
            for (int i = 0; i < 8; i++) {
                Files.createFile(directory.resolve("file" + i));
            }
        } catch (IOException gone) {
            begun.countDown();
        }
    }

    @Test
    void onlyWhatProcessesLeftThatAreNoMoreIsSwept() throws Exception {
        LaunchDirectory mine = site.create();
        Path left = Files.createDirectory(TEMPORARY.resolve("runner-999999999-1-" + System.nanoTime()));
        Path others = Files.createTempDirectory("runner-tests");
        try {
            LaunchDirectory.sweep();
            assertFalse(Files.exists(left));
            assertTrue(Files.exists(mine.path()));
            assertTrue(Files.exists(others));
        } finally {
            mine.delete();
            Files.deleteIfExists(left);
            Files.deleteIfExists(others);
        }
    }

    @Test
    void whatGoneProcessesSharedIsDeletedToo() throws IOException {
        Path memory = SharedDirectory.memory();
        Assumptions.assumeTrue(Files.isWritable(memory), "there is no memory to be shared here");
        SharedDirectory mine = new SharedDirectory(site);
        Path kept = Path.of(mine.make(0, 1000).place());
        Path left = Files.createDirectory(memory.resolve("runner-999999999-1-" + System.nanoTime()));
        Files.write(left.resolve("b0"), new byte[1000]);
        LaunchDirectory.sweep();
        assertFalse(Files.exists(left));
        assertTrue(Files.exists(kept));
        mine.close();
        assertFalse(Files.exists(kept.getParent()));
    }
}
