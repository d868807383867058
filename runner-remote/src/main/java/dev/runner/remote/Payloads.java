package dev.runner.remote;

import static java.util.Objects.requireNonNull;

import dev.runner.Job;
import dev.runner.TaskSerializationException;
import dev.runner.remote.internal.Reasons;
import dev.runner.remote.internal.WatchedFilter;
import dev.runner.remote.spi.PayloadCodec;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes what travels between a pool and its workers, within limits, and explains what can't. Both sides
 * have one. Immutable and thread-safe; every method may run users' code, that of their serialization.
 *
 * @since 0.1
 */
public final class Payloads {

    /**
     * How long an encoded exception may be where results must be shorter. Together with its form it fits in the room
     * that a frame has beyond its result.
     */
    private static final int LEAST_ERROR_LIMIT = 512 * 1024;

    private static final byte[] NOTHING = {};

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
     * @param filter what may be decoded here, or null for anything; arrays that are longer than what has come can fill
     *     are refused in any case
     * @param maxTaskBytes how long an encoded task may be
     * @param maxResultBytes how long an encoded result may be; an exception may have 512 KiB in any case
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
        return decode(bytes, label, Job.class);
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
     * Encodes an exception. It does not fail: one that can't be encoded, or is too long, is told as a
     * {@link StandInException}. The limit of results does not hold for it, unless it is higher than that of exceptions.
     *
     * @param error the exception
     * @return the bytes, from which the other side can always make a stand-in
     */
    public byte[] encodeError(Throwable error) {
        byte[] form = form(error);
        byte[] body = body(error);
        return ByteBuffer.allocate(Integer.BYTES + form.length + body.length)
                .putInt(form.length)
                .put(form)
                .put(body)
                .array();
    }

    private static byte[] form(Throwable error) {
        try {
            return ErrorForm.write(error);
        } catch (Throwable e) {
            return formOfName(error);
        }
    }

    private static byte[] formOfName(Throwable error) {
        try {
            return ErrorForm.write(new StandInException(StandInException.classNameOf(error), null));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    /** Encodes an exception itself, whose serialization is the user's code and may fail. */
    private byte[] body(Throwable error) {
        try {
            byte[] bytes = codec.encode(error);
            return bytes.length <= Math.max(maxResultBytes, LEAST_ERROR_LIMIT) ? bytes : NOTHING;
        } catch (Throwable e) {
            return NOTHING;
        }
    }

    /**
     * Decodes an exception. It does not fail: one that can't be decoded is told as a {@link StandInException}, which
     * has suppressed the reason.
     *
     * @param bytes the bytes
     * @param label how to call the task in messages
     * @return the exception
     */
    public Throwable decodeError(byte[] bytes, String label) {
        String what = "the exception of " + label;
        StandInException standIn;
        byte[] body;
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            standIn = ErrorForm.read(form(buffer));
            body = new byte[buffer.remaining()];
            buffer.get(body);
        } catch (IOException | RuntimeException e) {
            return new TaskSerializationException(what + " can't be decoded: its bytes are not what a worker sends", e);
        }
        return body.length == 0 ? standIn : decodeBody(body, what, standIn);
    }

    /** Takes the form from what has come. Its length is not believed before it has been compared with that. */
    private static byte[] form(ByteBuffer buffer) throws IOException {
        int length = buffer.getInt();
        if (length < 0 || length > buffer.remaining()) {
            throw new IOException("a form has 0 to " + buffer.remaining() + " bytes here (was " + length + ")");
        }
        byte[] form = new byte[length];
        buffer.get(form);
        return form;
    }

    private Throwable decodeBody(byte[] body, String what, StandInException standIn) {
        try {
            return decode(body, what, Throwable.class);
        } catch (RuntimeException e) {
            standIn.addSuppressed(e);
            return standIn;
        }
    }

    private byte[] encode(@Nullable Object value, String what) {
        try {
            return codec.encode(value);
        } catch (Throwable e) {
            throw new TaskSerializationException(what + " can't be serialized: " + Reasons.notEncoded(e, value), e);
        }
    }

    private <T> T decode(byte[] bytes, String what, Class<T> type) {
        Object decoded = decode(bytes, what);
        if (!type.isInstance(decoded)) {
            throw new TaskSerializationException(what + " can't be decoded: it is no " + type.getName() + " (was "
                    + (decoded == null ? null : decoded.getClass().getName()) + ")");
        }
        return type.cast(decoded);
    }

    private @Nullable Object decode(byte[] bytes, String what) {
        WatchedFilter watched = new WatchedFilter(filter, bytes.length);
        try {
            return codec.decode(bytes, loader, watched);
        } catch (Throwable e) {
            throw new TaskSerializationException(what + " can't be decoded: " + Reasons.notDecoded(e, watched), e);
        }
    }

    private static void requireSize(byte[] bytes, long limit, String what, String option) {
        if (bytes.length > limit) {
            throw new TaskSerializationException(what + " is too long: " + bytes.length + " bytes, of " + limit + " by "
                    + option + "; pass less, or raise the limit in the backend's options");
        }
    }
}
