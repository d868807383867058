package dev.runner.processes.internal.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.processes.internal.launch.LaunchSite;
import dev.runner.processes.internal.launch.SharedDirectory;
import dev.runner.processes.internal.wire.BadFrameException;
import dev.runner.processes.internal.wire.BlockStates;
import dev.runner.processes.internal.wire.Message;
import dev.runner.processes.internal.wire.SlotPage;
import dev.runner.remote.SharedBlocks;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultBlocksTest {

    private static final int MEBIBYTE = 1 << 20;
    private static final int SHARE = 64 * MEBIBYTE;

    @TempDir
    private Path directory;

    private final LaunchSite site = new LaunchSite();
    private final Arena arena = Arena.forResults("test", new SharedDirectory(site));
    private BlockStates states;
    private BlockStates ofWorker;
    private ResultBlocks blocks;

    @BeforeEach
    void makePage() throws IOException {
        Assumptions.assumeTrue(Files.isWritable(Path.of("/dev/shm")), "there is no memory to be shared here");
        states = SlotPage.create(directory.resolve("page")).blocks();
        ofWorker = SlotPage.open(directory.resolve("page")).blocks();
        blocks = new ResultBlocks(arena, states, SHARE, Integer.MAX_VALUE);
        assertNull(blocks.missed(MEBIBYTE), "the first is no reason to lend");
    }

    @AfterEach
    void close() {
        arena.close();
        site.close();
    }

    /** The pool lends a block, and the worker gets to know it. */
    private Message.Lend lend(int bytes) {
        Message.Lend lend = blocks.missed(bytes);
        assertNotNull(lend);
        ofWorker.lent(lend.block());
        return lend;
    }

    private ResultBlocks.Taken filled(Message.Lend lend) throws BadFrameException {
        assertTrue(ofWorker.take(lend.block()));
        return blocks.take(part(lend, 1));
    }

    private static SharedBlocks.Part part(Message.Lend lend, long bytes) {
        return new SharedBlocks.Part("" + lend.block(), bytes);
    }

    private static boolean exists(Message.Lend lend) {
        return Files.exists(Path.of(lend.place()));
    }

    @Test
    void blockHoldsOneResultAtATime() throws Exception {
        Message.Lend lend = lend(MEBIBYTE);
        ResultBlocks.Taken taken = filled(lend);
        assertFalse(ofWorker.take(lend.block()));
        assertThrows(BadFrameException.class, () -> blocks.take(part(lend, 1)));
        taken.giveBack();
        ResultBlocks.Taken next = filled(lend);
        taken.giveBack(); // once more: the next is not its
        assertFalse(ofWorker.take(lend.block()));
        next.giveBack();
        assertTrue(ofWorker.take(lend.block()));
    }

    /** The worker is gone, and nobody has read its result: then that is still there. */
    @Test
    void resultOutlivesItsWorkerUntilItIsRead() throws Exception {
        Message.Lend read = lend(MEBIBYTE);
        ResultBlocks.Taken taken = filled(read);
        taken.find("").put(5, (byte) 7);
        blocks.close();
        arena.close();
        assertTrue(exists(read));
        assertEquals(7, taken.find("").get(5));
        taken.giveBack();
        assertFalse(exists(read));
        assertThrows(BadFrameException.class, () -> blocks.take(part(read, 1)));
        assertNull(blocks.missed(MEBIBYTE));
    }

    @Test
    void blocksOfWorkerThatIsGoneAreLentToTheNext() {
        Message.Lend one = lend(MEBIBYTE);
        blocks.close();
        ResultBlocks next = new ResultBlocks(arena, states, SHARE, Integer.MAX_VALUE);
        assertNull(next.missed(MEBIBYTE));
        Message.Lend other = next.missed(MEBIBYTE);
        assertNotNull(other);
        assertEquals(one.place(), other.place());
    }

    @Test
    void longerBlockTakesThePlaceOfTheShortest() throws Exception {
        for (int mebibytes = 1; mebibytes <= BlockStates.COUNT; mebibytes++) {
            lend(mebibytes * MEBIBYTE);
        }
        Message.Lend longer = lend(5 * MEBIBYTE);
        assertEquals(0, longer.block());
        assertNull(blocks.missed(MEBIBYTE), "there are as many as may be, and none is shorter");
    }

    @Test
    void blockInUseIsNotTakenBack() throws Exception {
        Message.Lend one = lend(MEBIBYTE);
        for (int i = 1; i < BlockStates.COUNT; i++) {
            lend(8 * MEBIBYTE);
        }
        assertTrue(ofWorker.take(one.block())); // and says so soon
        assertNull(blocks.missed(4 * MEBIBYTE));
        ResultBlocks.Taken taken = blocks.take(part(one, MEBIBYTE));
        assertNull(blocks.missed(4 * MEBIBYTE));
        taken.giveBack();
        assertEquals(one.block(), lend(4 * MEBIBYTE).block());
    }

    /**
     * The worker may have begun to fill it before it heard of that: it does not, since it has not heard of the next.
     */
    @Test
    void blockThatTheWorkerDoesNotKnowYetIsNotItsToFill() {
        Message.Lend lend = blocks.missed(MEBIBYTE);
        assertNotNull(lend);
        assertFalse(ofWorker.take(lend.block()));
        ofWorker.lent(lend.block());
        assertTrue(ofWorker.take(lend.block()));
    }

    @Test
    void workerHasItsShareAndOneBlockInAnyCase() {
        lend(2 * SHARE);
        assertNull(blocks.missed(2 * SHARE));
        assertEquals(0, lend(3 * SHARE).block());
    }

    @Test
    void resultIsInBlockOfThisWorkerWithinItsLength() {
        Message.Lend lend = lend(MEBIBYTE);
        for (String place : new String[] {"", "-1", "1", "4", "00000", "x", lend.place()}) {
            assertThrows(BadFrameException.class, () -> blocks.take(new SharedBlocks.Part(place, 1)), place);
        }
        assertThrows(BadFrameException.class, () -> blocks.take(part(lend, 2 * MEBIBYTE + 1)));
        ResultBlocks strict = new ResultBlocks(arena, states, SHARE, MEBIBYTE);
        assertNull(strict.missed(MEBIBYTE));
        Message.Lend other = strict.missed(MEBIBYTE);
        assertNotNull(other);
        assertThrows(BadFrameException.class, () -> strict.take(part(other, MEBIBYTE + 1)));
    }

    @Test
    void nobodyReadsBehindTheEndOfFile() throws Exception {
        Message.Lend lend = lend(MEBIBYTE);
        ResultBlocks.Taken taken = filled(lend);
        try (FileChannel file = FileChannel.open(Path.of(lend.place()), StandardOpenOption.WRITE)) {
            file.truncate(1);
        }
        assertThrows(IOException.class, () -> taken.find(""));
    }
}
