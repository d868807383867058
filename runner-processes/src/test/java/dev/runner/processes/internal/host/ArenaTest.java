package dev.runner.processes.internal.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.processes.internal.launch.LaunchSite;
import dev.runner.processes.internal.launch.SharedDirectory;
import dev.runner.remote.SharedBlocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArenaTest {

    private static final int MEBIBYTE = 1 << 20;

    private final LaunchSite site = new LaunchSite();
    private final Arena arena = Arena.forArguments("test", new SharedDirectory(site));

    @BeforeEach
    void requireMemory() {
        Assumptions.assumeTrue(Files.isWritable(Path.of("/dev/shm")), "there is no memory to be shared here");
    }

    @AfterEach
    void close() {
        arena.close();
        site.close();
    }

    private SharedBlocks.Block lent(int bytes) {
        SharedBlocks.Block block = arena.lend(bytes);
        assertNotNull(block);
        assertEquals(bytes, block.memory().remaining());
        return block;
    }

    @Test
    void whatIsLentIsNobodyElses() {
        SharedBlocks.Block one = lent(MEBIBYTE);
        SharedBlocks.Block other = lent(MEBIBYTE);
        assertNotEquals(one.place(), other.place());
    }

    @Test
    void whatWasGivenBackIsLentAgainOnce() {
        SharedBlocks.Block one = lent(3 * MEBIBYTE);
        one.giveBack();
        one.giveBack();
        SharedBlocks.Block next = lent(2 * MEBIBYTE);
        assertEquals(one.place(), next.place());
        assertNotEquals(one.place(), lent(2 * MEBIBYTE).place());
    }

    @Test
    void filesOfArgumentsAreNotThoseOfResults() {
        Arena results = Arena.forResults("test", new SharedDirectory(site));
        SharedBlocks.Block one = results.lend(MEBIBYTE);
        assertNotNull(one);
        assertNotEquals(
                Path.of(lent(MEBIBYTE).place()).getFileName(),
                Path.of(one.place()).getFileName());
        one.giveBack();
        results.close();
    }

    @Test
    void whatIsFreeIsGivenUpToMakeRoomForOtherLengths() {
        SharedBlocks.Block free = lent(MEBIBYTE);
        SharedBlocks.Block used = lent(MEBIBYTE);
        free.giveBack();
        arena.giveUpFree();
        assertFalse(Files.exists(Path.of(free.place())));
        assertTrue(Files.exists(Path.of(used.place())));
    }

    @Test
    void longBlockIsNotLentForLittle() {
        SharedBlocks.Block large = lent(16 * MEBIBYTE);
        large.giveBack();
        assertNotEquals(large.place(), lent(MEBIBYTE).place());
        assertEquals(large.place(), lent(9 * MEBIBYTE).place());
    }

    @Test
    void onlySoManyAreLent() {
        List<SharedBlocks.Block> all = new ArrayList<>();
        for (SharedBlocks.Block next = arena.lend(1); next != null; next = arena.lend(1)) {
            all.add(next);
        }
        assertEquals(64, all.size());
        all.get(5).giveBack();
        assertEquals(all.get(5).place(), lent(1).place());
    }

    @Test
    void noMoreThanSoMuchIsLent() {
        assertNull(arena.lend(Integer.MAX_VALUE));
    }

    @Test
    void blockWhoseFileIsGoneIsNotLentAgain() throws IOException {
        SharedBlocks.Block one = lent(MEBIBYTE);
        one.giveBack();
        Files.delete(Path.of(one.place()));
        SharedBlocks.Block next = lent(MEBIBYTE);
        assertTrue(Files.exists(Path.of(next.place())));
    }

    /** The mappings stay until they are collected; what they hold does not. */
    @Test
    void memoryIsGivenUpAtTheEnd() throws IOException {
        SharedBlocks.Block free = lent(3 * MEBIBYTE);
        SharedBlocks.Block late = lent(3 * MEBIBYTE);
        free.giveBack();
        arena.close();
        assertFalse(Files.exists(Path.of(free.place())));
        assertEquals(3 * MEBIBYTE, Files.size(Path.of(late.place())));
        late.memory().put(1, (byte) 1);
        late.giveBack();
        assertFalse(Files.exists(Path.of(late.place())));
        assertNull(arena.lend(MEBIBYTE));
    }

    @Test
    void interruptedThreadBorrowsNothingAndOthersDo() {
        Thread.currentThread().interrupt();
        assertNull(arena.lend(MEBIBYTE));
        assertTrue(Thread.interrupted());
        lent(MEBIBYTE);
    }

    @Test
    void nothingIsLentWhenThePoolHasEnded() {
        site.close();
        assertNull(arena.lend(MEBIBYTE));
    }
}
