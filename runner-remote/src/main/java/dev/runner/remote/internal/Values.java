package dev.runner.remote.internal;

import dev.runner.Shared;
import dev.runner.remote.SharedBlocks;
import dev.runner.spi.SerializedBuffer;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The short form of the values that tasks have and give most: null, primitives in their boxes, strings, arrays of
 * primitives, buffers of bytes, handles of shared values, and an {@link ArrayList} of boxes, strings and handles. Each
 * is a byte that tells its type and what it needs.
 *
 * <p>What comes out is equal to what went in and of the same class, and no code of the user's runs. Boxes and strings
 * have no identity here; arrays, buffers and lists have: what would write one of them twice is told to be written
 * otherwise.
 */
public final class Values {

    private static final int NULL = 0;
    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int BYTE = 3;
    private static final int SHORT = 4;
    private static final int CHAR = 5;
    private static final int INT = 6;
    private static final int LONG = 7;
    private static final int FLOAT = 8;
    private static final int DOUBLE = 9;
    private static final int LATIN = 10;
    private static final int TEXT = 11;
    private static final int BYTES = 12;
    private static final int BOOLEANS = 13;
    private static final int SHORTS = 14;
    private static final int CHARS = 15;
    private static final int INTS = 16;
    private static final int LONGS = 17;
    private static final int FLOATS = 18;
    private static final int DOUBLES = 19;
    private static final int LIST = 20;

    /** An array or a buffer whose elements are in a block of {@link SharedBlocks}: its place, and the array. */
    private static final int ELSEWHERE = 21;

    /** The handle of a shared value, by its number. */
    private static final int HANDLE = 22;

    /** A buffer of bytes: an array with more in its head. */
    private static final int BUFFER = 23;

    /** Stands where a value is that follows all others of its call, as the codec writes it. */
    private static final int PART = 24;

    /** From how many bytes on an array is put in a block. */
    private static final int LONG_BYTES = 1 << 20;

    private static final int MOST_WITH_IDENTITY = 16;
    private static final int LATIN_END = 0x100;
    private static final int NUMBER_BITS = 7;
    private static final int NUMBER_MASK = 0x7F;

    private Values() {}

    /** Writes some values: false if one of them can't be written so. */
    static boolean writeAll(@Nullable Object[] values, Sink out) {
        Object[] seen = null;
        int count = 0;
        for (Object value : values) {
            if (hasIdentity(value)) {
                seen = seen == null ? new Object[MOST_WITH_IDENTITY] : seen;
                if (count == MOST_WITH_IDENTITY || contains(seen, count, value)) {
                    return false;
                }
                seen[count++] = value;
            }
            if (!write(value, out)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Writes some values, but for those that have an identity: they are the parts, which the codec is to write
     * together, since one may have another in it.
     */
    static List<@Nullable Object> writeScalars(@Nullable Object[] values, Sink out) {
        List<@Nullable Object> parts = new ArrayList<>(2);
        for (Object value : values) {
            if (value instanceof Shared || !writeScalar(value, out)) {
                out.write(PART);
                parts.add(value);
            }
        }
        return parts;
    }

    /** Tells whether the next value is a part, and passes it if so. */
    static boolean passPart(ByteBuffer in) {
        boolean isPart = in.hasRemaining() && in.get(in.position()) == PART;
        in.position(in.position() + (isPart ? 1 : 0));
        return isPart;
    }

    private static boolean hasIdentity(@Nullable Object value) {
        return value != null && (value.getClass().isArray() || value instanceof List || value instanceof ByteBuffer);
    }

    private static boolean contains(@Nullable Object[] seen, int count, Object value) {
        for (int i = 0; i < count; i++) {
            if (seen[i] == value) {
                return true;
            }
        }
        return false;
    }

    /** Writes a value: false if it can't be written so. */
    public static boolean write(@Nullable Object value, Sink out) {
        if (value != null && value.getClass() == ArrayList.class) {
            return writeList((List<?>) value, out);
        }
        return writeScalar(value, out) || writeArray(value, out);
    }

    private static boolean writeList(List<?> list, Sink out) {
        Object[] elements = list.toArray();
        out.write(LIST);
        out.putNumber(elements.length);
        for (Object element : elements) {
            if (!writeScalar(element, out)) {
                return false;
            }
        }
        return true;
    }

    static boolean writeScalar(@Nullable Object value, Sink out) {
        if (value == null) {
            out.write(NULL);
        } else if (value instanceof Integer number) {
            out.write(INT);
            out.putSigned(number);
        } else if (value instanceof String text) {
            writeText(text, out);
        } else if (value instanceof Long number) {
            out.write(LONG);
            out.putSigned(number);
        } else if (value instanceof Double number) {
            out.write(DOUBLE);
            out.next(Double.BYTES).putLong(Double.doubleToRawLongBits(number));
        } else if (value instanceof Boolean flag) {
            out.write(flag ? TRUE : FALSE);
        } else if (value instanceof Float number) {
            out.write(FLOAT);
            out.next(Float.BYTES).putInt(Float.floatToRawIntBits(number));
        } else if (value instanceof Byte number) {
            out.write(BYTE);
            out.write(number);
        } else if (value instanceof Short number) {
            out.write(SHORT);
            out.putSigned(number);
        } else if (value instanceof Character character) {
            out.write(CHAR);
            out.putNumber(character);
        } else {
            return value instanceof Shared<?> handle && writeHandle(handle, out);
        }
        return true;
    }

    private static boolean writeHandle(Shared<?> handle, Sink out) {
        Parcel parcel = out.use(handle);
        if (parcel == null) {
            return false;
        }
        out.write(HANDLE);
        out.putNumber(parcel.number());
        return true;
    }

    private static void writeText(String text, Sink out) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) >= LATIN_END) {
                out.write(TEXT);
                out.putNumber(length);
                out.next((long) length * Character.BYTES).asCharBuffer().put(text);
                return;
            }
        }
        byte[] latin = text.getBytes(StandardCharsets.ISO_8859_1);
        out.write(LATIN);
        out.putNumber(length);
        out.write(latin, 0, length);
    }

    private static boolean writeArray(@Nullable Object value, Sink out) {
        if (value instanceof byte[] array) {
            begin(out, BYTES, array.length).put(array);
        } else if (value instanceof int[] array) {
            begin(out, INTS, array.length).asIntBuffer().put(array);
        } else if (value instanceof long[] array) {
            begin(out, LONGS, array.length).asLongBuffer().put(array);
        } else if (value instanceof double[] array) {
            begin(out, DOUBLES, array.length).asDoubleBuffer().put(array);
        } else if (value instanceof float[] array) {
            begin(out, FLOATS, array.length).asFloatBuffer().put(array);
        } else if (value instanceof short[] array) {
            begin(out, SHORTS, array.length).asShortBuffer().put(array);
        } else if (value instanceof char[] array) {
            begin(out, CHARS, array.length).asCharBuffer().put(array);
        } else if (value instanceof boolean[] array) {
            ByteBuffer to = begin(out, BOOLEANS, array.length);
            for (boolean flag : array) {
                to.put((byte) (flag ? 1 : 0));
            }
        } else if (value instanceof ByteBuffer buffer) {
            writeBuffer(buffer, out);
        } else {
            return false;
        }
        return true;
    }

    /** Begins an array: where its elements are to be put. */
    private static ByteBuffer begin(Sink out, int type, int length) {
        long bytes = (long) length * size(type);
        SharedBlocks.Block block = borrow(bytes, out);
        out.write(type);
        out.putNumber(length);
        return room(bytes, block, out);
    }

    private static void writeBuffer(ByteBuffer buffer, Sink out) {
        int bytes = buffer.capacity();
        SharedBlocks.Block block = borrow(bytes, out);
        out.write(BUFFER);
        out.putNumber(bytes);
        out.write(SerializedBuffer.traitsOf(buffer));
        out.putNumber(buffer.position());
        out.putNumber(buffer.limit());
        room(bytes, block, out).put(buffer.duplicate().clear());
    }

    /** Borrows a block for what is long, and tells its place: null if there is none. */
    private static SharedBlocks.@Nullable Block borrow(long bytes, Sink out) {
        SharedBlocks.Block block = bytes < LONG_BYTES ? null : out.borrow(bytes);
        if (block != null) {
            out.write(ELSEWHERE);
            writeText(block.place(), out);
        }
        return block;
    }

    private static ByteBuffer room(long bytes, SharedBlocks.@Nullable Block block, Sink out) {
        return block == null ? out.next(bytes) : block.memory().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns how many bytes an element of an array takes. */
    private static int size(int type) {
        return switch (type) {
            case BYTES, BOOLEANS, BUFFER -> 1;
            case SHORTS, CHARS -> Short.BYTES;
            case INTS, FLOATS -> Integer.BYTES;
            default -> Long.BYTES;
        };
    }

    /**
     * Reads a value.
     *
     * @param outside finds what is not here
     * @throws IOException if there is none
     */
    public static @Nullable Object read(ByteBuffer in, Outside outside) throws IOException {
        int type = next(in);
        if (type == LIST) {
            return readList(in, outside);
        } else if (type == ELSEWHERE) {
            return readElsewhere(in, outside);
        }
        return isArray(type) ? readHere(type, in) : readElement(type, in, outside);
    }

    private static List<@Nullable Object> readList(ByteBuffer in, Outside outside) throws IOException {
        int size = readLength(in, 1);
        List<@Nullable Object> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            list.add(readElement(next(in), in, outside));
        }
        return list;
    }

    private static @Nullable Object readElement(int type, ByteBuffer in, Outside outside) throws IOException {
        return type == HANDLE ? outside.handle((int) readNumber(in)) : readScalar(type, in);
    }

    private static @Nullable Object readScalar(int type, ByteBuffer in) throws IOException {
        return switch (type) {
            case NULL -> null;
            case TRUE -> true;
            case FALSE -> false;
            case BYTE -> (byte) next(in);
            case SHORT -> (short) readSigned(in);
            case CHAR -> (char) readNumber(in);
            case INT -> (int) readSigned(in);
            case LONG -> readSigned(in);
            case FLOAT -> Float.intBitsToFloat(part(in, Float.BYTES).getInt());
            case DOUBLE -> Double.longBitsToDouble(part(in, Double.BYTES).getLong());
            case LATIN -> readLatin(in);
            case TEXT ->
                part(in, readLength(in, Character.BYTES) * Character.BYTES)
                        .asCharBuffer()
                        .toString();
            default -> throw new StreamCorruptedException("no value has type " + type);
        };
    }

    private static boolean isArray(int type) {
        return (type >= BYTES && type <= DOUBLES) || type == BUFFER;
    }

    /**
     * Tells by its first byte whether a value is a buffer, which may have to wait for memory that is not the heap's.
     */
    public static boolean isBuffer(byte type) {
        return type == BUFFER;
    }

    /** Tells by its first byte whether the elements of a value are in a block. */
    public static boolean isElsewhere(byte type) {
        return type == ELSEWHERE;
    }

    /** Tells whether there is an array or a buffer which is long enough for a block. */
    public static boolean isLongArray(byte[] bytes, int at) {
        return bytes.length - at >= LONG_BYTES && isArray(bytes[at]);
    }

    /**
     * Reads where the elements of a value are, and nothing there.
     *
     * @throws IOException if it is none whose elements are in a block
     */
    public static SharedBlocks.Part readPlace(ByteBuffer in) throws IOException {
        if (next(in) != ELSEWHERE) {
            throw new StreamCorruptedException("what is here is in no block");
        }
        String place = readText(in);
        return new SharedBlocks.Part(place, Head.read(next(in), in).bytes());
    }

    private static Object readElsewhere(ByteBuffer in, Outside outside) throws IOException {
        String place = readText(in);
        Head head = Head.read(next(in), in);
        ByteBuffer there = outside.block(place);
        if (head.bytes() > there.remaining()) {
            throw new StreamCorruptedException(
                    "an array has 0 to " + there.remaining() + " bytes there (was " + head.bytes() + ")");
        }
        return readFitting(
                head, there.slice(there.position(), (int) head.bytes()).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static String readText(ByteBuffer in) throws IOException {
        if (readScalar(next(in), in) instanceof String text) {
            return text;
        }
        throw new StreamCorruptedException("a place is a text");
    }

    /**
     * What is told of an array before its elements.
     *
     * @param bytes how many bytes these are
     * @param traits of which kind a buffer is, and of it the position and the limit
     */
    private record Head(int type, long bytes, int traits, int position, int limit) {

        boolean isDirect() {
            return type == BUFFER && SerializedBuffer.isDirect(traits);
        }

        static Head read(int type, ByteBuffer in) throws IOException {
            if (!isArray(type)) {
                throw new StreamCorruptedException("no array has type " + type);
            }
            long length = readNumber(in);
            if (length < 0 || length > Integer.MAX_VALUE) {
                throw new StreamCorruptedException("no array has " + length + " elements");
            }
            return type == BUFFER
                    ? new Head(type, length, next(in), (int) readNumber(in), (int) readNumber(in))
                    : new Head(type, length * size(type), 0, 0, 0);
        }
    }

    /** Reads an array that has taken no memory of this side so far. */
    private static Object readFitting(Head head, ByteBuffer from) throws IOException {
        try {
            return readElements(head, from);
        } catch (OutOfMemoryError e) {
            throw new IOException(
                    (head.isDirect() ? "a direct buffer" : "an array") + " of " + head.bytes()
                            + " bytes does not fit in the memory that is left "
                            + (head.isDirect()
                                    ? "for such (" + e.getMessage() + "); pass less, or raise -XX:MaxDirectMemorySize"
                                    : "of a heap of " + Runtime.getRuntime().maxMemory()
                                            + " bytes; pass less, or raise the heap"),
                    e);
        }
    }

    private static Object readHere(int type, ByteBuffer in) throws IOException {
        Head head = Head.read(type, in);
        if (head.bytes() > in.remaining()) {
            throw new StreamCorruptedException(
                    "a value has 0 to " + in.remaining() + " bytes here (was " + head.bytes() + ")");
        }
        return readElements(head, part(in, (int) head.bytes()));
    }

    /** Reads an array which has as many elements as are there. */
    private static Object readElements(Head head, ByteBuffer from) throws IOException {
        int length = from.remaining() / size(head.type());
        switch (head.type()) {
            case BUFFER -> {
                return SerializedBuffer.restored(from, head.position(), head.limit(), head.traits());
            }
            case BYTES -> {
                byte[] array = new byte[length];
                from.get(array);
                return array;
            }
            case INTS -> {
                int[] array = new int[length];
                from.asIntBuffer().get(array);
                return array;
            }
            case LONGS -> {
                long[] array = new long[length];
                from.asLongBuffer().get(array);
                return array;
            }
            case DOUBLES -> {
                double[] array = new double[length];
                from.asDoubleBuffer().get(array);
                return array;
            }
            case FLOATS -> {
                float[] array = new float[length];
                from.asFloatBuffer().get(array);
                return array;
            }
            case SHORTS -> {
                short[] array = new short[length];
                from.asShortBuffer().get(array);
                return array;
            }
            case CHARS -> {
                char[] array = new char[length];
                from.asCharBuffer().get(array);
                return array;
            }
            case BOOLEANS -> {
                boolean[] array = new boolean[length];
                for (int i = 0; i < array.length; i++) {
                    array[i] = from.get() != 0;
                }
                return array;
            }
            default -> throw new StreamCorruptedException("no array has type " + head.type());
        }
    }

    private static String readLatin(ByteBuffer in) throws IOException {
        byte[] latin = new byte[readLength(in, 1)];
        in.get(latin);
        return new String(latin, StandardCharsets.ISO_8859_1);
    }

    /** Reads how many elements follow, which can't be more than there are bytes for. */
    private static int readLength(ByteBuffer in, int size) throws IOException {
        long length = readNumber(in);
        if (length < 0 || length > in.remaining() / size) {
            throw new StreamCorruptedException(
                    "a value has 0 to " + in.remaining() / size + " elements here (was " + length + ")");
        }
        return (int) length;
    }

    /** Takes so many bytes. */
    private static ByteBuffer part(ByteBuffer in, int bytes) throws IOException {
        if (bytes > in.remaining()) {
            throw new EOFException("a value of " + bytes + " bytes ends too early");
        }
        ByteBuffer part = in.slice(in.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + bytes);
        return part;
    }

    private static int next(ByteBuffer in) throws IOException {
        if (!in.hasRemaining()) {
            throw new EOFException("a value ends too early");
        }
        return in.get();
    }

    /** Reads what {@link Sink#putNumber} has written. */
    public static long readNumber(ByteBuffer in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += NUMBER_BITS) {
            int part = next(in);
            value |= (long) (part & NUMBER_MASK) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new StreamCorruptedException("a number has at most 10 bytes (was longer)");
    }

    private static long readSigned(ByteBuffer in) throws IOException {
        long number = readNumber(in);
        return (number >>> 1) ^ -(number & 1);
    }
}
