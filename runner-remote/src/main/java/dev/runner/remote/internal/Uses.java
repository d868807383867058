package dev.runner.remote.internal;

import dev.runner.remote.SharedParcel;
import java.util.List;
import java.util.stream.Stream;

/**
 * The shared values that are used by what is being encoded, each once. They are held, so that their memory is not
 * another's before they are released, or else not: then who comes too late is told by its checksum. Used by one thread.
 */
public final class Uses {

    private final boolean holds;
    private List<Parcel> all = List.of();

    /** Makes it, empty, to be released. */
    public Uses() {
        this(true);
    }

    private Uses(boolean holds) {
        this.holds = holds;
    }

    /** Makes one that holds nothing, and need not be released. */
    public static Uses unheld() {
        return new Uses(false);
    }

    /** Adds one, and those that its value has in it, unless it is closed. */
    void add(Parcel parcel) {
        if (!all.contains(parcel) && (!holds || parcel.use())) {
            all = Stream.concat(all.stream(), Stream.of(parcel)).toList();
            parcel.inside().forEach(this::add);
        }
    }

    List<Parcel> parcels() {
        return all;
    }

    /** Returns them; those that are held are each to be released once. */
    public List<SharedParcel> all() {
        return holds || all.isEmpty()
                ? List.copyOf(all)
                : all.stream().map(Unheld::of).toList();
    }

    /** Releases them: what was encoded is of no use. */
    public void release() {
        if (holds) {
            all.forEach(Parcel::release);
        }
        all = List.of();
    }

    /** A parcel that is not held. */
    private record Unheld(Parcel parcel) implements SharedParcel {

        static SharedParcel of(Parcel parcel) {
            return new Unheld(parcel);
        }

        @Override
        public int number() {
            return parcel.number();
        }

        @Override
        public byte[] bytes() {
            return parcel.bytes();
        }

        @Override
        public void release() {
            // it was not held
        }
    }
}
