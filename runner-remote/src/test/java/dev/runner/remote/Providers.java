package dev.runner.remote;

import dev.runner.remote.spi.PayloadCodec;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Codecs that {@link CodecsTest} installs, each by itself. */
@SuppressWarnings("missing-explicit-ctor")
public final class Providers {

    private Providers() {}

    /** A codec by another name. */
    public abstract static class Named implements PayloadCodec {
        private final PayloadCodec java = new JavaCodec();

        @Override
        public String id() {
            return getClass().getSimpleName().toLowerCase(Locale.ROOT);
        }

        @Override
        public void encode(@Nullable Object value, OutputStream to) throws IOException {
            java.encode(value, to);
        }

        @Override
        public @Nullable Object decode(ByteBuffer from, ClassLoader loader, @Nullable ObjectInputFilter filter)
                throws IOException, ClassNotFoundException {
            return java.decode(from, loader, filter);
        }
    }

    /** A codec. */
    public static final class Brisk extends Named {}

    /** Another. */
    public static final class Rapid extends Named {}

    /** One that asks no filter. */
    public static final class Careless extends Named {
        @Override
        public boolean asksFilter() {
            return false;
        }
    }

    /** One with a name that is taken. */
    public static final class Java extends Named {}

    /** One that can't be made. */
    public static final class Broken extends Named {
        /** Fails. */
        public Broken() {
            throw new IllegalStateException("a jar is missing");
        }
    }

    /** Another class with the name of the first. */
    public static final class Twin extends Named {
        @Override
        public String id() {
            return "brisk";
        }
    }
}
