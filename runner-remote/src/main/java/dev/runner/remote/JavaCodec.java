package dev.runner.remote;

import dev.runner.remote.internal.ClassNumbers;
import dev.runner.remote.internal.Crossing;
import dev.runner.remote.spi.PayloadCodec;
import dev.runner.spi.SerializedBuffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The codec {@code java}: Java serialization, with classes found where the task's are, and with buffers of bytes.
 *
 * <p>What it writes while a {@link Payloads} encodes may have numbers in place of classes, and is for the other side of
 * that only.
 *
 * @since 0.1
 */
public final class JavaCodec implements PayloadCodec {

    /** What stands in place of the header of a stream in which classes have numbers. */
    private static final int NUMBERED = 'N';

    /** Makes the codec. */
    public JavaCodec() {}

    @Override
    public String id() {
        return "java";
    }

    @Override
    public void encode(@Nullable Object value, OutputStream to) throws IOException {
        ObjectOutputStream out = new NumberingOutput(to);
        out.writeObject(value);
        out.flush();
    }

    @Override
    public @Nullable Object decode(ByteBuffer from, ClassLoader loader, @Nullable ObjectInputFilter filter)
            throws IOException, ClassNotFoundException {
        InputStream bytes =
                new ByteArrayInputStream(from.array(), from.arrayOffset() + from.position(), from.remaining());
        try (LoadingInput in = new LoadingInput(bytes, loader)) {
            if (filter != null) {
                in.setObjectInputFilter(filter);
            }
            return read(in);
        }
    }

    /** Reads; what a missing class led to, such as a lambda that could not be put together, is told as that. */
    private static @Nullable Object read(LoadingInput in) throws IOException, ClassNotFoundException {
        try {
            return in.readObject();
        } catch (ClassCastException e) {
            if (in.missing != null) {
                in.missing.addSuppressed(e);
                throw in.missing;
            }
            throw e;
        }
    }

    /** Writes buffers of bytes too, which Java does not, and numbers for the descriptors of classes that have one. */
    private static final class NumberingOutput extends ObjectOutputStream {

        private final @Nullable ClassNumbers classes = Crossing.classes();

        NumberingOutput(OutputStream out) throws IOException {
            super(out);
            enableReplaceObject(true);
        }

        /** Called while this is made. */
        @Override
        protected void writeStreamHeader() throws IOException {
            if (Crossing.classes() == null) {
                super.writeStreamHeader();
            } else {
                writeByte(NUMBERED);
            }
        }

        @Override
        protected Object replaceObject(Object object) {
            return SerializedBuffer.replacing(object);
        }

        @Override
        protected void writeClassDescriptor(ObjectStreamClass descriptor) throws IOException {
            if (classes != null) {
                int number = classes.numberFor(descriptor);
                writeShort(number);
                if (number > 0) {
                    return;
                }
            }
            super.writeClassDescriptor(descriptor);
        }
    }

    /** Finds classes in a given loader first, and where Java would look otherwise. */
    private static final class LoadingInput extends ObjectInputStream {
        private final ClassLoader loader;
        private @Nullable ClassNotFoundException missing;

        /** Set by {@link #readStreamHeader}. */
        private @Nullable ClassNumbers classes;

        /** That whose class is asked for next, if it has a number. */
        private ClassNumbers.@Nullable Known next;

        LoadingInput(InputStream in, ClassLoader loader) throws IOException {
            super(in);
            this.loader = loader;
        }

        /** Called while this is made: before any field could be set. */
        @Override
        protected void readStreamHeader() throws IOException {
            int first = readUnsignedByte();
            if (first == NUMBERED) {
                classes = Crossing.classes();
                if (classes == null) {
                    throw new StreamCorruptedException("no class has a number on this side");
                }
                return;
            }
            int header = first << (3 * Byte.SIZE) | readUnsignedByte() << Short.SIZE | readUnsignedShort();
            if (header != ((STREAM_MAGIC & 0xFFFF) << Short.SIZE | STREAM_VERSION)) {
                throw new StreamCorruptedException("invalid stream header: %08X".formatted(header));
            }
        }

        @Override
        protected ObjectStreamClass readClassDescriptor() throws IOException, ClassNotFoundException {
            int number = classes == null ? 0 : readUnsignedShort();
            next = classes == null || number == 0 ? null : classes.require(number);
            return next == null ? super.readClassDescriptor() : next.descriptor();
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            ClassNumbers.Known known = next;
            Class<?> found = known == null ? null : known.type();
            return found == null ? resolve(description, known) : found;
        }

        private Class<?> resolve(ObjectStreamClass description, ClassNumbers.@Nullable Known known)
                throws IOException, ClassNotFoundException {
            try {
                Class<?> found = Class.forName(description.getName(), false, loader);
                if (known != null) {
                    known.found(found);
                }
                return found;
            } catch (ClassNotFoundException e) {
                return resolveElsewhere(description);
            }
        }

        private Class<?> resolveElsewhere(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return super.resolveClass(description);
            } catch (ClassNotFoundException e) {
                missing = missing == null ? e : missing;
                throw e;
            }
        }

        @Override
        @SuppressWarnings("deprecation") // a proxy class by its interfaces is what is needed here
        protected Class<?> resolveProxyClass(String[] interfaces) throws IOException, ClassNotFoundException {
            Class<?>[] types = new Class<?>[interfaces.length];
            for (int i = 0; i < interfaces.length; i++) {
                types[i] = Class.forName(interfaces[i], false, loader);
            }
            return Proxy.getProxyClass(loader, types);
        }
    }
}
