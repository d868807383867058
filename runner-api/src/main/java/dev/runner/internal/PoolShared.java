package dev.runner.internal;

import dev.runner.Shared;
import dev.runner.TaskSerializationException;
import dev.runner.spi.PoolDriver;
import dev.runner.spi.SharedSource;
import java.io.Serial;
import java.io.Serializable;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A shared value in the JVM that has shared it. It is open from {@link #open} until it is closed, which happens once,
 * and drops the value.
 *
 * <p>Where the driver has no token of its own for it, since its tasks stay in this JVM, a {@link Token} travels, and
 * finds the handle here by its number; with a rehearsal it finds one whose value is a copy.
 */
final class PoolShared<V extends @Nullable Object> implements SharedSource<V> {

    private static final long JVM = new SecureRandom().nextLong();
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Map<Integer, PoolShared<?>> OPEN = new ConcurrentHashMap<>();

    private final CorePool pool;
    private final int number = NUMBERS.incrementAndGet();
    private final AtomicReference<@Nullable Held<V>> held = new AtomicReference<>();
    private final Shared<V> handle = Shared.of(this);
    private volatile @Nullable Object tokenOfDriver;

    /**
     * What is dropped at the end.
     *
     * @param value the value
     * @param copy what tasks are given of it in a rehearsal, or else null
     */
    private record Held<V extends @Nullable Object>(
            V value, @Nullable RehearsedCopy<V> copy) {}

    PoolShared(CorePool pool) {
        this.pool = pool;
    }

    /**
     * Takes the value.
     *
     * @throws TaskSerializationException if it is to be encoded, and can't be
     */
    Shared<V> open(V value, PoolDriver driver) {
        held.set(new Held<>(value, pool.traits().rehearses() ? RehearsedCopy.of(value, toString()) : null));
        tokenOfDriver = driver.share(handle, number);
        OPEN.put(number, this);
        return handle;
    }

    Shared<V> handle() {
        return handle;
    }

    private Held<V> held() {
        Held<V> now = held.get();
        if (now == null) {
            throw closed(toString());
        }
        return now;
    }

    private static IllegalStateException closed(String which) {
        return new IllegalStateException(
                which + " is closed; close it, or its pool, when the tasks that use it have ended");
    }

    @Override
    public V get() {
        return held().value;
    }

    @Override
    public void close() {
        if (held.getAndSet(null) != null) {
            OPEN.remove(number);
            pool.sharing().closed(this);
        }
    }

    @Override
    public Object token() {
        Object known = tokenOfDriver;
        return known != null ? known : new Token(JVM, number, toString());
    }

    @Override
    public String toString() {
        return "shared value " + number + " of pool '" + pool.name() + "'";
    }

    /** The handle that a task of the pool has which was copied in this JVM. */
    private Shared<V> arrived() {
        TaskHandle<?> task = WorkerFrame.innermostTask();
        if (task != null && task.pool() != pool) {
            throw new TaskSerializationException(
                    this + " goes with tasks of its own pool only, and not with one of pool '"
                            + task.pool().name() + "'; share its value with that pool as well");
        }
        return pool.traits().rehearses() ? Shared.of(new InRehearsal<>(this)) : handle;
    }

    /** Travels in place of a handle. */
    private record Token(long jvm, int number, String which) implements Serializable {

        @Serial
        private Object readResolve() {
            PoolShared<?> found = jvm == JVM ? OPEN.get(number) : null;
            return found != null ? found.arrived() : Shared.of(new Gone(this));
        }
    }

    /** The source of a task in a rehearsal. */
    private record InRehearsal<V extends @Nullable Object>(PoolShared<V> origin) implements SharedSource<V> {

        @Override
        public V get() {
            RehearsedCopy<V> copy = origin.held().copy;
            return copy == null ? origin.get() : copy.get();
        }

        @Override
        public void close() {
            throw new IllegalStateException(this + " is closed by who has shared it, and not by a task");
        }

        @Override
        public Object token() {
            return origin.token();
        }

        @Override
        public String toString() {
            return origin.toString();
        }
    }

    /** The source of a handle that arrived when it was closed, or in another JVM. */
    private record Gone(Token token) implements SharedSource<Object> {

        @Override
        public Object get() {
            throw closed(toString());
        }

        @Override
        public void close() {}

        @Override
        public String toString() {
            return token.which;
        }
    }
}
