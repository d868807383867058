package dev.runner.codec.fory;

import com.google.auto.service.AutoService;
import dev.runner.remote.JavaCodec;
import dev.runner.remote.spi.PayloadCodec;
import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The codec {@code fory}: Apache Fory for graphs of which it makes just what Java serialization would, only several
 * times faster, and Java serialization for all others. A first byte tells which.
 *
 * <p>By Fory go: records, enums, lambdas, classes that leave their serialization to Java (no {@code writeObject} or
 * {@code readObject}, {@code writeReplace} or {@code readResolve}, {@code serialPersistentFields}, no superclass that
 * is not serializable), arrays, and the usual classes of the JDK ({@link JdkTypes}). If anything else is in a graph,
 * all of it goes by Java serialization; so it is with what can't be serialized, for which Java finds the words.
 *
 * <p>It asks no filter about classes and arrays: a side with a filter is sent, and takes, Java serialization only.
 * Bytes that claim more memory than they can fill are refused all the same.
 *
 * <p>A class whose fields differ on the two sides is refused, even where Java serialization would make do with what
 * both have. Thread-safe.
 */
@AutoService(PayloadCodec.class)
public final class ForyCodec implements PayloadCodec {

    private static final int FIRST_TO_WARN = 24;
    private static final int BY_JAVA = 0;
    private static final int BY_FORY = 1;

    private final JavaCodec java = new JavaCodec();
    private final Lanes lanes = new Lanes();

    /** Makes the codec. */
    public ForyCodec() {}

    @Override
    public String id() {
        return "fory";
    }

    @Override
    public boolean asksFilter() {
        return false;
    }

    /** Fory looks at fields through {@code Unsafe}, of which newer JVMs warn on standard error. */
    @Override
    public List<String> workerFlags(int feature) {
        return feature >= FIRST_TO_WARN ? List.of("--sun-misc-unsafe-memory-access=allow") : List.of();
    }

    @Override
    public void encode(@Nullable Object value, OutputStream to) throws IOException {
        byte[] fast = encodeByFory(value);
        if (fast != null) {
            to.write(BY_FORY);
            to.write(fast);
        } else {
            to.write(BY_JAVA);
            java.encode(value, to);
        }
    }

    /** Encodes, or gives null if Fory is not to do it, or fails at it: Java serialization then has the last word. */
    private byte @Nullable [] encodeByFory(@Nullable Object value) {
        if (value == null || value instanceof Throwable) {
            return null;
        }
        ClassLoader loader = ForyCodec.class.getClassLoader();
        try {
            Lane lane = lanes.take(loader);
            byte[] bytes = lane.write(value);
            lanes.giveBack(loader, lane);
            return bytes;
        } catch (Throwable e) {
            return null;
        }
    }

    @Override
    public @Nullable Object decode(ByteBuffer from, ClassLoader loader, @Nullable ObjectInputFilter filter)
            throws IOException, ClassNotFoundException {
        if (!from.hasRemaining()) {
            throw new EOFException("a payload has a first byte");
        }
        int how = from.get();
        if (how == BY_JAVA) {
            return java.decode(from, loader, filter);
        } else if (how != BY_FORY) {
            throw new StreamCorruptedException("a payload begins with 0 or 1 (was " + how + ")");
        }
        try {
            Lane lane = lanes.take(loader);
            Object value = lane.read(from);
            lanes.giveBack(loader, lane);
            return value;
        } catch (Throwable e) {
            throw Failures.told(e);
        }
    }
}
