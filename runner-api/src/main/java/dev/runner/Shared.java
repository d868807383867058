package dev.runner;

import static java.util.Objects.requireNonNull;

import dev.runner.spi.SharedSource;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A value that a pool has taken to its workers once, for as many tasks as want to read it: what {@link Pool#share}
 * gives. A task that captures the handle, or is given it as an argument, carries a few bytes; the value goes to each
 * worker that runs such a task, once, before the first of them.
 *
 * <pre>{@code
 * try (Shared<byte[]> data = pool.share(bytes)) {
 *     List<Integer> sums = pool.map(from -> Work.sum(data.get(), from), starts);
 * }
 * }</pre>
 *
 * <p>The value is to be read only. Where tasks share the memory of this JVM, they see the very object, and elsewhere
 * each worker has a copy of what it was when it was shared; so what changes it is seen by some and not by others.
 *
 * <p>The handle is good in the JVM that has shared the value and in tasks of its pool. A task of another pool that
 * leaves this JVM is refused with it, also one of a pool that was opened in a task: share the value with that pool.
 *
 * <p>Thread-safe.
 *
 * @param <V> the type of the value
 * @since 0.1
 */
public final class Shared<V extends @Nullable Object> implements AutoCloseable, Serializable {

    @Serial
    private static final long serialVersionUID = 1;

    private final transient SharedSource<V> source;

    private Shared(SharedSource<V> source) {
        this.source = requireNonNull(source, "source");
    }

    /**
     * Makes a handle. For backends that run tasks outside of the pool's JVM; tasks do not call it.
     *
     * @param <V> the type of the value
     * @param source has the value
     * @return the handle
     */
    public static <V extends @Nullable Object> Shared<V> of(SharedSource<V> source) {
        return new Shared<>(source);
    }

    /**
     * Returns the value: in one worker, and in the JVM that has shared it, the same object each time. A worker decodes
     * its copy at the first call there, and other calls wait for that, also when they are interrupted.
     *
     * @return the value, which may be null
     * @throws IllegalStateException if the handle, or its pool, is closed. A task that was running by then, on a
     *     backend that leaves this JVM, may be given the value still
     * @throws TaskSerializationException if this worker can't decode the value; other tasks are not concerned
     */
    public V get() {
        return source.get();
    }

    /**
     * Closes the handle: no call of {@link #get} in this JVM, and none in a task that begins afterwards, gives the
     * value any more, and workers drop their copies. So close it when the tasks that use it have ended. The end of the
     * pool closes it as well. Idempotent, and does not wait.
     *
     * @throws IllegalStateException in a worker elsewhere: who has shared the value closes it
     */
    @Override
    public void close() {
        source.close();
    }

    @Serial
    private Object writeReplace() {
        return source.token();
    }

    @Serial
    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a handle of a shared value travels as its token");
    }

    /** Names the handle and its pool. */
    @Override
    public String toString() {
        return source.toString();
    }
}
