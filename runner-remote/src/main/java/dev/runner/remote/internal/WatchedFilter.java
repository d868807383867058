package dev.runner.remote.internal;

import dev.runner.spi.SerializedBuffer;
import java.io.ObjectInputFilter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The filter for one decoding, which remembers what it refused and why, since the exception that follows does not say.
 *
 * <p>Besides what the user's filter refuses, that is arrays which together are much longer than all the bytes that have
 * come, since each of their elements takes one at least: so a few bytes can't claim all the memory of who decodes them,
 * neither with a long array nor with many that lie in each other.
 *
 * <p>The user's filter is asked of the buffer that comes of a {@link SerializedBuffer}, and not of that, which is ours.
 */
public final class WatchedFilter implements ObjectInputFilter {

    /** How many elements may be claimed for a byte: collections ask for more room than they have elements. */
    private static final long ELEMENTS_PER_BYTE = 16;

    private static final long ALWAYS_PLAUSIBLE = 64 * 1024;

    private final @Nullable ObjectInputFilter filter;
    private final int bytes;
    private long claimed;
    private @Nullable String refused;

    /**
     * Makes the filter.
     *
     * @param filter the user's, or null without one
     * @param bytes how many bytes there are to be decoded
     */
    public WatchedFilter(@Nullable ObjectInputFilter filter, int bytes) {
        this.filter = filter;
        this.bytes = bytes;
    }

    @Override
    public Status checkInput(FilterInfo info) {
        claimed += Math.max(0, info.arrayLength());
        if (claimed > Math.max(ALWAYS_PLAUSIBLE, bytes * ELEMENTS_PER_BYTE)) {
            refuse(described(info) + besides(claimed - info.arrayLength()) + " can't come of " + bytes
                    + " bytes: they are damaged, or were made to use up memory");
            return Status.REJECTED;
        }
        if (filter == null) {
            return Status.UNDECIDED;
        }
        return info.serialClass() == SerializedBuffer.class ? Status.ALLOWED : askUser(filter, info);
    }

    private Status askUser(ObjectInputFilter users, FilterInfo info) {
        Status status = Status.REJECTED;
        try {
            status = users.checkInput(info);
            return status;
        } finally {
            if (status == Status.REJECTED) {
                refuse(described(info) + " is refused by the filter of this side; allow it there (resultFilter in the"
                        + " backend's options), or return something else");
            }
        }
    }

    private void refuse(String why) {
        if (refused == null) {
            refused = why;
        }
    }

    private static String besides(long elements) {
        return elements == 0 ? "" : " besides arrays of " + elements;
    }

    private static String described(FilterInfo info) {
        Class<?> type = info.serialClass();
        if (type == null) {
            return "a stream of " + info.streamBytes() + " bytes, " + info.references() + " references and depth "
                    + info.depth();
        }
        return info.arrayLength() < 0
                ? "class " + type.getName()
                : "an array of " + info.arrayLength() + " "
                        + type.getComponentType().getName();
    }

    /**
     * Returns what was refused first, and why.
     *
     * @return the reason, and the remedy where there is one; empty if nothing was refused
     */
    public Optional<String> refused() {
        return Optional.ofNullable(refused);
    }
}
