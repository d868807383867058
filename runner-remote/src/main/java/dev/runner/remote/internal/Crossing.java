package dev.runner.remote.internal;

import org.jspecify.annotations.Nullable;

/**
 * What a thread encodes or decodes by a codec just now, and so what handles of shared values in it are to find: they
 * meet whatever codec calls them. Crossings nest. The thread's own.
 */
public final class Crossing implements AutoCloseable {

    private static final ThreadLocal<@Nullable Crossing> CURRENT = new ThreadLocal<>();

    private static final byte[] NOTHING = {};

    private final SharedValues values;
    private final @Nullable Uses uses;
    private final boolean takesValuesAlong;
    private final @Nullable ClassNumbers classes;
    private final @Nullable Crossing outer = CURRENT.get();

    private Crossing(
            SharedValues values, @Nullable Uses uses, boolean takesValuesAlong, @Nullable ClassNumbers classes) {
        this.values = values;
        this.uses = uses;
        this.takesValuesAlong = takesValuesAlong;
        this.classes = classes;
    }

    /** Begins to encode or decode what only names shared values, and classes by their numbers. */
    public static Crossing of(SharedValues values, ClassNumbers classes) {
        return begun(new Crossing(values, null, false, classes));
    }

    /**
     * Begins to encode what names shared values.
     *
     * @param classes has the numbers of classes, or null if they are to be written in full
     */
    public static Crossing using(SharedValues values, Uses uses, @Nullable ClassNumbers classes) {
        return begun(new Crossing(values, uses, false, classes));
    }

    /** Begins to encode what has in it all that there is to know. */
    public static Crossing takingAlong(SharedValues values) {
        return begun(new Crossing(values, null, true, null));
    }

    private static Crossing begun(Crossing begun) {
        CURRENT.set(begun);
        return begun;
    }

    static @Nullable Crossing current() {
        return CURRENT.get();
    }

    /** Returns the numbers of classes in what this thread encodes or decodes now, or null if there are none. */
    public static @Nullable ClassNumbers classes() {
        Crossing now = CURRENT.get();
        return now == null || now.classes == null || !now.classes.areUsed() ? null : now.classes;
    }

    SharedValues values() {
        return values;
    }

    /** A handle is encoded: what goes with it besides its number, or null. */
    byte @Nullable [] encodes(Parcel parcel) {
        if (uses != null) {
            uses.add(parcel);
        }
        byte[] value = takesValuesAlong ? parcel.bytes() : NOTHING;
        return value.length > 0 ? value : null;
    }

    @Override
    public void close() {
        CURRENT.set(outer); // to remove it would cost more than short values do
    }
}
