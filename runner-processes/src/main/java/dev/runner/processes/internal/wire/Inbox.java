package dev.runner.processes.internal.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;

/** Cuts what arrives on a channel that does not block into messages. Used by one thread. */
public final class Inbox {

    private static final int CHUNK = 64 * 1024;

    private final ReadableByteChannel channel;
    private int longestFrame;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
    private byte[] frame = {};
    private int filled;
    private boolean inFrame;
    private boolean ended;

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

    /**
     * Returns the messages that have arrived, at most those of one read, so that nobody waits too long for the next
     * channel.
     *
     * @throws BadFrameException if something else has arrived
     */
    public List<Message> receive() throws IOException {
        chunk.clear();
        int read = channel.read(chunk);
        if (read < 0) {
            ended = true;
            return List.of();
        }
        chunk.flip();
        List<Message> messages = new ArrayList<>();
        while (chunk.hasRemaining()) {
            if (inFrame) {
                fillFrame(messages);
            } else {
                fillLength();
            }
        }
        return messages;
    }

    private void fillLength() throws BadFrameException {
        while (length.hasRemaining() && chunk.hasRemaining()) {
            length.put(chunk.get());
        }
        if (length.hasRemaining()) {
            return;
        }
        int announced = length.flip().getInt();
        length.clear();
        if (announced < 1 || announced > longestFrame) {
            throw new BadFrameException("a frame has 1 to " + longestFrame + " bytes (was " + announced + ")");
        }
        frame = new byte[announced];
        filled = 0;
        inFrame = true;
    }

    private void fillFrame(List<Message> messages) throws BadFrameException {
        int step = Math.min(chunk.remaining(), frame.length - filled);
        chunk.get(frame, filled, step);
        filled += step;
        if (filled == frame.length) {
            inFrame = false;
            messages.add(Frames.decode(frame));
        }
    }
}
