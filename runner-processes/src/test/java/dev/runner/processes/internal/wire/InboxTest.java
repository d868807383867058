package dev.runner.processes.internal.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Checksum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboxTest {

    private static final int ROOM = 300_000;
    private static final byte[] ZEROS = new byte[1 << 20];

    private static List<Message> receiveAll(Inbox inbox, int reads) throws IOException {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < reads; i++) {
            inbox.receive(messages::add);
        }
        return messages;
    }

    @Test
    void messagesArriveInWhateverPartsTheyCome() throws Exception {
        Pipe pipe = new Pipe(ROOM, 3);
        List<Message> sent =
                List.of(new Message.Started(1, 0), new Message.Line(7, true, "line"), new Message.Dropped(2));
        for (byte b : frames(sent)) {
            pipe.write(ByteBuffer.wrap(new byte[] {b}));
        }
        assertEquals(sent, receiveAll(new Inbox(pipe, 1000), 100));
    }

    @Test
    void manyMessagesArriveWithOneRead() throws Exception {
        Pipe pipe = new Pipe(ROOM, ROOM);
        for (int slot = 0; slot < 100; slot++) {
            pipe.write(ByteBuffer.wrap(FramesTest.bytes(slot, new Message.Started(slot, 0))));
        }
        assertEquals(100, receiveAll(new Inbox(pipe, 1000), 1).size());
    }

    @Test
    void endOfTheChannelIsTold() throws Exception {
        Inbox inbox = new Inbox(reading(to -> -1), 1000);
        assertFalse(inbox.hasEnded());
        assertEquals(List.of(), receiveAll(inbox, 1));
        assertTrue(inbox.hasEnded());
    }

    @Test
    void resetIsAnEnd(@TempDir Path directory) throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            try (SocketChannel mine = SocketChannel.open(address)) {
                try (SocketChannel theirs = server.accept()) {
                    mine.write(ByteBuffer.wrap(new byte[100]));
                    theirs.write(ByteBuffer.wrap(FramesTest.bytes(new Message.Started(1, 0))));
                }
                Inbox inbox = new Inbox(mine, 1000);
                assertEquals(List.of(new Message.Started(1, 0)), receiveAll(inbox, 2));
                assertTrue(inbox.hasEnded());
            }
        }
    }

    @Test
    void whatCameBeforeBadFrameCounts() throws Exception {
        Pipe pipe = new Pipe(ROOM, ROOM);
        pipe.write(ByteBuffer.wrap(FramesTest.bytes(new Message.Started(1, 0))));
        pipe.write(enveloped(1, (byte) 99));
        Inbox inbox = new Inbox(pipe, 1000);
        List<Message> messages = new ArrayList<>();
        BadFrameException refused = assertThrows(BadFrameException.class, () -> inbox.receive(messages::add));
        assertEquals("no message has type 99", refused.getMessage());
        assertEquals(List.of(new Message.Started(1, 0)), messages);
    }

    @Test
    void lengthsOutOfBoundsAreRefused() throws Exception {
        for (int length : new int[] {0, -1, 1001}) {
            Pipe pipe = new Pipe(ROOM, ROOM);
            ByteBuffer envelope = ByteBuffer.allocate(Envelope.BYTES);
            Envelope.write(envelope, length, 0);
            Envelope.number(envelope, 0);
            pipe.write(envelope);
            Inbox inbox = new Inbox(pipe, 1000);
            BadFrameException refused = assertThrows(BadFrameException.class, () -> receiveAll(inbox, 1));
            assertEquals("a frame has 1 to 1000 bytes (was " + length + ")", refused.getMessage());
        }
    }

    @Test
    void longestFrameCanBeChanged() throws Exception {
        Pipe pipe = new Pipe(ROOM, ROOM);
        Inbox inbox = new Inbox(pipe, 10);
        inbox.longestFrame(1000);
        pipe.write(ByteBuffer.wrap(FramesTest.bytes(new Message.Line(1, true, "l".repeat(500)))));
        assertEquals(1, receiveAll(inbox, 1).size());
    }

    /** Java has no array of that length, however large its heap. */
    @Test
    void taskForWhichThereIsNoMemoryIsToldAndWhatFollowsArrives() throws Exception {
        ByteBuffer start = enveloped(0, (byte) 1, (byte) 42);
        long[] left = {Integer.MAX_VALUE - 2L};
        Envelope.write(start, Integer.MAX_VALUE, checksumOfZerosAfter(start, left[0]));
        Envelope.number(start, 0);
        ByteBuffer next = ByteBuffer.wrap(FramesTest.bytes(1, new Message.End()));
        Inbox inbox = new Inbox(
                reading(to -> {
                    if (start.hasRemaining()) {
                        int step = start.remaining();
                        to.put(start);
                        return step;
                    } else if (left[0] > 0) {
                        int step = (int) Math.min(left[0], to.remaining());
                        left[0] -= step;
                        to.put(ZEROS, 0, step);
                        return step;
                    }
                    int step = next.remaining();
                    to.put(next);
                    return step;
                }),
                Integer.MAX_VALUE);
        List<Message> messages = new ArrayList<>();
        while (messages.size() < 2) {
            inbox.receive(messages::add);
        }
        assertEquals(List.of(new Message.TooLong(42, 0, Integer.MAX_VALUE), new Message.End()), messages);
        assertTrue(assertInstanceOf(Message.TooLong.class, messages.get(0))
                .explained()
                .startsWith("2147483647 bytes do not fit in the memory that is left of a heap of "));
    }

    private static long checksumOfZerosAfter(ByteBuffer start, long zeros) {
        Checksum checksum = Envelope.checksum();
        checksum.update(start.slice(Envelope.BYTES, start.limit() - Envelope.BYTES));
        for (long left = zeros; left > 0; left -= ZEROS.length) {
            checksum.update(ZEROS, 0, (int) Math.min(left, ZEROS.length));
        }
        return checksum.getValue();
    }

    private static ByteBuffer enveloped(int number, byte... frame) {
        Checksum checksum = Envelope.checksum();
        checksum.update(frame);
        ByteBuffer whole = ByteBuffer.allocate(Envelope.BYTES + frame.length)
                .put(new byte[Envelope.BYTES])
                .put(frame);
        Envelope.write(whole, frame.length, checksum.getValue());
        Envelope.number(whole, number);
        return whole.flip();
    }

    private static byte[] frames(List<Message> messages) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int number = 0; number < messages.size(); number++) {
            all.writeBytes(FramesTest.bytes(number, messages.get(number)));
        }
        return all.toByteArray();
    }

    /** Receives what is left of some frames, of which all that is right comes first. */
    private static void assertRefused(List<Message> sent, byte[] changed, String what) throws IOException {
        Pipe pipe = new Pipe(ROOM, ROOM);
        pipe.write(ByteBuffer.wrap(changed));
        Inbox inbox = new Inbox(pipe, 1_000_000);
        List<Message> received = new ArrayList<>();
        assertThrows(BadFrameException.class, () -> inbox.receive(received::add), what);
        assertEquals(sent.subList(0, received.size()), received, what);
    }

    @Test
    void eachBitThatIsChangedIsNoticed() throws Exception {
        List<Message> sent = List.of(new Message.Started(1, 0), new Message.Line(7, true, "line"), new Message.Ready());
        byte[] right = frames(sent);
        for (int bit = 0; bit < right.length * 8; bit++) {
            byte[] changed = right.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertRefused(sent, changed, "bit " + bit);
        }
    }

    @Test
    void bytesThatAreLostOrAddedAreNoticed() throws Exception {
        List<Message> sent = List.of(
                new Message.Started(1, 0),
                new Message.Line(7, true, "line"),
                new Message.Started(2, 0),
                new Message.Ready());
        byte[] right = frames(sent);
        int lastFrame = right.length - FramesTest.bytes(new Message.Ready()).length;
        for (int at = 0; at < lastFrame; at++) {
            ByteArrayOutputStream lost = new ByteArrayOutputStream();
            lost.write(right, 0, at);
            lost.write(right, at + 1, right.length - at - 1);
            assertRefused(sent, lost.toByteArray(), "byte " + at + " lost");
            ByteArrayOutputStream added = new ByteArrayOutputStream();
            added.write(right, 0, at + 1);
            added.write(right, at, right.length - at);
            assertRefused(sent, added.toByteArray(), "byte " + at + " twice");
        }
    }

    @Test
    void frameThatIsLostOrComesTwiceIsNoticed() throws Exception {
        Message one = new Message.Started(1, 0);
        byte[] first = FramesTest.bytes(0, one);
        byte[] third = FramesTest.bytes(2, one);
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        twice.writeBytes(first);
        twice.writeBytes(first);
        assertRefused(List.of(one), twice.toByteArray(), "twice");
        ByteArrayOutputStream gap = new ByteArrayOutputStream();
        gap.writeBytes(first);
        gap.writeBytes(third);
        assertRefused(List.of(one), gap.toByteArray(), "lost");
    }

    /** As after the first message of a worker, whose next may be long and come with the same read. */
    @Test
    void lengthMayBeRaisedByMessageForThoseBehindIt() throws Exception {
        List<Message> sent = List.of(new Message.Ready(), new Message.Line(1, true, "l".repeat(500)));
        Pipe pipe = new Pipe(ROOM, ROOM);
        pipe.write(ByteBuffer.wrap(frames(sent)));
        Inbox inbox = new Inbox(pipe, 10);
        List<Message> received = new ArrayList<>();
        inbox.receive(message -> {
            inbox.longestFrame(1000);
            received.add(message);
        });
        assertEquals(sent, received);
    }

    @Test
    void partOfFrameIsTold() throws Exception {
        byte[] frame = FramesTest.bytes(new Message.Line(7, true, "line"));
        Pipe pipe = new Pipe(ROOM, ROOM);
        Inbox inbox = new Inbox(pipe, 1000);
        assertFalse(inbox.isPartial());
        for (int at = 0; at < frame.length; at++) {
            pipe.write(ByteBuffer.wrap(frame, at, 1));
            receiveAll(inbox, 1);
            assertEquals(at + 1, inbox.bytesRead());
            assertEquals(at + 1 < frame.length, inbox.isPartial());
        }
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
