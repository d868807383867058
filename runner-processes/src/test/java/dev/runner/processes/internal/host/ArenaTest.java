package dev.runner.processes.internal.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.runner.processes.internal.launch.LaunchSite;
import dev.runner.processes.internal.launch.SharedDirectory;
import dev.runner.remote.SharedBlocks;
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
    private final Arena arena = new Arena("test", new SharedDirectory(site));

    @BeforeEach
    void requireMemory() {
        Assumptions.assumeTrue(Files.isWritable(Path.of("/dev/shm")), "there is no memory to be shared here");
    }

    @AfterEach
    void close() {
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
    void nothingIsLentWhenThePoolHasEnded() {
        site.close();
        assertNull(arena.lend(MEBIBYTE));
    }
}
