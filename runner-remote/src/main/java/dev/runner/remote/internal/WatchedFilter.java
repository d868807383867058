package dev.runner.remote.internal;

import java.io.ObjectInputFilter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A filter that remembers what it refused, since the exception that follows does not say. For one decoding. */
public final class WatchedFilter implements ObjectInputFilter {

    private final ObjectInputFilter filter;
    private @Nullable String refused;

    private WatchedFilter(ObjectInputFilter filter) {
        this.filter = filter;
    }

    /**
     * Watches a filter.
     *
     * @param filter the filter, or null without one
     * @return the watched filter, or null without one
     */
    public static @Nullable WatchedFilter of(@Nullable ObjectInputFilter filter) {
        return filter == null ? null : new WatchedFilter(filter);
    }

    @Override
    public Status checkInput(FilterInfo info) {
        Status status = Status.REJECTED;
        try {
            status = filter.checkInput(info);
            return status;
        } finally {
            if (status == Status.REJECTED && refused == null) {
                refused = described(info);
            }
        }
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
     * Returns what was refused first.
     *
     * @return such as {@code class app.Handle}; empty if nothing was
     */
    public Optional<String> refused() {
        return Optional.ofNullable(refused);
    }
}
