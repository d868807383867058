package dev.runner;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Positional and named arguments of one call, as Python's {@code *args} and {@code **kwargs}.
 *
 * <p>Immutable and thread-safe as far as its values are; values may be null. It is serializable when its values are.
 *
 * @since 0.1
 */
public final class Args implements Serializable {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final Args NONE = new Args(new Object[0], Map.of());

    @SuppressWarnings("serial") // whether the values can travel is for the task that carries them to say
    private final @Nullable Object[] positional;

    @SuppressWarnings("serial")
    private final Map<String, @Nullable Object> named;

    private Args(@Nullable Object[] positional, Map<String, @Nullable Object> named) {
        this.positional = positional;
        this.named = named;
    }

    /**
     * Returns no arguments at all.
     *
     * @return the empty arguments
     */
    public static Args none() {
        return NONE;
    }

    /**
     * Returns positional arguments.
     *
     * @param values the values in order, each of which may be null; the array is copied
     * @return the arguments
     */
    public static Args of(@Nullable Object... values) {
        return values.length == 0 ? NONE : new Args(values.clone(), Map.of());
    }

    /**
     * Returns these arguments and one named argument more; a name that is there already is replaced.
     *
     * @param name the name
     * @param value the value, which may be null
     * @return new arguments
     */
    public Args with(String name, @Nullable Object value) {
        return withAll(Collections.singletonMap(requireNonNull(name, "name"), value));
    }

    /**
     * Returns these arguments and further named arguments; names that are there already are replaced.
     *
     * @param more names and values
     * @return new arguments
     */
    public Args withAll(Map<String, ? extends @Nullable Object> more) {
        if (more.isEmpty()) {
            return this;
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>(named);
        more.forEach((name, value) -> all.put(requireNonNull(name, "name"), value));
        return new Args(positional, all);
    }

    /**
     * Returns the number of positional arguments.
     *
     * @return the number, 0 or more
     */
    public int size() {
        return positional.length;
    }

    /**
     * Returns a positional argument.
     *
     * @param index its position, from 0
     * @return the value, which may be null
     * @throws IndexOutOfBoundsException if there are not so many
     */
    public @Nullable Object get(int index) {
        if (index < 0 || index >= positional.length) {
            throw new IndexOutOfBoundsException(
                    "argument " + index + " of " + positional.length + " positional arguments");
        }
        return positional[index];
    }

    /**
     * Returns a positional argument as the given type.
     *
     * @param <V> the type
     * @param index its position, from 0
     * @param type the type's class; a wrapper class for a primitive value
     * @return the value, which may be null
     * @throws IndexOutOfBoundsException if there are not so many
     * @throws ClassCastException if it is of another type
     */
    public <V> V get(int index, Class<V> type) {
        return cast("argument " + index, get(index), type);
    }

    /**
     * Returns a named argument as the given type.
     *
     * @param <V> the type
     * @param name the name
     * @param type the type's class
     * @return the value, which may be null
     * @throws IllegalArgumentException if there is no such name
     * @throws ClassCastException if it is of another type
     */
    public <V> V get(String name, Class<V> type) {
        if (!named.containsKey(requireNonNull(name, "name"))) {
            throw new IllegalArgumentException("no argument named '" + name + "'; there are: " + named.keySet());
        }
        return cast("argument '" + name + "'", named.get(name), type);
    }

    /**
     * Returns a named argument, or the given value where there is none of that name.
     *
     * @param <V> the type of the value
     * @param name the name
     * @param defaultValue what to return without one
     * @return the value
     * @throws ClassCastException at the place that uses it, if the argument is of another type
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the caller's target type is the only type there is
    public <V extends @Nullable Object> V getOrDefault(String name, V defaultValue) {
        return named.containsKey(requireNonNull(name, "name")) ? (V) named.get(name) : defaultValue;
    }

    /**
     * Returns the positional arguments.
     *
     * @return an unmodifiable list
     */
    public List<@Nullable Object> positional() {
        return Collections.unmodifiableList(Arrays.asList(positional));
    }

    /**
     * Returns the named arguments, in the order in which they were added.
     *
     * @return an unmodifiable map
     */
    public Map<String, @Nullable Object> named() {
        return Collections.unmodifiableMap(named);
    }

    void requireArity(int arity) {
        if (positional.length != arity) {
            throw new IllegalArgumentException(
                    "the function takes " + arity + " arguments (was given " + positional.length + ": " + this + ")");
        }
        if (!named.isEmpty()) {
            throw new IllegalArgumentException("the function takes no named arguments (was given " + named.keySet()
                    + "); a function that wants names takes Args as its one parameter");
        }
    }

    @SuppressWarnings("NullAway") // whether null may be there is for the function to know
    private static <V> V cast(String what, @Nullable Object value, Class<V> type) {
        if (value != null && !requireNonNull(type, "type").isInstance(value)) {
            throw new ClassCastException(what + " is a " + value.getClass().getName() + ", not a " + type.getName());
        }
        return type.cast(value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Args args && Arrays.equals(positional, args.positional) && named.equals(args.named);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(positional) + named.hashCode();
    }

    /** Returns the values in the form of a call: {@code (2, 4, suffix=!)}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("(");
        for (Object value : positional) {
            text.append(text.length() > 1 ? ", " : "").append(value);
        }
        named.forEach((name, value) -> text.append(text.length() > 1 ? ", " : "")
                .append(name)
                .append('=')
                .append(value));
        return text.append(')').toString();
    }
}
