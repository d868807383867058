package dev.runner.processes.internal.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what arrives on a channel that does not block into messages. Used by one thread.
 *
 * <p>A frame for which there is no memory is passed over, but for its head: so that a task or an outcome which is too
 * long for this side is told as {@link Message.TooLong}, and what follows it arrives.
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
    private boolean ended;
    private boolean dry;
    private @Nullable BadFrameException bad;

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

    /** Refuses what came behind the messages that were received, if it was none. */
    public void requireGood() throws BadFrameException {
        if (bad != null) {
            throw bad;
        }
    }

    /** Changes how long a frame may be, from the next one on. */
    public void longestFrame(int length) {
        longestFrame = length;
    }

    /** Tells whether the other side has ended the connection. */
    public boolean hasEnded() {
        return ended;
    }

    /** Tells whether the last {@link #receive()} found nothing there. */
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
     * Returns the messages that have arrived, at most those of one read, so that nobody waits too long for the next
     * channel. Something else behind them is told by {@link #requireGood()}.
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public List<Message> receive() throws IOException {
        chunk.clear();
        int step = channel.read(chunk);
        dry = step <= 0;
        if (step < 0) {
            ended = true;
            return List.of();
        }
        read += step;
        chunk.flip();
        List<Message> messages = new ArrayList<>();
        try {
            while (chunk.hasRemaining()) {
                if (inFrame) {
                    fillFrame(messages);
                } else {
                    fillEnvelope();
                }
            }
            partial = inFrame || envelope.position() > 0;
        } catch (BadFrameException e) {
            bad = e; // what came before it counts; see requireGood()
        }
        return messages;
    }

    private void fillEnvelope() throws BadFrameException {
        while (envelope.hasRemaining() && chunk.hasRemaining()) {
            envelope.put(chunk.get());
        }
        if (envelope.hasRemaining()) {
            return;
        }
        envelope.clear();
        announced = Envelope.length(envelope, number);
        if (announced < 1 || announced > longestFrame) {
            throw new BadFrameException("a frame has 1 to " + longestFrame + " bytes (was " + announced + ")");
        }
        frame = room(announced);
        checksum.reset();
        arrived = 0;
        inFrame = true;
    }

    /** Makes room for a frame, or for its head only. */
    private static byte[] room(int bytes) {
        try {
            return new byte[bytes];
        } catch (OutOfMemoryError e) {
            return new byte[Math.min(bytes, Frames.HEAD)];
        }
    }

    private void fillFrame(List<Message> messages) throws BadFrameException {
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
            messages.add(message());
            frame = NOTHING;
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
