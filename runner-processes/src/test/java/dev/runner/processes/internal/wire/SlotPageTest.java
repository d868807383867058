package dev.runner.processes.internal.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotPageTest {

    @TempDir
    private Path directory;

    private Path file = Path.of("page");
    private SlotPage pool;
    private SlotPage worker;

    @BeforeEach
    void map() throws IOException {
        file = directory.resolve("page");
        pool = SlotPage.create(file);
        worker = SlotPage.open(file);
    }

    @Test
    void taskThatWasSentIsBegunAndEnded() {
        pool.send(3);
        assertFalse(pool.begun(3) > 0);
        assertTrue(worker.begin(3, 0));
        assertTrue(pool.begun(3) > 0);
        assertEquals(1, pool.takeBack(3, 1));
        assertEquals(SlotPage.Next.GO_ON, worker.end(3, 0, true));
        assertTrue(pool.begun(3) > 0);
        pool.free(3);
        assertFalse(pool.begun(3) > 0);
        assertFalse(worker.begin(3, 0));
    }

    @Test
    void taskThatWasTakenBackIsNotBegun() {
        pool.send(63);
        assertEquals(0, pool.takeBack(63, 1));
        assertFalse(worker.begin(63, 0));
        assertFalse(pool.begun(63) > 0);
        assertFalse(pool.doom(63, 0));
    }

    @Test
    void workerIsDoomedOnlyForTheTaskThatItRuns() {
        pool.send(0);
        assertFalse(pool.doom(0, 0));
        worker.begin(0, 0);
        assertTrue(pool.doom(0, 0));
        assertTrue(pool.doom(0, 0));
        assertEquals(SlotPage.Next.DIE, worker.end(0, 0, true));
        pool.send(1);
        worker.begin(1, 0);
        worker.end(1, 0, true);
        assertFalse(pool.doom(1, 0));
    }

    @Test
    void tasksOfASlotAreBegunInTheirOrder() {
        pool.send(2);
        assertFalse(worker.begin(2, 1));
        assertTrue(worker.begin(2, 0));
        assertTrue(pool.isRunning(2));
        assertEquals(1, pool.begun(2));
        assertEquals(SlotPage.Next.GO_ON, worker.end(2, 0, false));
        assertFalse(pool.isRunning(2));
        assertEquals(1, pool.begun(2));
        assertTrue(worker.begin(2, 1));
        assertEquals(2, pool.begun(2));
        assertFalse(pool.doom(2, 0));
        assertTrue(pool.doom(2, 1));
    }

    @Test
    void whatIsBehindTheTaskThatRunsIsTakenBack() {
        pool.send(2);
        worker.begin(2, 0);
        worker.end(2, 0, false);
        worker.begin(2, 1);
        assertEquals(2, pool.takeBack(2, 3));
        assertEquals(3, pool.takeBack(2, 3));
        assertTrue(pool.isRunning(2));
        assertEquals(SlotPage.Next.DROP, worker.end(2, 1, false));
        assertEquals(2, pool.begun(2));
        assertFalse(worker.begin(2, 2));
    }

    @Test
    void whatIsBetweenTwoTasksIsTakenBackFromTheNextOn() {
        pool.send(2);
        worker.begin(2, 0);
        worker.end(2, 0, false);
        assertEquals(1, pool.takeBack(2, 3));
        assertFalse(worker.begin(2, 1));
        assertEquals(1, pool.begun(2));
    }

    @Test
    void nothingIsTakenBackBehindTheLast() {
        pool.send(2);
        worker.begin(2, 0);
        assertEquals(1, pool.takeBack(2, 1));
        assertEquals(SlotPage.Next.GO_ON, worker.end(2, 0, true));
        assertEquals(1, pool.takeBack(2, 1));
    }

    @Test
    void workerIsDoomedForATaskBehindWhichAllWasTakenBack() {
        pool.send(2);
        worker.begin(2, 0);
        pool.takeBack(2, 2);
        assertTrue(pool.doom(2, 0));
        assertEquals(SlotPage.Next.DIE, worker.end(2, 0, false));
    }

    @Test
    void pageIsMadeOnce() {
        assertThrows(FileAlreadyExistsException.class, () -> SlotPage.create(file));
    }

    @Test
    void pageWorksWhenItsFileIsDeleted() throws Exception {
        Files.delete(file);
        pool.send(1);
        assertTrue(worker.begin(1, 0));
    }

    @Test
    void roomOnTheDiskIsTakenBeforeThePageIsUsed() throws Exception {
        Process stat = new ProcessBuilder("stat", "--format=%b", file.toString())
                .redirectErrorStream(true)
                .start();
        String blocks = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        Assumptions.assumeTrue(stat.waitFor() == 0, "stat does not tell");
        assertTrue(Integer.parseInt(blocks) > 0, "the file is sparse");
    }

    @Test
    void fullDiskIsTold() {
        WritableByteChannel full = new WritableByteChannel() {
            @Override
            public int write(ByteBuffer from) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
        assertEquals(
                "no room for 70144 bytes at page (No space left on device); free some, or set java.io.tmpdir to another"
                        + " directory",
                assertThrows(IOException.class, () -> SlotPage.takeRoom(full, Path.of("page")))
                        .getMessage());
    }
}
