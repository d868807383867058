package dev.runner.processes.internal.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Messages as frames: an {@link Envelope}, one byte for the type, and the fields in order, as {@link FrameWriter}
 * writes them. What carries a task, an outcome or a shared value begins with its slot or number and ends with what it
 * carries.
 */
public final class Frames {

    /** How much longer than a payload its frame may be. */
    public static final int OVERHEAD = 1024 * 1024;

    private static final int RUN = 1;
    private static final int STOP = 2;
    private static final int END = 3;
    private static final int LOG_LEVEL = 4;
    private static final int DEFINE = 5;
    private static final int RUN_ALL = 6;
    private static final int SHARE = 7;
    private static final int FORGET = 8;
    private static final int LEND = 9;
    private static final int DEFINE_CLASS = 10;
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
    private static final int LOOK = 27;
    private static final int OFFER_CLASS = 28;

    private static final int MOST_FRAMES = 512;
    private static final byte[] NOTHING = {};

    /** How much of a frame says to which task it belongs, whatever it carries. */
    static final int HEAD = 1 + 2 * FrameReader.LONGEST_NUMBER;

    private Frames() {}

    /** Returns what a frame ends with, behind what is {@link #write written}. */
    static byte[] payload(Message message) {
        if (message instanceof Message.Run run) {
            return run.task();
        } else if (message instanceof Message.RunAll run) {
            return run.tasks();
        } else if (message instanceof Message.Ended ended) {
            return ended.outcome();
        } else if (message instanceof Message.Define define) {
            return define.definition();
        } else if (message instanceof Message.DefineClass define) {
            return define.definition();
        } else if (message instanceof Message.OfferClass offer) {
            return offer.definition();
        } else if (message instanceof Message.Share share) {
            return share.value();
        } else if (message instanceof Message.NotInitialized failed) {
            return failed.error();
        } else if (message instanceof Message.Logged logged) {
            return logged.error();
        }
        return NOTHING;
    }

    /** Writes a message, but for its {@link #payload}. */
    static void write(Message message, FrameWriter out) {
        if (message instanceof Message.Run run) {
            out.put(RUN);
            out.putNumber(run.slot());
            out.putNumber(run.taskId());
            out.putNumber(run.attempt());
            out.putNumber(run.limitNanos());
            out.putText(run.label());
            out.putTexts(run.context());
        } else if (message instanceof Message.RunAll run) {
            out.put(RUN_ALL);
            out.putNumber(run.slot());
            out.putNumber(run.firstTaskId());
            out.put(run.eachAtOnce());
            out.putTexts(run.context());
        } else if (message instanceof Message.Ended ended) {
            out.put(ENDED);
            out.putNumber(ended.slot());
            out.putNumber(ended.index());
            out.put(ended.succeeded());
            out.putNumber(ended.nanos());
        } else if (message instanceof Message.Started started) {
            out.put(STARTED);
            out.putNumber(started.slot());
            out.putNumber(started.index());
        } else if (message instanceof Message.Dropped dropped) {
            out.put(DROPPED);
            out.putNumber(dropped.slot());
        } else if (message instanceof Message.Look) {
            out.put(LOOK);
        } else if (message instanceof Message.Stop stop) {
            out.put(STOP);
            out.putNumber(stop.slot());
            out.put(stop.interrupt());
        } else if (message instanceof Message.Define define) {
            out.put(DEFINE);
            out.putNumber(define.function());
        } else if (message instanceof Message.DefineClass define) {
            out.put(DEFINE_CLASS);
            out.putNumber(define.number());
        } else if (message instanceof Message.OfferClass) {
            out.put(OFFER_CLASS);
        } else if (message instanceof Message.Share share) {
            out.put(SHARE);
            out.putNumber(share.number());
        } else if (message instanceof Message.Forget forget) {
            out.put(FORGET);
            out.putNumber(forget.number());
        } else if (message instanceof Message.Lend lend) {
            out.put(LEND);
            out.putNumber(lend.block());
            out.putText(lend.place());
        } else if (message instanceof Message.End) {
            out.put(END);
        } else if (message instanceof Message.LogLevel level) {
            out.put(LOG_LEVEL);
            out.putText(level.logger());
            out.putNumber(level.level());
        } else if (message instanceof Message.Hello hello) {
            out.put(HELLO);
            out.putNumber(hello.version());
            out.putText(hello.token());
        } else if (message instanceof Message.Ready) {
            out.put(READY);
        } else if (message instanceof Message.NotInitialized) {
            out.put(NOT_INITIALIZED);
        } else if (message instanceof Message.Line line) {
            out.put(LINE);
            out.putNumber(line.taskId());
            out.put(line.standardError());
            out.putText(line.line());
        } else if (message instanceof Message.Progress progress) {
            out.put(PROGRESS);
            out.putNumber(progress.taskId());
            out.putNumber(progress.done());
            out.putNumber(progress.total());
        } else if (message instanceof Message.NewLogger made) {
            out.put(NEW_LOGGER);
            out.putText(made.logger());
        } else if (message instanceof Message.Logged logged) {
            out.put(LOGGED);
            out.putNumber(logged.taskId());
            out.putText(logged.logger());
            out.putNumber(logged.level());
            out.putText(logged.thread());
            out.putText(logged.text());
            out.putTexts(logged.context());
        } else if (message instanceof Message.Stack stack) {
            writeStack(out, stack);
        } else {
            throw new IllegalArgumentException(message + " is not to be sent");
        }
    }

    private static void writeStack(FrameWriter out, Message.Stack stack) {
        out.put(STACK);
        out.putNumber(stack.taskId());
        int count = Math.min(stack.frames().length, MOST_FRAMES);
        out.putNumber(count);
        for (int i = 0; i < count; i++) {
            StackTraceElement frame = stack.frames()[i];
            out.putText(String.valueOf(frame.getModuleName()));
            out.putText(frame.getClassName());
            out.putText(frame.getMethodName());
            out.putText(String.valueOf(frame.getFileName()));
            out.putNumber(frame.getLineNumber());
        }
    }

    /**
     * Reads a message from a frame without its envelope.
     *
     * @throws BadFrameException if it is not one
     */
    public static Message decode(byte[] frame) throws BadFrameException {
        return decode(ByteBuffer.wrap(frame));
    }

    /**
     * Reads a message from a frame without its envelope, which lies between the position and the limit of a buffer.
     *
     * @throws BadFrameException if it is not one
     */
    static Message decode(ByteBuffer frame) throws BadFrameException {
        int length = frame.remaining();
        FrameReader in = new FrameReader(frame);
        Message message = read(in);
        if (in.left() > 0) {
            throw new BadFrameException(in.left() + " bytes too many in a frame of " + length);
        }
        return message;
    }

    /**
     * Reads a frame, to its end, that is to be an outcome.
     *
     * @throws BadFrameException if it is none
     */
    static Message.Ended readOutcome(FrameReader in) throws BadFrameException {
        int type = in.get();
        if (type != ENDED) {
            throw new BadFrameException("an outcome is a frame of type " + ENDED + " (was " + type + ")");
        }
        return readEnded(in);
    }

    private static Message.Ended readEnded(FrameReader in) throws BadFrameException {
        return new Message.Ended(in.getNumber(), in.getNumber(), in.getFlag(), in.getLongNumber(), in.getRest());
    }

    /**
     * Reads from the {@link #HEAD} of a frame to which task or shared value it belongs.
     *
     * @param length how long the frame is
     * @throws BadFrameException if it belongs to none
     */
    static Message decodeHead(byte[] frame, int length) throws BadFrameException {
        FrameReader in = new FrameReader(ByteBuffer.wrap(frame));
        int type = frame.length < HEAD ? 0 : in.get();
        if (type == SHARE) {
            return new Message.NotShared(in.getNumber(), length);
        } else if (type != RUN && type != ENDED) {
            throw new BadFrameException(
                    "a frame of type " + type + " with " + length + " bytes does not fit in memory");
        }
        int slot = in.getNumber();
        return new Message.TooLong(slot, type == ENDED ? in.getNumber() : 0, length);
    }

    private static Message read(FrameReader in) throws BadFrameException {
        int type = in.get();
        return switch (type) {
            case RUN ->
                new Message.Run(
                        in.getNumber(),
                        in.getLongNumber(),
                        in.getNumber(),
                        in.getLongNumber(),
                        in.getText(),
                        in.getTexts(),
                        in.getRest());
            case RUN_ALL ->
                new Message.RunAll(in.getNumber(), in.getLongNumber(), in.getFlag(), in.getTexts(), in.getRest());
            case STOP -> new Message.Stop(in.getNumber(), in.getFlag());
            case DEFINE -> new Message.Define(in.getNumber(), in.getRest());
            case DEFINE_CLASS -> new Message.DefineClass(in.getNumber(), in.getRest());
            case OFFER_CLASS -> new Message.OfferClass(in.getRest());
            case SHARE -> new Message.Share(in.getNumber(), in.getRest());
            case FORGET -> new Message.Forget(in.getNumber());
            case LEND -> new Message.Lend(in.getNumber(), in.getText());
            case END -> new Message.End();
            case LOG_LEVEL -> new Message.LogLevel(in.getText(), in.getNumber());
            case HELLO -> new Message.Hello(in.getNumber(), in.getText());
            case READY -> new Message.Ready();
            case NOT_INITIALIZED -> new Message.NotInitialized(in.getRest());
            case STARTED -> new Message.Started(in.getNumber(), in.getNumber());
            case ENDED -> readEnded(in);
            case LOOK -> new Message.Look();
            case DROPPED -> new Message.Dropped(in.getNumber());
            case LINE -> new Message.Line(in.getLongNumber(), in.getFlag(), in.getText());
            case PROGRESS -> new Message.Progress(in.getLongNumber(), in.getLongNumber(), in.getLongNumber());
            case STACK -> readStack(in);
            case NEW_LOGGER -> new Message.NewLogger(in.getText());
            case LOGGED ->
                new Message.Logged(
                        in.getLongNumber(),
                        in.getText(),
                        in.getNumber(),
                        in.getText(),
                        in.getText(),
                        in.getTexts(),
                        in.getRest());
            default -> throw new BadFrameException("no message has type " + type);
        };
    }

    private static Message readStack(FrameReader in) throws BadFrameException {
        long taskId = in.getLongNumber();
        int count = in.getNumber();
        if (count < 0 || count > MOST_FRAMES) {
            throw new BadFrameException("a stack has 0 to " + MOST_FRAMES + " frames (was " + count + ")");
        }
        StackTraceElement[] frames = new StackTraceElement[count];
        for (int i = 0; i < count; i++) {
            frames[i] = new StackTraceElement(
                    null, orNull(in.getText()), null, in.getText(), in.getText(), orNull(in.getText()), in.getNumber());
        }
        return new Message.Stack(taskId, frames);
    }

    private static @Nullable String orNull(String text) {
        return text.equals("null") ? null : text;
    }
}
