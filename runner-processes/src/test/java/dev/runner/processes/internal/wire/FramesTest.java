package dev.runner.processes.internal.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FramesTest {

    private static final byte[] PAYLOAD = {1, 2, 3, 4, 5};

    private static final Map<String, String> CONTEXT = Map.of("user", "grüße", "", "empty");

    /** Returns the first frame of a connection. */
    static byte[] bytes(Message message) {
        return bytes(0, message);
    }

    /** Returns a frame, counted from 0. */
    static byte[] bytes(int number, Message message) {
        byte[] payload = Frames.payload(message);
        ByteBuffer start = new FrameWriter().start(message, payload, number);
        return ByteBuffer.allocate(start.remaining() + payload.length)
                .put(start)
                .put(payload)
                .array();
    }

    private static Message crossed(Message message) throws BadFrameException {
        byte[] bytes = bytes(message);
        assertEquals(bytes.length - Envelope.BYTES, ByteBuffer.wrap(bytes).getInt());
        return Frames.decode(Arrays.copyOfRange(bytes, Envelope.BYTES, bytes.length));
    }

    @Test
    void messagesCross() throws Exception {
        List<Message> messages = List.of(
                new Message.Stop(3, true),
                new Message.Stop(0, false),
                new Message.End(),
                new Message.Forget(1 << 30),
                new Message.Lend(3, "/dev/shm/runner-1-2-3-4/b64"),
                new Message.Hello(1, "secret"),
                new Message.Ready(),
                new Message.Started(63, 0),
                new Message.NewLogger("a.B"),
                new Message.LogLevel("a.B", 10),
                new Message.Dropped(7),
                new Message.Line(1L << 33, true, "grüße €"),
                new Message.Line(Message.NO_TASK, false, ""),
                new Message.Progress(5, -1, Long.MAX_VALUE));
        for (Message message : messages) {
            assertEquals(message, crossed(message));
        }
    }

    @Test
    void sharedValuesCross() throws Exception {
        Message.Share share = assertInstanceOf(Message.Share.class, crossed(new Message.Share(300, PAYLOAD)));
        assertEquals(300, share.number());
        assertArrayEquals(PAYLOAD, share.value());
    }

    @Test
    void tasksAndOutcomesCross() throws Exception {
        Message.Run run = assertInstanceOf(
                Message.Run.class,
                crossed(new Message.Run(9, 1L << 40, 2, 5_000_000_000L, "task 'x'", CONTEXT, PAYLOAD)));
        assertEquals(9, run.slot());
        assertEquals(1L << 40, run.taskId());
        assertEquals(2, run.attempt());
        assertEquals(5_000_000_000L, run.limitNanos());
        assertEquals("task 'x'", run.label());
        assertEquals(CONTEXT, run.context());
        assertArrayEquals(PAYLOAD, run.task());
        Message.Ended ended =
                assertInstanceOf(Message.Ended.class, crossed(new Message.Ended(9, 0, true, 1234, PAYLOAD)));
        assertTrue(ended.succeeded());
        assertEquals(1234, ended.nanos());
        assertArrayEquals(PAYLOAD, ended.outcome());
        Message.Ended empty =
                assertInstanceOf(Message.Ended.class, crossed(new Message.Ended(9, 0, true, 0, new byte[0])));
        assertEquals(0, empty.outcome().length);
        Message.NotInitialized failed =
                assertInstanceOf(Message.NotInitialized.class, crossed(new Message.NotInitialized(PAYLOAD)));
        assertArrayEquals(PAYLOAD, failed.error());
        Message.Logged logged = assertInstanceOf(
                Message.Logged.class, crossed(new Message.Logged(4, "a.B", 20, "main", "text", CONTEXT, PAYLOAD)));
        assertEquals(CONTEXT, logged.context());
        assertEquals(List.of("a.B", "main", "text"), List.of(logged.logger(), logged.thread(), logged.text()));
        assertArrayEquals(PAYLOAD, logged.error());
    }

    @Test
    void stacksCrossAndAreCut() throws Exception {
        StackTraceElement frame = new StackTraceElement(null, "java.base", null, "a.B", "c", null, 7);
        Message.Stack stack = assertInstanceOf(
                Message.Stack.class, crossed(new Message.Stack(5, new StackTraceElement[] {frame, frame})));
        assertArrayEquals(new StackTraceElement[] {frame, frame}, stack.frames());
        StackTraceElement[] deep = new StackTraceElement[10_000];
        Arrays.fill(deep, frame);
        Message.Stack cut = assertInstanceOf(Message.Stack.class, crossed(new Message.Stack(5, deep)));
        assertEquals(512, cut.frames().length);
    }

    @Test
    void textThatIsTooLongForFrameIsCut() throws Exception {
        Message.Run run = assertInstanceOf(
                Message.Run.class, crossed(new Message.Run(1, 1, 1, 0, "n".repeat(10_000_000), CONTEXT, PAYLOAD)));
        assertTrue(bytes(run).length < PAYLOAD.length + Frames.OVERHEAD);
        assertArrayEquals(PAYLOAD, run.task());
    }

    @Test
    void noCharacterIsCut() throws Exception {
        for (int before = 0; before < 4; before++) {
            String text = "a".repeat(before) + "\uD83D\uDE00".repeat(100_000);
            Message.Line line = assertInstanceOf(Message.Line.class, crossed(new Message.Line(1, false, text)));
            assertTrue(text.startsWith(line.line()));
            assertTrue(line.line().length() > 130_000, () -> line.line().length() + " characters are left");
        }
    }

    @Test
    void whatIsNoMessageIsRefusedWithTheReason() {
        assertEquals("no message has type 99", refusal(99));
        assertEquals("a frame of 0 bytes ends too early", refusal());
        assertEquals("a frame of 3 bytes ends too early", refusal(19, 128, 128));
        assertEquals("1 bytes too many in a frame of 2", refusal(17, 0));
        assertEquals("a field has 0 to 1 bytes here (was 2)", refusal(25, 2, 0));
        assertEquals("a field has 0 to 0 bytes here (was -1)", refusal(25, 255, 255, 255, 255, 15));
        assertEquals("a number has 1 to 10 bytes (was more)", refusal(19, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0));
        assertEquals("there are 0 to 1 texts here (was 2)", refusal(1, 0, 0, 0, 0, 0, 2, 0));
        assertEquals("a stack has 0 to 512 frames (was 513)", refusal(24, 1, 129, 4));
    }

    private static String refusal(int... bytes) {
        byte[] frame = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            frame[i] = (byte) bytes[i];
        }
        return String.valueOf(assertThrows(BadFrameException.class, () -> Frames.decode(frame))
                .getMessage());
    }

    @Test
    void headTellsTheSlotWhateverFollows() throws Exception {
        byte[] run = bytes(new Message.Run(9, 1, 1, 0, "task 'x'", CONTEXT, PAYLOAD));
        byte[] head = Arrays.copyOfRange(run, Envelope.BYTES, Envelope.BYTES + Frames.HEAD);
        assertEquals(new Message.TooLong(9, 0, 1234), Frames.decodeHead(head, 1234));
        byte[] share = Arrays.copyOfRange(bytes(new Message.Share(300, PAYLOAD)), Envelope.BYTES, 100);
        assertEquals(new Message.NotShared(300, 1234), Frames.decodeHead(share, 1234));
        byte[] line = bytes(new Message.Line(1, false, "long text"));
        byte[] other = Arrays.copyOfRange(line, Envelope.BYTES, Envelope.BYTES + Frames.HEAD);
        BadFrameException refused = assertThrows(BadFrameException.class, () -> Frames.decodeHead(other, 1234));
        assertEquals("a frame of type 22 with 1234 bytes does not fit in memory", refused.getMessage());
    }
}
