package dev.runner.remote;

import dev.runner.remote.spi.PayloadCodec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The codec {@code java}: Java serialization, with classes found where the task's are.
 *
 * @since 0.1
 */
public final class JavaCodec implements PayloadCodec {

    /** Makes the codec. */
    public JavaCodec() {}

    @Override
    public String id() {
        return "java";
    }

    @Override
    public void encode(@Nullable Object value, OutputStream to) throws IOException {
        ObjectOutputStream out = new ObjectOutputStream(to);
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

    /** Finds classes in a given loader first, and where Java would look otherwise. */
    private static final class LoadingInput extends ObjectInputStream {
        private final ClassLoader loader;
        private @Nullable ClassNotFoundException missing;

        LoadingInput(InputStream in, ClassLoader loader) throws IOException {
            super(in);
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(description.getName(), false, loader);
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
