package dev.runner.remote.internal;

import dev.runner.Shared;
import dev.runner.TaskSerializationException;
import dev.runner.remote.SharedBlocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The shared values of one pool, on one side: as parcels where they were shared, and as they have arrived elsewhere.
 * Thread-safe.
 *
 * <p>A handle in a task is written as its number: by {@link Values} in a short form, and by {@link SharedToken} where a
 * codec meets it. Either notes what the task uses. Where it arrives, a handle looks the value up each time, so that one
 * which was forgotten is told as that.
 */
public final class SharedValues implements Outside {

    private static final byte BY_CODEC = 0;
    private static final byte SHORT = 1;
    private static final int USUAL = 64;

    private final Encoder encoder;
    private final Decoder decoder;
    private volatile SharedBlocks.Finder finder = SharedValues::nothing;
    private final Map<Shared<?>, Parcel> parcels = new ConcurrentHashMap<>();
    private final Map<Integer, Parcel> byNumber = new ConcurrentHashMap<>();
    private final Map<Integer, ArrivedValue> arrived = new ConcurrentHashMap<>();

    /** Encodes by the codec. */
    @FunctionalInterface
    public interface Encoder {
        /** Returns the bytes of a value, in which there may be handles. */
        byte[] encode(@Nullable Object value, Supplier<String> what, Uses uses);
    }

    /** Decodes by the codec. */
    @FunctionalInterface
    public interface Decoder {
        /** Returns the value. */
        @Nullable
        Object decode(byte[] bytes, Supplier<String> what);
    }

    /** Makes it, without values. */
    public SharedValues(Encoder encoder, Decoder decoder) {
        this.encoder = encoder;
        this.decoder = decoder;
    }

    // Where values are shared

    /** Encodes the value of a handle. The parcel is to be {@link #add added}, or closed. */
    public Parcel parcel(Shared<?> handle, int number, @Nullable SharedBlocks blocks) {
        Object value = handle.get();
        Sink out = new Sink(USUAL, blocks);
        byte[] form = SharedForm.write(value, out);
        if (form != null) {
            return new Parcel(handle, number, join(SHORT, form), out.blocks(), new Uses());
        }
        out.giveBack();
        Uses inside = new Uses();
        boolean complete = false;
        try {
            byte[] bytes = encoder.encode(value, handle::toString, inside);
            complete = true;
            return new Parcel(handle, number, join(BY_CODEC, bytes), out.blocks(), inside);
        } finally {
            if (!complete) {
                inside.release();
            }
        }
    }

    private static byte[] join(byte form, byte[] rest) {
        byte[] all = new byte[1 + rest.length];
        all[0] = form;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }

    /** Lets tasks use a parcel: what stands for its handle where a codec meets it. */
    public Object add(Parcel parcel) {
        parcels.put(parcel.handle(), parcel);
        byNumber.put(parcel.number(), parcel);
        return new SharedToken(this, parcel.number(), parcel);
    }

    /** Closes the parcel of a handle: the parcel, or null if there is none. */
    public @Nullable Parcel close(Shared<?> handle) {
        Parcel parcel = parcels.remove(handle);
        if (parcel != null) {
            byNumber.remove(parcel.number());
            parcel.close();
        }
        return parcel;
    }

    /** Finds the parcel of a handle: null if the handle is closed, or another pool's. */
    @Nullable
    Parcel parcelOf(Shared<?> handle) {
        return parcels.get(handle);
    }

    // Where values arrive

    private static ByteBuffer nothing(String place) throws IOException {
        throw new IOException("nothing is shared with the other side: " + place);
    }

    /** Sets who finds the blocks in which long arrays are. */
    public void findIn(SharedBlocks.Finder blocks) {
        finder = blocks;
    }

    /** A value has arrived. */
    public void receive(int number, byte[] bytes) {
        arrived.put(number, new ArrivedValue(ArrivedSource.nameOf(number), bytes, null));
    }

    /** A value has come for which there is no memory, or the like. */
    public void receiveNone(int number, String problem) {
        arrived.put(number, new ArrivedValue(ArrivedSource.nameOf(number), new byte[0], problem));
    }

    /** A value is closed. */
    public void forget(int number) {
        arrived.remove(number);
    }

    @Nullable
    ArrivedValue arrived(int number) {
        return arrived.get(number);
    }

    @Nullable
    Object decode(byte[] bytes, int number) {
        Supplier<String> what = () -> ArrivedSource.nameOf(number);
        if (bytes.length == 0 || bytes[0] != SHORT) {
            return decoder.decode(Arrays.copyOfRange(bytes, Math.min(1, bytes.length), bytes.length), what);
        }
        try {
            return SharedForm.read(ByteBuffer.wrap(bytes, 1, bytes.length - 1), this);
        } catch (SharedForm.AnothersException e) {
            throw ArrivedSource.closed(number);
        } catch (Throwable e) {
            throw new TaskSerializationException(what.get() + " can't be decoded: " + e.getMessage(), e);
        }
    }

    @Override
    public ByteBuffer block(String place) throws IOException {
        return finder.find(place);
    }

    /** Returns a handle by its number: on the side that has shared the value, that of the submitter. */
    @Override
    public Shared<?> handle(int number) {
        Parcel parcel = byNumber.get(number);
        return parcel != null ? parcel.handle() : Shared.of(new ArrivedSource(this, number, null));
    }

    /** Returns a handle that has brought its value along. */
    Shared<?> handleOf(int number, byte[] bytes) {
        Parcel parcel = byNumber.get(number);
        ArrivedValue along = new ArrivedValue(ArrivedSource.nameOf(number), bytes, null);
        return parcel != null ? parcel.handle() : Shared.of(new ArrivedSource(this, number, along));
    }
}
