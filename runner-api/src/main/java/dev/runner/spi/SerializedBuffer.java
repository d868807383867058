package dev.runner.spi;

import static java.util.Objects.requireNonNull;

import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Travels in place of a {@link ByteBuffer}, which Java does not serialize: all of its bytes, its position, limit and
 * order, whether it is direct, and whether it is read-only. What comes out is a buffer of its own; marks are lost.
 *
 * <p>Codecs put it in with {@link #replacing}; it is a buffer again when it is read. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class SerializedBuffer implements Serializable {

    @Serial
    private static final long serialVersionUID = 1;

    private static final int DIRECT = 1;
    private static final int LITTLE_ENDIAN = 2;
    private static final int READ_ONLY = 4;

    private final byte[] bytes;
    private final int position;
    private final int limit;
    private final int traits;

    private SerializedBuffer(ByteBuffer buffer) {
        this.bytes = new byte[buffer.capacity()];
        buffer.duplicate().clear().get(bytes);
        this.position = buffer.position();
        this.limit = buffer.limit();
        this.traits = traitsOf(buffer);
    }

    /**
     * Returns what is to be serialized for an object: the method for {@link java.io.ObjectOutputStream#replaceObject}.
     *
     * @param object the object
     * @return a form of a buffer, and any other object as it is
     */
    public static Object replacing(Object object) {
        return object instanceof ByteBuffer buffer ? new SerializedBuffer(buffer) : object;
    }

    /**
     * Tells of which kind a buffer is.
     *
     * @param buffer the buffer
     * @return its traits, for {@link #restored}, in a byte
     */
    public static int traitsOf(ByteBuffer buffer) {
        return (buffer.isDirect() ? DIRECT : 0)
                | (buffer.order() == ByteOrder.LITTLE_ENDIAN ? LITTLE_ENDIAN : 0)
                | (buffer.isReadOnly() ? READ_ONLY : 0);
    }

    /**
     * Tells whether a buffer is direct.
     *
     * @param traits its traits, by {@link #traitsOf}
     * @return whether it is direct
     */
    public static boolean isDirect(int traits) {
        return (traits & DIRECT) != 0;
    }

    /**
     * Makes a buffer of its parts.
     *
     * @param content all of its bytes, from the position to the limit, which are copied
     * @param position its position
     * @param limit its limit
     * @param traits its traits, by {@link #traitsOf}
     * @return the buffer
     * @throws InvalidObjectException if there is no such buffer
     * @throws OutOfMemoryError if there is no memory for it: of the heap, or of what is left for direct buffers
     */
    public static ByteBuffer restored(ByteBuffer content, int position, int limit, int traits)
            throws InvalidObjectException {
        int capacity = requireNonNull(content, "content").remaining();
        if (position < 0 || position > limit || limit > capacity) {
            throw new InvalidObjectException("a buffer has 0 <= position <= limit <= " + capacity + " here (was "
                    + position + " and " + limit + ")");
        }
        ByteBuffer made = isDirect(traits) ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
        made.put(content.duplicate());
        ByteBuffer restored = (traits & READ_ONLY) != 0 ? made.asReadOnlyBuffer() : made;
        return restored.limit(limit)
                .position(position)
                .order((traits & LITTLE_ENDIAN) != 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    }

    @Serial
    private Object readResolve() throws InvalidObjectException {
        if (bytes == null) {
            throw new InvalidObjectException("a buffer has bytes");
        }
        return restored(ByteBuffer.wrap(bytes), position, limit, traits);
    }
}
