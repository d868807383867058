package dev.runner.remote;

import static java.util.Objects.requireNonNull;

import dev.runner.Job;
import dev.runner.Shared;
import dev.runner.TaskSerializationException;
import dev.runner.remote.internal.ClassNumbers;
import dev.runner.remote.internal.Crossing;
import dev.runner.remote.internal.Functions;
import dev.runner.remote.internal.Outside;
import dev.runner.remote.internal.Parcel;
import dev.runner.remote.internal.Reasons;
import dev.runner.remote.internal.SharedValues;
import dev.runner.remote.internal.Sink;
import dev.runner.remote.internal.Uses;
import dev.runner.remote.internal.Values;
import dev.runner.remote.internal.WatchedFilter;
import dev.runner.remote.spi.PayloadCodec;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.Serial;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes what travels between a pool and its workers, within limits, and explains what can't. Both sides
 * have one. Thread-safe; every method may run users' code, that of their serialization, but for
 * {@link #decodeShortResult}.
 *
 * <p>What is simple and common, such as numbers, strings and arrays of primitives, is written in a short form instead
 * of with the codec; so are lambdas, by {@link #encodeShortTask}, and of their arguments only what is neither of these
 * goes by the codec. {@link java.nio.ByteBuffer} counts as serializable. A side with a filter takes no results in that
 * form, nor from a codec that {@linkplain PayloadCodec#asksFilter() asks no filter}: the other is to be told by
 * {@link #takesShortResults}, and uses Java serialization then.
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
    private static final int USUAL = 64;
    private static final int USUAL_RESULT = 16;
    private static final int USUAL_BY_CODEC = 512;

    // the forms that no codec writes; CodecForms has the others

    /** A value in its short form. */
    private static final byte VALUE = 1;

    /** A call in its short form. */
    private static final byte CALL = 2;

    private final CodecForms codec;
    private final long maxTaskBytes;
    private final long maxResultBytes;
    private final boolean shortResults;

    private final SharedValues values;
    private final Functions functions;
    private final ClassNumbers classes = new ClassNumbers();
    private final NumberedClasses numberedClasses = new NumberedClasses(classes);
    private volatile @Nullable SharedBlocks resultBlocks;

    /**
     * A task in its shortest form.
     *
     * @param bytes the task
     * @param function the number of the function that it calls, or 0 if all of it is in the bytes
     * @param definition what the other side is to {@link #define} for that number before it decodes the task
     * @param blocks where its long arrays are
     * @param shared the shared values that it uses, each of which the other side is to {@link #receive} before it
     *     decodes the task
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes on their way, never compared
    public record ShortTask(
            byte[] bytes, int function, byte[] definition, List<SharedBlocks.Block> blocks, List<SharedParcel> shared) {

        /** Gives the blocks back, and releases what is shared: no worker will read it any more. To be called once. */
        public void giveBack() {
            blocks.forEach(SharedBlocks.Block::giveBack);
            shared.forEach(SharedParcel::release);
        }
    }

    /**
     * Makes the two directions; results are encoded as a side without a filter takes them.
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
        this(codec, loader, filter, maxTaskBytes, maxResultBytes, true);
    }

    /**
     * Makes the two directions.
     *
     * @param codec the codec
     * @param loader where the classes of what arrives here are to be found
     * @param filter what may be decoded here, or null for anything; arrays that are longer than what has come can fill
     *     are refused in any case
     * @param maxTaskBytes how long an encoded task may be
     * @param maxResultBytes how long an encoded result may be; an exception may have 512 KiB in any case
     * @param shortResults whether the other side takes results in short forms, which it does without a filter
     */
    public Payloads(
            PayloadCodec codec,
            ClassLoader loader,
            @Nullable ObjectInputFilter filter,
            long maxTaskBytes,
            long maxResultBytes,
            boolean shortResults) {
        requireNonNull(codec, "codec");
        requireNonNull(loader, "loader");
        this.codec = new CodecForms(codec, loader, filter, shortResults);
        this.maxTaskBytes = maxTaskBytes;
        this.maxResultBytes = maxResultBytes;
        this.shortResults = shortResults;
        this.values = new SharedValues(this::encode, this::decode);
        this.functions = new Functions(loader, values);
    }

    /**
     * Tells whether this side takes results in short forms, which no filter looks at.
     *
     * @return whether there was no filter here, nor one for this JVM when that was first of interest
     */
    public boolean takesShortResults() {
        return codec.isUnfiltered();
    }

    /**
     * Encodes a task, and with it the shared values whose handles it has.
     *
     * @param job the function and its arguments
     * @param label tells how to call the task in messages
     * @return the bytes
     * @throws TaskSerializationException if it can't be encoded, with the way to what is to blame, or is too long
     */
    public byte[] encodeTask(Job<?> job, Supplier<String> label) {
        try (Crossing crossing = Crossing.takingAlong(values)) {
            requireNonNull(crossing);
            return encodeTaskHere(job, label);
        }
    }

    private byte[] encodeTaskHere(Job<?> job, Supplier<String> label) {
        byte[] bytes = encodeHere(job, label);
        requireSize(bytes.length, maxTaskBytes, label, "maxTaskBytes");
        return bytes;
    }

    /**
     * Encodes a task in its shortest form, for another side that is given definitions and shared values.
     *
     * @param job the function and its arguments
     * @param label tells how to call the task in messages
     * @param shared lends memory for long arrays, or null without any
     * @return the task
     * @throws TaskSerializationException if it can't be encoded, with the way to what is to blame, or is too long
     */
    public ShortTask encodeShortTask(Job<?> job, Supplier<String> label, @Nullable SharedBlocks shared) {
        Sink out = new Sink(USUAL, shared, values);
        Functions.Writer writer = writer(out.uses());
        boolean complete = false;
        try {
            if (!writeShort(job, out, writer, label)) {
                return encodeByCodec(job, label);
            }
            byte[] bytes = out.toByteArray();
            requireSize(bytes.length + out.borrowedBytes(), maxTaskBytes, label, "maxTaskBytes");
            complete = true;
            return new ShortTask(
                    bytes,
                    writer.function(),
                    writer.definition(),
                    out.blocks(),
                    out.uses().all());
        } finally {
            if (!complete) {
                out.giveBack();
            }
        }
    }

    /** Returns who writes calls, and notes which shared values they use. */
    Functions.Writer writer(Uses uses) {
        return new Functions.Writer((value, out) -> {
            try (Crossing crossing = Crossing.using(values, uses, classes)) {
                requireNonNull(crossing);
                codec.write(value, out);
            } catch (Throwable e) {
                throw new NotEncodedException(e);
            }
        });
    }

    /**
     * Adds a task in its shortest form to others.
     *
     * @param isLong tells whether it was met while writing that the task is to be sent by itself
     * @return false if that is so, or it calls another function than the others
     */
    boolean encodeNext(Job<?> job, Sink out, Functions.Writer writer, BooleanSupplier isLong, Supplier<String> label) {
        if (writer.isOther(job)) {
            return false;
        }
        int start = out.length();
        if (writeShort(job, out, writer, label)) {
            requireSize(out.length() - start, maxTaskBytes, label, "maxTaskBytes");
        } else if (isLong.getAsBoolean()) {
            return false;
        } else {
            out.cut(start);
            byte[] whole = encodeByCodec(job, label, out.uses());
            out.write(whole, 0, whole.length);
        }
        return true;
    }

    private ShortTask encodeByCodec(Job<?> job, Supplier<String> label) {
        Uses uses = new Uses();
        boolean complete = false;
        try {
            byte[] bytes = encodeByCodec(job, label, uses);
            complete = true;
            return new ShortTask(bytes, 0, NOTHING, List.of(), uses.all());
        } finally {
            if (!complete) {
                uses.release();
            }
        }
    }

    private byte[] encodeByCodec(Job<?> job, Supplier<String> label, Uses uses) {
        try (Crossing crossing = Crossing.using(values, uses, classes)) {
            requireNonNull(crossing);
            return encodeTaskHere(job, label);
        }
    }

    /** Returns what is shared, for those who encode tasks together. */
    SharedValues values() {
        return values;
    }

    /**
     * Writes a call in its short form: false if it has none, or what keeps it from that is for the codec to tell. What
     * the codec tells of its parts is not asked again: that is the users' code, which may do something else then.
     */
    private static boolean writeShort(Job<?> job, Sink out, Functions.Writer writer, Supplier<String> label) {
        try {
            out.write(CALL);
            return writer.write(job, out);
        } catch (NotEncodedException e) {
            throw notEncoded(label, e.getCause(), job);
        } catch (Throwable e) {
            return false;
        }
    }

    /** What a codec has thrown, which may be anything. */
    private static final class NotEncodedException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1;

        NotEncodedException(Throwable cause) {
            super(cause);
        }

        @Override
        public synchronized Throwable getCause() {
            return requireNonNull(super.getCause());
        }
    }

    private static TaskSerializationException notEncoded(
            Supplier<String> what, Throwable cause, @Nullable Object value) {
        return new TaskSerializationException(
                what.get() + " can't be serialized: " + Reasons.notEncoded(cause, value), cause);
    }

    /**
     * Sets who finds the memory in which another side has put long arrays; at first nobody does.
     *
     * @param finder finds it
     */
    public void findBlocksIn(SharedBlocks.Finder finder) {
        values.findIn(finder);
    }

    /**
     * Sets who lends memory for results that are long arrays; at first nobody does. Results for a side that takes no
     * short ones are never put there.
     *
     * @param blocks lends it
     */
    public void putResultsIn(SharedBlocks blocks) {
        resultBlocks = blocks;
    }

    /**
     * Takes the definition of a function that tasks in short form may call.
     *
     * @param function its number
     * @param definition what the side that encodes tasks gave for it
     */
    public void define(int function, byte[] definition) {
        functions.define(function, definition);
    }

    /**
     * Returns the classes that have numbers on this side, which has none at first.
     *
     * @return the classes, the same each time
     */
    public NumberedClasses classes() {
        return numberedClasses;
    }

    /**
     * Encodes a value that the pool shares, once for all tasks of this side that use its handle.
     *
     * @param handle the handle, which gives the value
     * @param number its number
     * @param blocks lends memory for a long array, or null without any, or where tasks take values along
     * @return what is to be serialized in place of the handle
     * @throws TaskSerializationException if the value can't be encoded, with the way to what is to blame, or is longer
     *     than a task may be
     */
    public Object share(Shared<?> handle, int number, @Nullable SharedBlocks blocks) {
        Parcel parcel = values.parcel(handle, number, blocks);
        try {
            requireSize(parcel.size(), maxTaskBytes, handle::toString, "maxTaskBytes");
        } catch (TaskSerializationException e) {
            parcel.close();
            throw e;
        }
        return values.add(parcel);
    }

    /**
     * Closes what is shared: tasks that have the handle go on to be encoded, and are given no value.
     *
     * @param handle the handle
     * @return what the other side is to {@link #forget}, or null if it was closed before
     */
    public @Nullable SharedParcel unshare(Shared<?> handle) {
        return values.close(handle);
    }

    /**
     * Takes a shared value, which is decoded when a task asks for it.
     *
     * @param number its number
     * @param value the {@link SharedParcel#bytes()} of the other side
     */
    public void receive(int number, byte[] value) {
        values.receive(number, value);
    }

    /**
     * Takes notice that a shared value did not arrive: tasks that ask for it fail with that.
     *
     * @param number its number
     * @param problem why it did not, and what to do
     */
    public void receiveNone(int number, String problem) {
        values.receiveNone(number, problem);
    }

    /**
     * Drops a shared value: tasks that ask for it from now on are told that it is closed.
     *
     * @param number its number
     */
    public void forget(int number) {
        values.forget(number);
    }

    /**
     * Decodes a task.
     *
     * @param bytes the bytes
     * @param label tells how to call the task in messages
     * @return the function and its arguments
     * @throws TaskSerializationException if it can't be decoded
     */
    public Job<?> decodeTask(byte[] bytes, Supplier<String> label) {
        return decode(bytes, label, Job.class);
    }

    /**
     * Encodes a result. A long array is put in a block, if one is lent: the other side gives that back.
     *
     * @param result the result, which may be null
     * @param label tells how to call the task in messages
     * @return the bytes
     * @throws TaskSerializationException if it can't be encoded, with the way to what is to blame, or is too long
     */
    public byte[] encodeResult(@Nullable Object result, Supplier<String> label) {
        Sink out = new Sink(USUAL_RESULT, resultBlocks);
        boolean complete = false;
        try {
            byte[] bytes = shortResults ? encodeShort(result, out) : null;
            if (bytes == null) {
                bytes = encode(result, () -> resultOf(label));
            }
            requireSize(bytes.length + out.borrowedBytes(), maxResultBytes, () -> resultOf(label), "maxResultBytes");
            complete = true;
            return bytes;
        } finally {
            if (!complete) {
                out.giveBack();
            }
        }
    }

    private static String resultOf(Supplier<String> label) {
        return "the result of " + label.get();
    }

    private static byte @Nullable [] encodeShort(@Nullable Object value, Sink out) {
        try {
            out.write(VALUE);
            if (Values.write(value, out)) {
                return out.toByteArray();
            }
        } catch (Throwable e) {
            out.giveBack(); // what keeps it from its short form is for the codec to tell
        }
        return null;
    }

    /**
     * Tells whether a result is in a short form that this side takes, with all that belongs to it, and is decoded
     * without a wait: a direct buffer may have to wait for memory.
     *
     * @param bytes what {@link #encodeResult} made
     * @return whether {@link #decodeShortResult} decodes it
     */
    public boolean isShortResult(byte[] bytes) {
        return bytes.length > 0
                && bytes[0] == VALUE
                && !(bytes.length > 1 && (Values.isElsewhere(bytes[1]) || Values.isBuffer(bytes[1])))
                && takesShortResults();
    }

    /**
     * Tells whether a result that this side takes is in a block.
     *
     * @param bytes what {@link #encodeResult} made
     * @return whether it is for {@link #decodeResultInBlock} to decode
     */
    public boolean isResultInBlock(byte[] bytes) {
        return bytes.length > 1 && bytes[0] == VALUE && Values.isElsewhere(bytes[1]) && takesShortResults();
    }

    /**
     * Tells where a result is that {@link #isResultInBlock}.
     *
     * @param bytes what {@link #encodeResult} made
     * @return its place, of which only the form has been looked at
     * @throws IOException if the bytes do not tell
     */
    public static SharedBlocks.Part partOf(byte[] bytes) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        SharedBlocks.Part where = Values.readPlace(in);
        requireEnd(in);
        return where;
    }

    /**
     * Tells how much of a block a result would have taken that came among its own bytes.
     *
     * @param bytes what {@link #encodeResult} made
     * @return how long it is; 0 if it would have been put in no block
     */
    public int bytesForBlock(byte[] bytes) {
        return bytes.length > 1 && bytes[0] == VALUE && Values.isLongArray(bytes, 1) && takesShortResults()
                ? bytes.length
                : 0;
    }

    /**
     * Decodes a result that {@link #isResultInBlock}, which runs none of the users' code. The block is still to be
     * given back then.
     *
     * @param bytes the bytes
     * @param label tells how to call the task in messages
     * @param blocks finds the block
     * @return the result
     * @throws TaskSerializationException if it can't be decoded
     */
    public @Nullable Object decodeResultInBlock(byte[] bytes, Supplier<String> label, SharedBlocks.Finder blocks) {
        return decodeValue(bytes, label, blocks::find);
    }

    /**
     * Decodes a result that {@link #isShortResult}, which runs none of the users' code.
     *
     * @param bytes the bytes
     * @param label tells how to call the task in messages
     * @return the result, which may be null
     * @throws TaskSerializationException if it can't be decoded
     */
    public @Nullable Object decodeShortResult(byte[] bytes, Supplier<String> label) {
        return decodeValue(bytes, label, Payloads::nothing);
    }

    private static @Nullable Object decodeValue(byte[] bytes, Supplier<String> label, Outside outside) {
        try {
            return readValue(ByteBuffer.wrap(bytes, 1, bytes.length - 1), outside);
        } catch (Throwable e) {
            throw new TaskSerializationException("the result of " + label.get() + " can't be decoded: " + e, e);
        }
    }

    private static ByteBuffer nothing(String place) throws IOException {
        throw new StreamCorruptedException("a result is in one place");
    }

    private static @Nullable Object readValue(ByteBuffer in, Outside outside) throws IOException {
        Object value = Values.read(in, outside);
        requireEnd(in);
        return value;
    }

    private static void requireEnd(ByteBuffer in) throws IOException {
        if (in.hasRemaining()) {
            throw new StreamCorruptedException(in.remaining() + " bytes are left behind it");
        }
    }

    /**
     * Decodes a result.
     *
     * @param bytes the bytes
     * @param label tells how to call the task in messages
     * @return the result, which may be null
     * @throws TaskSerializationException if it can't be decoded
     */
    public @Nullable Object decodeResult(byte[] bytes, Supplier<String> label) {
        return decode(bytes, () -> "the result of " + label.get());
    }

    /**
     * Encodes an exception. It does not fail: one that can't be encoded, or is too long, is told as a
     * {@link StandInException}. The limit of results does not hold for it, unless it is higher than that of exceptions.
     *
     * @param error the exception
     * @return the bytes, from which the other side can always make a stand-in
     */
    public byte[] encodeError(Throwable error) {
        return ErrorBytes.of(error, body(error));
    }

    /** Encodes an exception itself, whose serialization is the user's code and may fail. */
    private byte[] body(Throwable error) {
        try (Crossing crossing = Crossing.of(values, classes)) {
            requireNonNull(crossing);
            byte[] bytes = encoded(error);
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
     * @param label tells how to call the task in messages
     * @return the exception
     */
    public Throwable decodeError(byte[] bytes, Supplier<String> label) {
        Supplier<String> what = () -> "the exception of " + label.get();
        return ErrorBytes.read(bytes, what, body -> decode(body, what, Throwable.class));
    }

    private byte[] encode(@Nullable Object value, Supplier<String> what) {
        try (Crossing crossing = Crossing.of(values, classes)) {
            requireNonNull(crossing);
            return encodeHere(value, what);
        }
    }

    private byte[] encode(@Nullable Object value, Supplier<String> what, Uses uses) {
        try (Crossing crossing = Crossing.using(values, uses, null)) {
            requireNonNull(crossing);
            return encodeHere(value, what);
        }
    }

    /** Encodes in the crossing that the caller has begun. */
    private byte[] encodeHere(@Nullable Object value, Supplier<String> what) {
        try {
            return encoded(value);
        } catch (Throwable e) {
            throw notEncoded(what, e, value);
        }
    }

    private byte[] encoded(@Nullable Object value) throws IOException {
        Sink out = new Sink(USUAL_BY_CODEC);
        codec.write(value, out);
        return out.toByteArray();
    }

    private <T> T decode(byte[] bytes, Supplier<String> what, Class<T> type) {
        Object decoded = decode(bytes, what);
        if (!type.isInstance(decoded)) {
            throw new TaskSerializationException(what.get() + " can't be decoded: it is no " + type.getName() + " (was "
                    + (decoded == null ? null : decoded.getClass().getName()) + ")");
        }
        return type.cast(decoded);
    }

    private @Nullable Object decode(byte[] bytes, Supplier<String> what) {
        WatchedFilter watched = codec.watch(bytes.length);
        try {
            return decoded(ByteBuffer.wrap(bytes), watched);
        } catch (Throwable e) {
            throw new TaskSerializationException(
                    what.get() + " can't be decoded: " + Reasons.notDecoded(e, watched), e);
        }
    }

    private @Nullable Object decoded(ByteBuffer in, WatchedFilter watched) throws Throwable {
        int form = next(in);
        if (form == VALUE && takesShortResults()) {
            return readValue(in, Payloads::nothing);
        } else if (form == CALL && codec.hasNoFilter()) {
            return functions.read(in, parts -> decodedByCodec(next(parts), parts, watched));
        }
        return decodedByCodec(form, in, watched);
    }

    private static int next(ByteBuffer in) {
        return in.hasRemaining() ? in.get() : -1;
    }

    private @Nullable Object decodedByCodec(int form, ByteBuffer in, WatchedFilter watched) throws Exception {
        try (Crossing crossing = Crossing.of(values, classes)) {
            requireNonNull(crossing);
            return codec.read(form, in, watched);
        }
    }

    private static void requireSize(long bytes, long limit, Supplier<String> what, String option) {
        if (bytes > limit) {
            throw new TaskSerializationException(what.get() + " is too long: " + bytes + " bytes, of " + limit + " by "
                    + option + "; pass less, or raise the limit in the backend's options");
        }
    }
}
