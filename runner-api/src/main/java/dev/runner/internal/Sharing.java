package dev.runner.internal;

import dev.runner.Shared;
import dev.runner.spi.PoolDriver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The values that one pool shares: each from the call until its handle is closed, or the pool has ended. A call counts
 * as something that the end of the pool waits for, so that no handle is made behind its back. Thread-safe.
 */
final class Sharing {

    private final CorePool pool;
    private final PoolLifecycle lifecycle;
    private final PoolDriver driver;
    private final Set<PoolShared<?>> open = ConcurrentHashMap.newKeySet();

    Sharing(CorePool pool, PoolLifecycle lifecycle, PoolDriver driver) {
        this.pool = pool;
        this.lifecycle = lifecycle;
        this.driver = driver;
    }

    <V extends @Nullable Object> Shared<V> share(V value) {
        if (!lifecycle.enter()) {
            throw pool.rejection(null);
        }
        try {
            PoolShared<V> shared = new PoolShared<>(pool);
            Shared<V> handle = shared.open(value, driver);
            open.add(shared);
            return handle;
        } finally {
            lifecycle.leave();
        }
    }

    /** A handle was closed, which is said once. */
    void closed(PoolShared<?> shared) {
        open.remove(shared);
        driver.unshare(shared.handle());
    }

    /** The pool has ended. */
    void closeAll() {
        open.forEach(PoolShared::close);
    }
}
