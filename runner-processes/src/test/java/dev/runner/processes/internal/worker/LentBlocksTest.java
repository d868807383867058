package dev.runner.processes.internal.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.processes.internal.wire.BlockStates;
import dev.runner.processes.internal.wire.Message;
import dev.runner.processes.internal.wire.SlotPage;
import dev.runner.remote.SharedBlocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LentBlocksTest {

    @TempDir
    private Path directory;

    private BlockStates ofPool;
    private LentBlocks blocks;

    @BeforeEach
    void makePage() throws IOException {
        ofPool = SlotPage.create(directory.resolve("page")).blocks();
        blocks = new LentBlocks(SlotPage.open(directory.resolve("page")).blocks());
    }

    private Path lend(int block, int bytes) throws IOException {
        Path file = Files.write(directory.resolve("b" + block + "-" + bytes), new byte[bytes]);
        blocks.lent(new Message.Lend(block, file.toString()));
        return file;
    }

    private String placeOf(int bytes) {
        SharedBlocks.Block block = blocks.lend(bytes);
        assertNotNull(block);
        assertEquals(bytes, block.memory().remaining());
        return block.place();
    }

    @Test
    void shortestFittingIsFilledThatIsFree() throws Exception {
        lend(0, 40);
        lend(1, 20);
        lend(2, 30);
        assertEquals("1", placeOf(20));
        assertEquals("2", placeOf(20));
        assertEquals("0", placeOf(20));
        assertNull(blocks.lend(20));
        ofPool.giveBack(2);
        assertNull(blocks.lend(31));
        assertEquals("2", placeOf(5));
    }

    @Test
    void whatComesToNothingIsFreeAgain() throws Exception {
        lend(3, 10);
        SharedBlocks.Block block = blocks.lend(10);
        assertNotNull(block);
        assertNull(blocks.lend(10));
        block.giveBack();
        assertEquals("3", placeOf(10));
    }

    @Test
    void whatThePoolHasTakenBackIsNotFilled() throws Exception {
        lend(0, 10);
        assertTrue(ofPool.takeBack(0));
        assertNull(blocks.lend(10));
        Path next = lend(0, 100);
        SharedBlocks.Block block = blocks.lend(100);
        assertNotNull(block);
        block.memory().put(99, (byte) 7);
        assertEquals(7, Files.readAllBytes(next)[99]);
    }

    /** The file is gone, or the like: results travel as all else does, and the pool may have the block back. */
    @Test
    void blockThatCantBeMappedIsNotFilled() {
        blocks.lent(new Message.Lend(0, directory.resolve("none").toString()));
        assertNull(blocks.lend(1));
        assertTrue(ofPool.takeBack(0));
    }
}
