package dev.runner.remote;

import static java.util.Objects.requireNonNull;

import dev.runner.Job;
import dev.runner.TaskSerializationException;
import dev.runner.remote.internal.PathFinder;
import dev.runner.remote.spi.PayloadCodec;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes what travels between a pool and its workers, within limits, and explains what can't. Both sides
 * have one. Immutable and thread-safe; every method may run users' code, that of their serialization.
 *
 * @since 0.1
 */
public final class Payloads {

    private static final String REMEDY = "make it serializable, mark the field transient, or pass less";

    private final PayloadCodec codec;
    private final ClassLoader loader;
    private final @Nullable ObjectInputFilter filter;
    private final long maxTaskBytes;
    private final long maxResultBytes;

    /**
     * Makes the two directions.
     *
     * @param codec the codec
     * @param loader where the classes of what arrives here are to be found
     * @param filter what may be decoded here, or null for anything
     * @param maxTaskBytes how long an encoded task may be
     * @param maxResultBytes how long an encoded result may be
     */
    public Payloads(
            PayloadCodec codec,
            ClassLoader loader,
            @Nullable ObjectInputFilter filter,
            long maxTaskBytes,
            long maxResultBytes) {
        this.codec = requireNonNull(codec, "codec");
        this.loader = requireNonNull(loader, "loader");
        this.filter = filter;
        this.maxTaskBytes = maxTaskBytes;
        this.maxResultBytes = maxResultBytes;
    }

    /**
     * Encodes a task.
     *
     * @param job the function and its arguments
     * @param label how to call the task in messages
     * @return the bytes
     * @throws TaskSerializationException if it can't be encoded, with the way to what is to blame, or is too long
     */
    public byte[] encodeTask(Job<?> job, String label) {
        byte[] bytes = encode(job, label);
        requireSize(bytes, maxTaskBytes, label, "maxTaskBytes");
        return bytes;
    }

    /**
     * Decodes a task.
     *
     * @param bytes the bytes
     * @param label how to call the task in messages
     * @return the function and its arguments
     * @throws TaskSerializationException if it can't be decoded
     */
    public Job<?> decodeTask(byte[] bytes, String label) {
        return (Job<?>) requireNonNull(decode(bytes, label));
    }

    /**
     * Encodes a result.
     *
     * @param result the result, which may be null
     * @param label how to call the task in messages
     * @return the bytes
     * @throws TaskSerializationException if it can't be encoded, with the way to what is to blame, or is too long
     */
    public byte[] encodeResult(@Nullable Object result, String label) {
        String what = "the result of " + label;
        byte[] bytes = encode(result, what);
        requireSize(bytes, maxResultBytes, what, "maxResultBytes");
        return bytes;
    }

    /**
     * Decodes a result.
     *
     * @param bytes the bytes
     * @param label how to call the task in messages
     * @return the result, which may be null
     * @throws TaskSerializationException if it can't be decoded
     */
    public @Nullable Object decodeResult(byte[] bytes, String label) {
        return decode(bytes, "the result of " + label);
    }

    /**
     * Encodes an exception, or a {@link StandInException} for one that can't be encoded. It does not fail.
     *
     * @param error the exception
     * @return the bytes, which begin with its class name and message as text
     */
    public byte[] encodeError(Throwable error) {
        byte[] text = (error.getClass().getName() + ": " + StandInException.messageOf(error))
                .getBytes(StandardCharsets.UTF_8);
        byte[] head = Arrays.copyOf(text, (int) Math.min(text.length, Math.max(0, maxResultBytes / 4)));
        byte[] body = encodeBody(error, maxResultBytes - head.length);
        return ByteBuffer.allocate(Integer.BYTES + head.length + body.length)
                .putInt(head.length)
                .put(head)
                .put(body)
                .array();
    }

    private byte[] encodeBody(Throwable error, long limit) {
        return encodeIfFitting(error, limit)
                .or(() -> encodeIfFitting(StandInException.of(error), limit))
                .orElse(new byte[0]);
    }

    /** Encodes an exception, whose serialization is the user's code and may fail. */
    private Optional<byte[]> encodeIfFitting(Throwable error, long limit) {
        try {
            byte[] bytes = codec.encode(error);
            return bytes.length <= limit ? Optional.of(bytes) : Optional.empty();
        } catch (Throwable e) {
            return Optional.empty();
        }
    }

    /**
     * Decodes an exception. It does not fail: one that can't be decoded is told as a
     * {@link TaskSerializationException}.
     *
     * @param bytes the bytes
     * @param label how to call the task in messages
     * @return the exception
     */
    public Throwable decodeError(byte[] bytes, String label) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte[] head = new byte[buffer.getInt()];
        buffer.get(head);
        byte[] body = new byte[buffer.remaining()];
        buffer.get(body);
        String text = new String(head, StandardCharsets.UTF_8);
        if (body.length == 0) {
            return new TaskSerializationException(label + " failed, and its exception could not be encoded: " + text);
        }
        try {
            return (Throwable) requireNonNull(codec.decode(body, loader, filter));
        } catch (Throwable e) {
            return new TaskSerializationException(
                    label + " failed, and its exception can't be decoded here: " + text + " (" + why(e) + ")", e);
        }
    }

    private byte[] encode(@Nullable Object value, String what) {
        try {
            return codec.encode(value);
        } catch (NotSerializableException e) {
            String className = String.valueOf(e.getMessage());
            String way = wayTo(className, value);
            throw new TaskSerializationException(
                    what + " can't be serialized: " + className + " is not serializable"
                            + (way.isEmpty() ? "" : "; it is at " + way) + "; " + REMEDY,
                    e);
        } catch (StackOverflowError e) {
            throw new TaskSerializationException(
                    what
                            + " can't be serialized: it is nested too deeply (StackOverflowError); pass a flatter structure",
                    e);
        } catch (Throwable e) {
            throw new TaskSerializationException(what + " can't be serialized: " + e + "; " + REMEDY, e);
        }
    }

    /** Looks for what is to blame; that may run users' code, whose failure must not hide the first. */
    private static String wayTo(String className, @Nullable Object value) {
        try {
            return value == null ? "" : PathFinder.find(value, className).orElse("");
        } catch (RuntimeException | Error e) {
            return "";
        }
    }

    private @Nullable Object decode(byte[] bytes, String what) {
        try {
            return codec.decode(bytes, loader, filter);
        } catch (StackOverflowError e) {
            throw new TaskSerializationException(
                    what + " can't be decoded: it is nested too deeply (StackOverflowError); pass a flatter structure",
                    e);
        } catch (Throwable e) {
            throw new TaskSerializationException(what + " can't be decoded: " + why(e), e);
        }
    }

    private static String why(Throwable error) {
        if (error instanceof ClassNotFoundException || error instanceof NoClassDefFoundError) {
            return "class " + String.valueOf(error.getMessage()).replace('/', '.')
                    + " is missing on this side; add it to the class path";
        } else if (error instanceof InvalidClassException invalid && invalid.classname != null) {
            return "class " + invalid.classname + " is refused or differs on the two sides: " + invalid.getMessage();
        }
        return error.toString();
    }

    private static void requireSize(byte[] bytes, long limit, String what, String option) {
        if (bytes.length > limit) {
            throw new TaskSerializationException(what + " is too long: " + bytes.length + " bytes, of " + limit + " by "
                    + option + "; pass less, or raise the limit in the backend's options");
        }
    }
}
