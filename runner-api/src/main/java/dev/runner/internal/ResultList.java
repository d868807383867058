package dev.runner.internal;

import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The results of a bulk call in order, in the arrays where they were put as they came: one array of them all would be a
 * second copy, and a large one is dear to a collector. Unmodifiable; serialized as an unmodifiable list of Java's.
 */
final class ResultList<R extends @Nullable Object> extends AbstractList<R> implements RandomAccess, Serializable {

    @Serial
    private static final long serialVersionUID = 1;

    private final transient @Nullable Object[][] parts;

    /** How many results there are in each part and those before it. */
    private final transient int[] ends;

    private final transient int size;

    /**
     * Makes it.
     *
     * @param parts the results, of which there are some in each; not to be changed any more
     */
    ResultList(@Nullable Object[]... parts) {
        this.parts = parts;
        this.ends = new int[parts.length];
        int end = 0;
        for (int i = 0; i < parts.length; i++) {
            end = Math.addExact(end, parts[i].length);
            ends[i] = end;
        }
        this.size = end;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public R get(int index) {
        Objects.checkIndex(index, size);
        int found = Arrays.binarySearch(ends, index + 1);
        int part = found < 0 ? -found - 1 : found;
        return at(part, index - (part == 0 ? 0 : ends[part - 1]));
    }

    @SuppressWarnings("unchecked") // only results were put there
    private R at(int part, int index) {
        return (R) parts[part][index];
    }

    @Override
    public Iterator<R> iterator() {
        return new Iterator<>() {
            private int part;
            private int index;

            @Override
            public boolean hasNext() {
                return part < parts.length;
            }

            @Override
            public R next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("there were " + size + " results");
                }
                R result = at(part, index++);
                if (index == parts[part].length) {
                    part++;
                    index = 0;
                }
                return result;
            }
        };
    }

    @Override
    public @Nullable Object[] toArray() {
        Object[] all = new Object[size];
        int end = 0;
        for (Object[] part : parts) {
            System.arraycopy(part, 0, all, end, part.length);
            end += part.length;
        }
        return all;
    }

    @Serial
    private Object writeReplace() {
        return Collections.unmodifiableList(new ArrayList<>(this));
    }
}
