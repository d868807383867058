package dev.runner.remote;

import dev.runner.remote.internal.Sink;
import dev.runner.remote.internal.WatchedFilter;
import dev.runner.remote.spi.PayloadCodec;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The forms that codecs write: that of this side's codec, or Java serialization in its place, which asks the filter
 * that the codec would pass by. Thread-safe; either runs users' code.
 */
final class CodecForms {

    /** The form of the codec. */
    private static final byte BY_CODEC = 0;

    /** Java serialization, in place of a codec that asks no filter. */
    private static final byte BY_JAVA = 3;

    private static final PayloadCodec JAVA = new JavaCodec();

    private final PayloadCodec codec;
    private final ClassLoader loader;
    private final @Nullable ObjectInputFilter filter;
    private final boolean isOtherUnfiltered;

    /**
     * Whether there was no filter for this JVM when that was first of interest, which is seldom in a worker: to look
     * for one takes Java as long as a tenth of a worker's start. One that this JVM starts has the same flags, and so
     * the same filter. One that is set later comes too late.
     */
    private volatile @Nullable Boolean jvmHasNoFilter;

    /**
     * Makes it.
     *
     * @param loader where the classes of what arrives here are to be found
     * @param filter what may be decoded here, or null for anything
     * @param isOtherUnfiltered whether the other side has no filter
     */
    CodecForms(PayloadCodec codec, ClassLoader loader, @Nullable ObjectInputFilter filter, boolean isOtherUnfiltered) {
        this.codec = codec;
        this.loader = loader;
        this.filter = filter;
        this.isOtherUnfiltered = isOtherUnfiltered;
        if (!codec.asksFilter()) {
            this.jvmHasNoFilter = jvmHasNoFilter(); // before a task could set one
        }
    }

    /** Tells whether this side was given no filter. */
    boolean hasNoFilter() {
        return filter == null;
    }

    /** Tells whether this side was given no filter, and this JVM has none either. */
    boolean isUnfiltered() {
        return filter == null && jvmHasNoFilter();
    }

    private boolean jvmHasNoFilter() {
        Boolean known = jvmHasNoFilter;
        if (known == null) {
            known = ObjectInputFilter.Config.getSerialFilter() == null;
            jvmHasNoFilter = known;
        }
        return known;
    }

    /** Returns what looks at so many bytes as they are decoded. */
    WatchedFilter watch(int bytes) {
        return new WatchedFilter(filter, bytes);
    }

    /** Writes a value, behind a byte that tells the form. */
    void write(@Nullable Object value, Sink out) throws IOException {
        if (codec.asksFilter() || (isOtherUnfiltered && jvmHasNoFilter())) {
            out.write(BY_CODEC);
            codec.encode(value, out);
        } else {
            out.write(BY_JAVA);
            JAVA.encode(value, out);
        }
    }

    /** Reads what is written in a form, behind the byte that tells it. */
    @Nullable
    Object read(int form, ByteBuffer in, WatchedFilter watched) throws Exception {
        if (form == BY_CODEC) {
            requireFilterAsked();
            return codec.decode(in, loader, watched);
        } else if (form == BY_JAVA) {
            return JAVA.decode(in, loader, watched);
        }
        throw new StreamCorruptedException("nothing is taken here in form " + form);
    }

    private void requireFilterAsked() throws StreamCorruptedException {
        if (!codec.asksFilter() && !isUnfiltered()) {
            throw new StreamCorruptedException("codec '" + codec.id() + "' asks no filter, and this side has one"
                    + (filter == null
                            ? " (jdk.serialFilter): set it in the pool's JVM too, or name the codec java"
                            : ""));
        }
    }
}
