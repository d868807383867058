package dev.runner.remote;

import dev.runner.TaskSerializationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An exception on its way: what a {@link StandInException} is made of, with its length before it, and behind it the
 * exception itself, where that could be encoded.
 */
final class ErrorBytes {

    private ErrorBytes() {}

    /**
     * Returns the bytes of an exception. It does not fail.
     *
     * @param body the exception itself, or nothing
     */
    static byte[] of(Throwable error, byte[] body) {
        byte[] form = form(error);
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

    /**
     * Returns the exception of which these are the bytes, or a stand-in. It does not fail.
     *
     * @param what tells how to call it in messages
     * @param decode decodes the exception itself, and may fail
     */
    static Throwable read(byte[] bytes, Supplier<String> what, Function<byte[], Throwable> decode) {
        StandInException standIn;
        byte[] body;
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            standIn = ErrorForm.read(form(buffer));
            body = new byte[buffer.remaining()];
            buffer.get(body);
        } catch (IOException | RuntimeException e) {
            return new TaskSerializationException(
                    what.get() + " can't be decoded: its bytes are not what a worker sends", e);
        }
        if (body.length == 0) {
            return standIn;
        }
        try {
            return decode.apply(body);
        } catch (RuntimeException e) {
            standIn.addSuppressed(e);
            return standIn;
        }
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
}
