package dev.runner.processes.internal.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ResultRingTest {

    private static final int DATA = 3 * 64;
    private static final int CAPACITY = ResultRing.BYTES - DATA;
    private static final int LONGEST = 1020;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(ResultRing.BYTES);
    private final ResultRing pool = new ResultRing(memory.duplicate());
    private final ResultRing worker = new ResultRing(memory.duplicate());

    private static Message.Ended ended(int slot, int bytes) {
        byte[] outcome = new byte[bytes];
        new Random(slot).nextBytes(outcome);
        return new Message.Ended(slot, slot % 5, slot % 2 == 0, slot * 7L, outcome);
    }

    private List<Message.Ended> taken() throws BadFrameException {
        List<Message.Ended> taken = new ArrayList<>();
        pool.takeAll(taken::add);
        return taken;
    }

    private static void assertSame(Message.Ended sent, Message.Ended came) {
        assertEquals(sent.slot(), came.slot());
        assertEquals(sent.succeeded(), came.succeeded());
        assertEquals(sent.nanos(), came.nanos());
        assertArrayEquals(sent.outcome(), came.outcome());
    }

    @Test
    void nothingIsThereAtFirst() throws Exception {
        assertFalse(pool.takeAll(ended -> {}));
        assertEquals(0, pool.bytesTaken());
    }

    /**
     * Over and over the end of the memory, with outcomes of all lengths that have room, and of those that have none.
     */
    @Test
    void outcomesArriveInOrder() throws Exception {
        Random random = new Random(3);
        List<Message.Ended> waiting = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < 100_000; i++) {
            Message.Ended next = ended(i, random.nextInt(10) == 0 ? random.nextInt(LONGEST) : random.nextInt(40));
            if (worker.put(next)) {
                waiting.add(next);
            } else {
                refused++;
            }
            if (random.nextInt(1000) == 0) {
                List<Message.Ended> taken = taken();
                assertEquals(waiting.size(), taken.size());
                for (int each = 0; each < taken.size(); each++) {
                    assertSame(waiting.get(each), taken.get(each));
                }
                waiting.clear();
            }
        }
        assertTrue(refused > 0, "it was never full");
        assertTrue(pool.bytesTaken() > 20L * CAPACITY, () -> pool.bytesTaken() + " bytes only");
    }

    @Test
    void longOutcomeGoesAnotherWay() throws Exception {
        assertFalse(worker.put(ended(1, LONGEST)));
        assertTrue(worker.put(ended(1, LONGEST - 64)));
        assertEquals(1, taken().size());
    }

    /** Such as for want of memory: the others have run, and their outcomes are there. */
    @Test
    void whatIsBehindOneThatCouldNotBeTakenIsStillThere() throws Exception {
        assertTrue(worker.put(ended(1, 4)) && worker.put(ended(2, 4)));
        assertThrows(
                BadFrameException.class,
                () -> pool.takeAll(ended -> {
                    throw new BadFrameException("no " + ended.slot());
                }));
        assertFalse(pool.isEmpty());
        assertSame(ended(2, 4), taken().get(0));
        assertTrue(pool.isEmpty());
    }

    @Test
    void thereIsRoomAgainForWhatWasTaken() throws Exception {
        int room = 0;
        while (worker.put(ended(room, 100))) {
            room++;
        }
        assertTrue(room > 50, room + " of 100 bytes had room");
        assertEquals(room, taken().size());
        assertTrue(worker.put(ended(0, 100)));
    }

    @Test
    void fillingIsSeenAndOver() throws Exception {
        int put = 0;
        while (!worker.isFilling()) {
            assertTrue(worker.put(ended(put++, 100)), "it is full before it fills");
        }
        assertTrue(put * 100 > CAPACITY / 3, put + " of 100 bytes");
        assertEquals(put, taken().size());
        assertFalse(worker.isFilling());
    }

    @Test
    void poolSaysThatItSleeps() {
        assertFalse(worker.isPoolAsleep());
        pool.poolSleeps(true);
        assertTrue(worker.isPoolAsleep());
        pool.poolSleeps(false);
        assertFalse(worker.isPoolAsleep());
    }

    @Test
    void twoThreadsAgree() throws Exception {
        int all = 200_000;
        Thread other = new Thread(() -> {
            for (int i = 0; i < all; i++) {
                Message.Ended next = ended(i, i % 50);
                while (!worker.put(next)) {
                    Thread.onSpinWait();
                }
            }
        });
        other.setDaemon(true);
        other.start();
        int[] came = {0};
        while (came[0] < all) {
            pool.takeAll(ended -> {
                assertSame(ended(came[0], came[0] % 50), ended);
                came[0]++;
            });
        }
        assertFalse(pool.takeAll(ended -> {}));
    }

    // What a worker may write there that is broken, or has been taken over

    private String refusal() {
        return String.valueOf(assertThrows(BadFrameException.class, () -> pool.takeAll(ended -> {}))
                .getMessage());
    }

    private void write(int at, int value) {
        memory.order(ByteOrder.nativeOrder()).putInt(at, value);
    }

    @Test
    void countsThatCantBeAreRefused() {
        write(0, CAPACITY + 4);
        assertEquals("there are 0 to 65536 bytes of outcomes (was 65540)", refusal());
        write(0, -4);
        assertEquals("there are 0 to 65536 bytes of outcomes (was -4)", refusal());
    }

    @Test
    void lengthsThatCantBeAreRefused() {
        for (int length : new int[] {0, -2, LONGEST + 1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            write(0, 100);
            write(DATA, length);
            assertEquals("an outcome has 1 to 1020 bytes (was " + length + ")", refusal());
        }
    }

    @Test
    void outcomeThatIsLongerThanWhatIsThereIsRefused() {
        assertTrue(worker.put(ended(1, 100)));
        write(0, 8);
        assertTrue(refusal().startsWith("an outcome of 1"), this::refusal);
        write(DATA, -1);
        assertEquals("an outcome of 65536 bytes is longer than the 8 there", refusal());
    }

    @Test
    void somethingElseThanAnOutcomeIsRefused() {
        byte[] ready = Bodies.of(new Message.Ready());
        write(DATA, ready.length);
        memory.put(DATA + 4, ready);
        write(0, 8);
        assertEquals("an outcome is a frame of type 20 (was 17)", refusal());
        memory.put(DATA + 4, (byte) 99);
        ResultRing another = new ResultRing(memory.duplicate());
        BadFrameException refused = assertThrows(BadFrameException.class, () -> another.takeAll(ended -> {}));
        assertEquals("an outcome is a frame of type 20 (was 99)", refused.getMessage());
    }

    /** Whatever lies there: it is taken or refused, and never anything beyond is read or written. */
    @Test
    void whateverIsThereIsTakenOrRefused() throws IOException {
        Random random = new Random(11);
        for (int round = 0; round < 2000; round++) {
            byte[] anything = new byte[600];
            random.nextBytes(anything);
            memory.put(DATA, anything);
            write(DATA, random.nextInt(80) - 4);
            write(0, random.nextInt(400) * (random.nextInt(20) == 0 ? 400 : 1));
            write(64, 0);
            ResultRing fresh = new ResultRing(memory.duplicate());
            try {
                fresh.takeAll(ended -> {});
            } catch (BadFrameException refused) {
                assertTrue(String.valueOf(refused.getMessage()).length() > 10);
            }
        }
    }
}
