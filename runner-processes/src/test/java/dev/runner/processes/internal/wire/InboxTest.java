package dev.runner.processes.internal.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxTest {

    private static final int ROOM = 300_000;

    private static List<Message> receiveAll(Inbox inbox, int reads) throws IOException {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < reads; i++) {
            messages.addAll(inbox.receive());
        }
        return messages;
    }

    @Test
    void messagesArriveInWhateverPartsTheyCome() throws Exception {
        Pipe pipe = new Pipe(ROOM, 3);
        List<Message> sent = List.of(new Message.Started(1), new Message.Line(7, true, "line"), new Message.Dropped(2));
        for (Message message : sent) {
            for (byte b : FramesTest.bytes(message)) {
                pipe.write(ByteBuffer.wrap(new byte[] {b}));
            }
        }
        assertEquals(sent, receiveAll(new Inbox(pipe, 1000), 100));
    }

    @Test
    void manyMessagesArriveWithOneRead() throws Exception {
        Pipe pipe = new Pipe(ROOM, ROOM);
        for (int slot = 0; slot < 100; slot++) {
            pipe.write(ByteBuffer.wrap(FramesTest.bytes(new Message.Started(slot))));
        }
        assertEquals(100, new Inbox(pipe, 1000).receive().size());
    }

    @Test
    void endOfTheChannelIsTold() throws Exception {
        Inbox inbox = new Inbox(reading(to -> -1), 1000);
        assertFalse(inbox.hasEnded());
        assertEquals(List.of(), inbox.receive());
        assertTrue(inbox.hasEnded());
    }

    @Test
    void whatCameBeforeBadFrameCounts() throws Exception {
        Pipe pipe = new Pipe(ROOM, ROOM);
        pipe.write(ByteBuffer.wrap(FramesTest.bytes(new Message.Started(1))));
        pipe.write(ByteBuffer.wrap(new byte[] {0, 0, 0, 1, 99}));
        Inbox inbox = new Inbox(pipe, 1000);
        assertEquals(List.of(new Message.Started(1)), inbox.receive());
        assertEquals(
                "no message has type 99",
                assertThrows(BadFrameException.class, inbox::requireGood).getMessage());
    }

    @Test
    void lengthsOutOfBoundsAreRefused() throws Exception {
        for (int length : new int[] {0, -1, 1001}) {
            Pipe pipe = new Pipe(ROOM, ROOM);
            pipe.write(ByteBuffer.allocate(4).putInt(0, length));
            Inbox inbox = new Inbox(pipe, 1000);
            assertEquals(List.of(), inbox.receive());
            assertEquals(
                    "a frame has 1 to 1000 bytes (was " + length + ")",
                    assertThrows(BadFrameException.class, inbox::requireGood).getMessage());
        }
    }

    @Test
    void longestFrameCanBeChanged() throws Exception {
        Pipe pipe = new Pipe(ROOM, ROOM);
        Inbox inbox = new Inbox(pipe, 10);
        inbox.longestFrame(1000);
        pipe.write(ByteBuffer.wrap(FramesTest.bytes(new Message.Line(1, true, "l".repeat(500)))));
        assertEquals(1, inbox.receive().size());
    }

    /** Java has no array of that length, however large its heap. */
    @Test
    void taskForWhichThereIsNoMemoryIsToldAndWhatFollowsArrives() throws Exception {
        ByteBuffer start =
                ByteBuffer.allocate(9).putInt(Integer.MAX_VALUE).put((byte) 1).putInt(42);
        ByteBuffer next = ByteBuffer.wrap(FramesTest.bytes(new Message.End()));
        long[] left = {Integer.MAX_VALUE - 5L};
        start.flip();
        Inbox inbox = new Inbox(
                reading(to -> {
                    if (start.hasRemaining()) {
                        to.put(start);
                        return 9;
                    } else if (left[0] > 0) {
                        int step = (int) Math.min(left[0], to.remaining());
                        left[0] -= step;
                        to.position(to.position() + step);
                        return step;
                    }
                    int step = next.remaining();
                    to.put(next);
                    return step;
                }),
                Integer.MAX_VALUE);
        List<Message> messages = new ArrayList<>();
        while (messages.size() < 2) {
            messages.addAll(inbox.receive());
            inbox.requireGood();
        }
        assertEquals(List.of(new Message.TooLong(42, Integer.MAX_VALUE), new Message.End()), messages);
        assertTrue(assertInstanceOf(Message.TooLong.class, messages.get(0))
                .explained()
                .startsWith("2147483647 bytes do not fit in the memory that is left of a heap of "));
    }

    /** Reads into a buffer. */
    private interface Reading {
        int read(ByteBuffer to);
    }

    private static ReadableByteChannel reading(Reading reading) {
        return new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer to) {
                return reading.read(to);
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
    }
}
