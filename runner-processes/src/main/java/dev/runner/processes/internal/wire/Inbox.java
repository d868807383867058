package dev.runner.processes.internal.wire;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.zip.Checksum;

/**
 * Cuts what arrives on a channel that does not block into messages. Used by one thread.
 *
 * <p>A frame for which there is no memory is passed over, but for its head: so that a task or an outcome which is too
 * long for this side is told as {@link Message.TooLong}, a shared value as {@link Message.NotShared}, and what follows
 * it arrives.
 */
public final class Inbox {

    private static final int CHUNK = 64 * 1024;
    private static final byte[] NOTHING = {};

    private final ReadableByteChannel channel;
    private int longestFrame;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    private final ByteBuffer envelope = ByteBuffer.allocate(Envelope.BYTES);
    private final Checksum checksum = Envelope.checksum();
    private byte[] frame = NOTHING;
    private int number;
    private int announced;
    private int arrived;
    private boolean inFrame;
    private volatile long read;
    private volatile boolean partial;

    /** Takes messages. */
    @FunctionalInterface
    public interface Receiver {
        /** Is called by who reads; what it throws ends the reading. */
        void received(Message message) throws IOException;
    }

    private boolean ended;
    private boolean dry;

    /**
     * Makes the inbox.
     *
     * @param channel the channel, which does not block
     * @param longestFrame how long a frame may be
     */
    public Inbox(ReadableByteChannel channel, int longestFrame) {
        this.channel = channel;
        this.longestFrame = longestFrame;
    }

    /** Changes how long a frame may be, from the next one on. */
    public void longestFrame(int length) {
        longestFrame = length;
    }

    /** Tells whether the other side has ended the connection. */
    public boolean hasEnded() {
        return ended;
    }

    /** Tells whether the last {@link #receive} found nothing there. */
    public boolean isDry() {
        return dry;
    }

    /** Returns how many bytes have been read. Any thread may call. */
    public long bytesRead() {
        return read;
    }

    /** Tells whether there was only a part of a frame when it was last read. Any thread may call. */
    public boolean isPartial() {
        return partial;
    }

    /**
     * Reads once, so that nobody waits too long for the next channel, and hands on the messages that have arrived, each
     * before what follows it is looked at.
     *
     * @throws BadFrameException if something else follows them
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public void receive(Receiver receiver) throws IOException {
        chunk.clear();
        int step = read();
        dry = step <= 0;
        if (step < 0) {
            ended = true;
            return;
        }
        read += step;
        chunk.flip();
        while (chunk.hasRemaining()) {
            if (inFrame) {
                fillFrame(receiver);
            } else {
                fillEnvelope(receiver);
            }
        }
        partial = inFrame || envelope.position() > 0;
    }

    /** A connection that is reset has ended, as any other: its other end was closed before it had read everything. */
    private int read() throws IOException {
        try {
            return channel.read(chunk);
        } catch (SocketException e) {
            return -1;
        }
    }

    private void fillEnvelope(Receiver receiver) throws IOException {
        int step = Math.min(envelope.remaining(), chunk.remaining());
        chunk.get(envelope.array(), envelope.position(), step);
        envelope.position(envelope.position() + step);
        if (envelope.hasRemaining()) {
            return;
        }
        envelope.clear();
        announced = Envelope.length(envelope, number);
        if (announced < 1 || announced > longestFrame) {
            throw new BadFrameException("a frame has 1 to " + longestFrame + " bytes (was " + announced + ")");
        }
        checksum.reset();
        if (announced <= chunk.remaining()) {
            receiver.received(wholeMessage());
        } else {
            frame = room(announced);
            arrived = 0;
            inFrame = true;
        }
    }

    /** Takes a message from a frame all of which is there. */
    private Message wholeMessage() throws BadFrameException {
        int all = chunk.limit();
        int start = chunk.position();
        int end = start + announced;
        chunk.limit(end);
        checksum.update(chunk);
        Envelope.requireChecksum(envelope, checksum.getValue(), number);
        number++;
        chunk.position(start);
        try {
            return Frames.decode(chunk);
        } catch (OutOfMemoryError e) {
            byte[] head = room(Math.min(announced, Frames.HEAD));
            chunk.get(start, head);
            return Frames.decodeHead(head, announced);
        } finally {
            chunk.limit(all);
            chunk.position(end);
        }
    }

    /** Makes room for a frame, or for its head only. */
    private static byte[] room(int bytes) {
        try {
            return new byte[bytes];
        } catch (OutOfMemoryError e) {
            return new byte[Math.min(bytes, Frames.HEAD)];
        }
    }

    private void fillFrame(Receiver receiver) throws IOException {
        int step = Math.min(chunk.remaining(), announced - arrived);
        int kept = Math.max(0, Math.min(step, frame.length - arrived));
        checksum.update(chunk.slice(chunk.position(), step));
        chunk.get(frame, Math.min(arrived, frame.length), kept);
        chunk.position(chunk.position() + step - kept);
        arrived += step;
        if (arrived == announced) {
            inFrame = false;
            Envelope.requireChecksum(envelope, checksum.getValue(), number);
            number++;
            Message message = message();
            frame = NOTHING;
            receiver.received(message);
        }
    }

    private Message message() throws BadFrameException {
        if (frame.length == announced) {
            try {
                return Frames.decode(frame);
            } catch (OutOfMemoryError e) {
                return Frames.decodeHead(frame, announced);
            }
        }
        return Frames.decodeHead(frame, announced);
    }
}
