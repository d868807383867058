package dev.runner.processes.internal.wire;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * What goes before each frame: its length, the proof that this is the length of just that frame of the connection, and
 * the checksum of the frame, in four bytes each.
 *
 * <p>So a connection on which bytes were changed, lost or added is noticed before anybody acts on them: a length that
 * is not one at once, a frame that was left out or came twice at the next, and everything else at the end of its frame.
 */
final class Envelope {

    /** How long it is. */
    static final int BYTES = 3 * Integer.BYTES;

    private static final int MAGIC = 0x52_4e_52_31;
    private static final int PROOF_AT = Integer.BYTES;
    private static final int CHECKSUM_AT = 2 * Integer.BYTES;

    private Envelope() {}

    /** Makes the checksum of one frame. */
    static Checksum checksum() {
        return new CRC32C();
    }

    /** Writes it at the start of a buffer, but for its {@link #number}. */
    static void write(ByteBuffer to, int length, long checksum) {
        to.putInt(0, length);
        to.putInt(CHECKSUM_AT, (int) checksum);
    }

    /** Makes it that of the frame which has a number on its connection, counted from 0. */
    static void number(ByteBuffer at, int number) {
        at.putInt(PROOF_AT, proof(at.getInt(0), number));
    }

    /**
     * Returns the length of the frame.
     *
     * @throws BadFrameException if this is not what goes before the frame with that number
     */
    static int length(ByteBuffer from, int number) throws BadFrameException {
        int length = from.getInt(0);
        if (from.getInt(PROOF_AT) != proof(length, number)) {
            throw new BadFrameException("frame " + number
                    + " does not begin as one: what is here are no frames, or bytes were changed, lost or added");
        }
        return length;
    }

    /**
     * Compares the checksum of a frame that has arrived.
     *
     * @throws BadFrameException if it is not the one that was sent
     */
    static void requireChecksum(ByteBuffer from, long checksum, int number) throws BadFrameException {
        if (from.getInt(CHECKSUM_AT) != (int) checksum) {
            throw new BadFrameException("frame " + number + " of " + from.getInt(0)
                    + " bytes has another checksum than it was sent with: bytes were changed");
        }
    }

    private static int proof(int length, int number) {
        return length ^ (MAGIC + number);
    }
}
