package dev.runner.internal;

import dev.runner.Job;
import dev.runner.TaskSerializationException;
import dev.runner.spi.SerializedBuffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a task in this JVM as if it were run in another: what goes in and what comes out are copies made by
 * serialization, so that code can be proven fit for processes without one.
 */
final class Rehearsal {

    private static final String TASK = "the task";

    private Rehearsal() {}

    static <R extends @Nullable Object> R call(Job<R> job) throws Exception {
        ClassLoader loader = job.function().getClass().getClassLoader();
        R result = copy(job, TASK, loader).call();
        return copy(result, "the result", loader);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // a copy has the type of what was copied
    private static <T extends @Nullable Object> T copy(T value, String what, @Nullable ClassLoader loader) {
        return (T) decode(encode(value, what), what, loader);
    }

    /** Makes a copy of what was {@link #encode encoded}. */
    static @Nullable Object decode(byte[] bytes, String what, @Nullable ClassLoader loader) {
        try (ObjectInputStream in = new LoadingInput(new ByteArrayInputStream(bytes), loader)) {
            return in.readObject();
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            throw failure(what, e);
        }
    }

    /** Throws if a task can't be encoded, as its submitter would find. */
    static void requireEncodable(Job<?> job) {
        encode(job, TASK);
    }

    static byte[] encode(@Nullable Object value, String what) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ReplacingOutput(bytes)) {
            out.writeObject(value);
        } catch (IOException | RuntimeException e) {
            throw failure(what, e);
        }
        return bytes.toByteArray();
    }

    private static TaskSerializationException failure(String what, Exception cause) {
        return new TaskSerializationException(
                what + " can't go through serialization: " + cause
                        + "; make the class named there serializable, mark the field transient, or pass less",
                cause);
    }

    /** Writes buffers too, which Java does not. */
    private static final class ReplacingOutput extends ObjectOutputStream {

        ReplacingOutput(OutputStream out) throws IOException {
            super(out);
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object object) {
            return SerializedBuffer.replacing(object);
        }
    }

    /** Finds classes where the task's own are. */
    private static final class LoadingInput extends ObjectInputStream {
        private final @Nullable ClassLoader loader;

        LoadingInput(InputStream in, @Nullable ClassLoader loader) throws IOException {
            super(in);
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(description.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(description);
            }
        }
    }
}
