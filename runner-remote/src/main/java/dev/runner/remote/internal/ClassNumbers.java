package dev.runner.remote.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serial;
import java.io.StreamCorruptedException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that stand for the descriptors of classes in what Java serialization writes, once both sides know them.
 *
 * <p>One side gives the numbers, from 1 on: to what it writes, and to what the other side has {@link #offer offered}.
 * So it knows whatever number comes. The other side uses those that it was told, and only for classes whose descriptor
 * is the same there. Thread-safe.
 */
public final class ClassNumbers {

    /** So many may have a number: what makes classes without end does not fill the memory of workers. */
    private static final int MOST = 2048;

    /** A longer descriptor is written in full each time. */
    private static final int LONGEST = 4 * 1024;

    /** How long those may be together that have a number: each worker knows them all. */
    private static final int MOST_BYTES = 512 * 1024;

    private static final int NONE = 0;

    private final Map<Integer, Known> known = new ConcurrentHashMap<>();
    private final Map<ByteBuffer, Integer> numbers = new ConcurrentHashMap<>();
    private final AtomicInteger last = new AtomicInteger();
    private final Queue<byte[]> offers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger offered = new AtomicInteger();
    private volatile int bytes;
    private volatile boolean gives;
    private volatile boolean uses;

    private final ClassValue<Written> written = new ClassValue<>() {
        @Override
        protected Written computeValue(Class<?> type) {
            return new Written(definitionOf(type));
        }
    };

    /** Makes it, without numbers. */
    public ClassNumbers() {}

    /** From now on this side gives numbers. */
    public void give() {
        gives = true;
        uses = true;
    }

    /** From now on this side uses the numbers that it is told, and offers classes that have none. */
    public void use() {
        uses = true;
    }

    boolean areUsed() {
        return uses;
    }

    /** Returns how many numbers there are. What was written when there were so many uses no others. */
    public int count() {
        return last.get();
    }

    /** Returns the descriptor of a number. */
    public byte[] definition(int number) {
        Known one = known.get(number);
        if (one == null) {
            throw new IllegalArgumentException("numbers of classes are 1 to " + count() + " here (was " + number + ")");
        }
        return one.definition.clone();
    }

    /** Takes what the side that gives numbers has told. */
    public void define(int number, byte[] definition) {
        known.put(number, new Known(definition));
        numbers.put(ByteBuffer.wrap(definition), number);
        last.accumulateAndGet(number, Math::max);
    }

    /** Takes a descriptor that the other side would have a number for. It is not looked at before it is used. */
    public void offer(byte[] definition) {
        if (gives && !isFull() && definition.length <= LONGEST) {
            numberOf(definition);
        }
    }

    /** Returns a descriptor for which this side would have a number, each once: null if there is none for now. */
    public byte @Nullable [] takeOffer() {
        byte[] offer = offers.poll();
        return offer == null ? null : offer.clone();
    }

    private boolean isFull() {
        return last.get() == MOST || bytes > MOST_BYTES - LONGEST;
    }

    private synchronized int numberOf(byte[] definition) {
        ByteBuffer key = ByteBuffer.wrap(definition);
        Integer number = numbers.get(key);
        if (number == null && !isFull()) {
            number = last.get() + 1;
            bytes += definition.length;
            known.put(number, new Known(definition));
            numbers.put(key, number);
            last.set(number);
        }
        return number == null ? NONE : number;
    }

    /** Returns the number that stands for a descriptor in what is written now, or 0 if it is to be written in full. */
    public int numberFor(ObjectStreamClass descriptor) {
        Class<?> type = descriptor.forClass();
        boolean isOfThisJvm = type != null && descriptor == ObjectStreamClass.lookup(type);
        return isOfThisJvm ? numberOf(written.get(type)) : NONE;
    }

    /** Looks again only when there are more numbers than there were. */
    private int numberOf(Written type) {
        byte[] definition = type.definition;
        int now = last.get();
        if (type.number != NONE || definition == null || type.lookedAt == now) {
            return type.number;
        }
        boolean isNew = type.lookedAt < 0;
        type.lookedAt = now;
        int number = gives ? numberOf(definition) : numbers.getOrDefault(ByteBuffer.wrap(definition), NONE);
        if (number != NONE) {
            type.number = number;
        } else if (!gives && isNew && offered.incrementAndGet() <= MOST) {
            offers.add(definition);
        }
        return number;
    }

    /** Returns what stands for a descriptor in what is read. */
    public Known require(int number) throws StreamCorruptedException {
        Known one = known.get(number);
        if (one == null) {
            throw new StreamCorruptedException("class number " + number + " is not known on this side");
        }
        return one;
    }

    /** A class as this side writes it. It knows nobody: classes keep it, and live longer than pools. */
    private static final class Written {

        private final byte @Nullable [] definition;
        private volatile int number;
        private volatile int lookedAt = -1;

        Written(byte @Nullable [] definition) {
            this.definition = definition;
        }
    }

    /** A descriptor that has a number. */
    public static final class Known {

        private final byte[] definition;
        private volatile @Nullable ObjectStreamClass descriptor;
        private volatile WeakReference<@Nullable Class<?>> type = new WeakReference<>(null);

        private Known(byte[] definition) {
            this.definition = definition;
        }

        /**
         * Returns the descriptor as it would have been read.
         *
         * @throws IOException if it is none
         */
        public ObjectStreamClass descriptor() throws IOException {
            ObjectStreamClass read = descriptor;
            if (read == null) {
                read = descriptorIn(definition);
                descriptor = read;
            }
            return read;
        }

        /** Returns the class that was found for it, or null. */
        public @Nullable Class<?> type() {
            return type.get();
        }

        /** Remembers which class was found for it. */
        public void found(Class<?> found) {
            type = new WeakReference<>(found);
        }
    }

    // Java writes and reads a descriptor only on the way to an object: it is taken out, and the rest is given up.

    private static byte @Nullable [] definitionOf(Class<?> type) {
        ObjectStreamClass descriptor = ObjectStreamClass.lookup(type);
        if (descriptor == null) {
            return null;
        }
        Sink sink = new Sink(256);
        int[] end = {-1};
        try (ObjectOutputStream out = new ObjectOutputStream(sink) {
            @Override
            protected void annotateClass(Class<?> of) throws IOException {
                end[0] = end[0] < 0 ? sink.length() : end[0]; // Java then writes the exception too
                throw new Taken();
            }
        }) {
            out.writeObject(descriptor);
        } catch (IOException e) {
            sink.cut(Math.max(0, end[0]));
        }
        return end[0] < 0 || end[0] > LONGEST ? null : sink.toByteArray();
    }

    private static ObjectStreamClass descriptorIn(byte[] definition) throws IOException {
        Taking in = new Taking(new ByteArrayInputStream(definition));
        try (in) {
            Object unused = in.readObject();
        } catch (Taken | ClassNotFoundException e) {
            // what was wanted was read before
        }
        ObjectStreamClass taken = in.taken;
        if (taken == null) {
            throw new StreamCorruptedException("what was told of a class is no descriptor");
        }
        return taken;
    }

    private static final class Taking extends ObjectInputStream {

        private @Nullable ObjectStreamClass taken;

        Taking(InputStream in) throws IOException {
            super(in);
        }

        @Override
        protected ObjectStreamClass readClassDescriptor() throws IOException, ClassNotFoundException {
            taken = super.readClassDescriptor();
            return taken;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass descriptor) throws IOException {
            throw new Taken();
        }

        @Override
        protected Class<?> resolveProxyClass(String[] interfaces) throws IOException {
            throw new Taken();
        }
    }

    /** Gives up the rest. */
    private static final class Taken extends IOException {
        @Serial
        private static final long serialVersionUID = 1;

        Taken() {
            super("a descriptor was taken");
        }
    }
}
