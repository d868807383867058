package dev.runner.remote.spi;

import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns tasks, results and exceptions into bytes and back. Both sides of a pool use the same codec.
 *
 * <p>Implementations have a public constructor without parameters and are thread-safe. They may throw any exception for
 * what they can't encode or decode; who calls them explains it. They are found by {@link java.util.ServiceLoader}, see
 * {@link dev.runner.remote.Codecs}; each pool and each worker makes one of its own.
 *
 * @since 0.1
 */
public interface PayloadCodec {

    /**
     * Returns the name by which the other side finds the same codec.
     *
     * @return the id, such as {@code java}
     */
    String id();

    /**
     * Tells whether {@link #decode} asks the filter about each class and each array, as Java serialization does. What
     * travels to a side with a filter is encoded with Java serialization otherwise, and nothing else is taken there.
     *
     * @return true unless it is overridden
     */
    default boolean asksFilter() {
        return true;
    }

    /**
     * Returns flags that the JVM of a worker needs for this codec, such as one that lets it do without a warning what
     * it is known to do.
     *
     * @param feature the version of Java that the worker has, such as 17
     * @return the flags, none unless it is overridden
     */
    default List<String> workerFlags(int feature) {
        return List.of();
    }

    /**
     * Turns a value into bytes. What is {@link java.io.Serializable} is to be taken, and so is
     * {@link java.nio.ByteBuffer}, by itself and in other objects, for which {@link dev.runner.spi.SerializedBuffer} is
     * a form.
     *
     * @param value the value, which may be null
     * @param to takes the bytes; it is in memory, and not to be closed
     * @throws IOException if it can't be encoded
     */
    void encode(@Nullable Object value, OutputStream to) throws IOException;

    /**
     * Turns bytes into a value.
     *
     * @param from what {@link #encode} wrote, on the other side or this, from the position to the limit; it has an
     *     array
     * @param loader where classes are to be found
     * @param filter what may be decoded, or null for anything
     * @return the value, which may be null
     * @throws IOException if it can't be decoded
     * @throws ClassNotFoundException if a class is missing
     */
    @Nullable
    Object decode(ByteBuffer from, ClassLoader loader, @Nullable ObjectInputFilter filter)
            throws IOException, ClassNotFoundException;
}
