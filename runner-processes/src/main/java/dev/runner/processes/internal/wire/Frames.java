package dev.runner.processes.internal.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * Messages as frames: an {@link Envelope}, one byte for the type, and the fields in order. Numbers are big-endian; text
 * and bytes have their length before them. What carries a task or an outcome begins with its slot and ends with what it
 * carries.
 */
public final class Frames {

    /** How much longer than a payload its frame may be. */
    public static final int OVERHEAD = 1024 * 1024;

    private static final int RUN = 1;
    private static final int STOP = 2;
    private static final int END = 3;
    private static final int LOG_LEVEL = 4;
    private static final int HELLO = 16;
    private static final int READY = 17;
    private static final int NOT_INITIALIZED = 18;
    private static final int STARTED = 19;
    private static final int ENDED = 20;
    private static final int DROPPED = 21;
    private static final int LINE = 22;
    private static final int PROGRESS = 23;
    private static final int STACK = 24;
    private static final int NEW_LOGGER = 25;
    private static final int LOGGED = 26;

    private static final int MOST_FRAMES = 512;
    private static final int LONGEST_TEXT = 256 * 1024;
    private static final int CONTINUATION_MASK = 0xC0;
    private static final int CONTINUATION = 0x80;
    private static final byte[] NOTHING = {};
    private static final byte[] ENVELOPE = new byte[Envelope.BYTES];

    /** How much of a frame says to which task it belongs, whatever it carries. */
    static final int HEAD = 1 + Integer.BYTES;

    private Frames() {}

    /** Makes the frame of a message, in parts: what it carries is not copied. Its envelope has no number yet. */
    static List<ByteBuffer> encode(Message message) {
        byte[] payload = payload(message);
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
            DataOutputStream out = new DataOutputStream(bytes);
            out.write(ENVELOPE);
            write(message, out);
            ByteBuffer head = ByteBuffer.wrap(bytes.toByteArray());
            int headLength = head.limit() - Envelope.BYTES;
            Checksum checksum = Envelope.checksum();
            checksum.update(head.array(), Envelope.BYTES, headLength);
            checksum.update(payload);
            Envelope.write(head, Math.addExact(headLength, payload.length), checksum.getValue());
            return payload.length == 0 ? List.of(head) : List.of(head, ByteBuffer.wrap(payload));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    /** Returns what a frame ends with, behind the length of just that. */
    private static byte[] payload(Message message) {
        if (message instanceof Message.Run run) {
            return run.task();
        } else if (message instanceof Message.Ended ended) {
            return ended.outcome();
        } else if (message instanceof Message.NotInitialized failed) {
            return failed.error();
        } else if (message instanceof Message.Logged logged) {
            return logged.error();
        }
        return NOTHING;
    }

    private static void write(Message message, DataOutputStream out) throws IOException {
        if (message instanceof Message.Run run) {
            out.writeByte(RUN);
            out.writeInt(run.slot());
            out.writeLong(run.taskId());
            out.writeInt(run.attempt());
            out.writeLong(run.limitNanos());
            writeText(out, run.label());
            writeTexts(out, run.context());
            out.writeInt(run.task().length);
        } else if (message instanceof Message.Stop stop) {
            out.writeByte(STOP);
            out.writeInt(stop.slot());
            out.writeBoolean(stop.interrupt());
        } else if (message instanceof Message.End) {
            out.writeByte(END);
        } else if (message instanceof Message.LogLevel level) {
            out.writeByte(LOG_LEVEL);
            writeText(out, level.logger());
            out.writeInt(level.level());
        } else if (message instanceof Message.Hello hello) {
            out.writeByte(HELLO);
            out.writeInt(hello.version());
            writeText(out, hello.token());
            out.writeLong(hello.pid());
        } else if (message instanceof Message.Ready) {
            out.writeByte(READY);
        } else if (message instanceof Message.NotInitialized failed) {
            out.writeByte(NOT_INITIALIZED);
            out.writeInt(failed.error().length);
        } else if (message instanceof Message.Started started) {
            out.writeByte(STARTED);
            out.writeInt(started.slot());
        } else if (message instanceof Message.Ended ended) {
            out.writeByte(ENDED);
            out.writeInt(ended.slot());
            out.writeBoolean(ended.succeeded());
            out.writeInt(ended.outcome().length);
        } else if (message instanceof Message.Dropped dropped) {
            out.writeByte(DROPPED);
            out.writeInt(dropped.slot());
        } else if (message instanceof Message.Line line) {
            out.writeByte(LINE);
            out.writeLong(line.taskId());
            out.writeBoolean(line.standardError());
            writeText(out, line.line());
        } else if (message instanceof Message.Progress progress) {
            out.writeByte(PROGRESS);
            out.writeLong(progress.taskId());
            out.writeLong(progress.done());
            out.writeLong(progress.total());
        } else if (message instanceof Message.NewLogger made) {
            out.writeByte(NEW_LOGGER);
            writeText(out, made.logger());
        } else if (message instanceof Message.Logged logged) {
            out.writeByte(LOGGED);
            out.writeLong(logged.taskId());
            writeText(out, logged.logger());
            out.writeInt(logged.level());
            writeText(out, logged.thread());
            writeText(out, logged.text());
            writeTexts(out, logged.context());
            out.writeInt(logged.error().length);
        } else if (message instanceof Message.Stack stack) {
            writeStack(out, stack);
        } else {
            throw new IllegalArgumentException(message + " is not to be sent");
        }
    }

    private static void writeStack(DataOutputStream out, Message.Stack stack) throws IOException {
        out.writeByte(STACK);
        out.writeLong(stack.taskId());
        int count = Math.min(stack.frames().length, MOST_FRAMES);
        out.writeInt(count);
        for (int i = 0; i < count; i++) {
            StackTraceElement frame = stack.frames()[i];
            writeText(out, String.valueOf(frame.getModuleName()));
            writeText(out, frame.getClassName());
            writeText(out, frame.getMethodName());
            writeText(out, String.valueOf(frame.getFileName()));
            out.writeInt(frame.getLineNumber());
        }
    }

    private static void writeTexts(DataOutputStream out, Map<String, String> texts) throws IOException {
        out.writeInt(texts.size());
        for (Map.Entry<String, String> text : texts.entrySet()) {
            writeText(out, text.getKey());
            writeText(out, text.getValue());
        }
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, LONGEST_TEXT);
        while (length < bytes.length && (bytes[length] & CONTINUATION_MASK) == CONTINUATION) {
            length--; // no character is cut
        }
        out.writeInt(length);
        out.write(bytes, 0, length);
    }

    /**
     * Reads a message from a frame without its envelope.
     *
     * @throws BadFrameException if it is not one
     */
    public static Message decode(byte[] frame) throws BadFrameException {
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(frame));
            Message message = read(in);
            if (in.available() > 0) {
                throw new BadFrameException(in.available() + " bytes too many in a frame of " + frame.length);
            }
            return message;
        } catch (BadFrameException e) {
            throw e;
        } catch (IOException e) {
            throw new BadFrameException("a frame of " + frame.length + " bytes ends too early", e);
        }
    }

    /**
     * Reads from the {@link #HEAD} of a frame to which task it belongs.
     *
     * @param length how long the frame is
     * @throws BadFrameException if it belongs to none
     */
    static Message.TooLong decodeHead(byte[] frame, int length) throws BadFrameException {
        int type = frame.length < HEAD ? 0 : frame[0];
        if (type != RUN && type != ENDED) {
            throw new BadFrameException(
                    "a frame of type " + type + " with " + length + " bytes does not fit in memory");
        }
        return new Message.TooLong(ByteBuffer.wrap(frame).getInt(1), length);
    }

    private static Message read(DataInputStream in) throws IOException {
        int type = in.readUnsignedByte();
        return switch (type) {
            case RUN ->
                new Message.Run(
                        in.readInt(),
                        in.readLong(),
                        in.readInt(),
                        in.readLong(),
                        readText(in),
                        readTexts(in),
                        readBytes(in));
            case STOP -> new Message.Stop(in.readInt(), in.readBoolean());
            case END -> new Message.End();
            case LOG_LEVEL -> new Message.LogLevel(readText(in), in.readInt());
            case HELLO -> new Message.Hello(in.readInt(), readText(in), in.readLong());
            case READY -> new Message.Ready();
            case NOT_INITIALIZED -> new Message.NotInitialized(readBytes(in));
            case STARTED -> new Message.Started(in.readInt());
            case ENDED -> new Message.Ended(in.readInt(), in.readBoolean(), readBytes(in));
            case DROPPED -> new Message.Dropped(in.readInt());
            case LINE -> new Message.Line(in.readLong(), in.readBoolean(), readText(in));
            case PROGRESS -> new Message.Progress(in.readLong(), in.readLong(), in.readLong());
            case STACK -> readStack(in);
            case NEW_LOGGER -> new Message.NewLogger(readText(in));
            case LOGGED ->
                new Message.Logged(
                        in.readLong(),
                        readText(in),
                        in.readInt(),
                        readText(in),
                        readText(in),
                        readTexts(in),
                        readBytes(in));
            default -> throw new BadFrameException("no message has type " + type);
        };
    }

    private static Message readStack(DataInputStream in) throws IOException {
        long taskId = in.readLong();
        int count = in.readInt();
        if (count < 0 || count > MOST_FRAMES) {
            throw new BadFrameException("a stack has 0 to " + MOST_FRAMES + " frames (was " + count + ")");
        }
        StackTraceElement[] frames = new StackTraceElement[count];
        for (int i = 0; i < count; i++) {
            frames[i] = new StackTraceElement(
                    null, orNull(readText(in)), null, readText(in), readText(in), orNull(readText(in)), in.readInt());
        }
        return new Message.Stack(taskId, frames);
    }

    private static @Nullable String orNull(String text) {
        return text.equals("null") ? null : text;
    }

    private static Map<String, String> readTexts(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > in.available()) {
            throw new BadFrameException("there are 0 to " + in.available() + " texts here (was " + count + ")");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            texts.put(readText(in), readText(in));
        }
        return texts;
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new BadFrameException("a field has 0 to " + in.available() + " bytes here (was " + length + ")");
        }
        return in.readNBytes(length);
    }
}
