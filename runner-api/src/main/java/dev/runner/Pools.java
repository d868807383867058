package dev.runner;

import static java.util.Objects.requireNonNull;

import dev.runner.internal.CorePool;
import dev.runner.internal.SwitchTable;
import dev.runner.spi.PoolBackend;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Opens pools: the entry point of Runner.
 *
 * <pre>{@code
 * try (Pool pool = Pools.open("processes")) {
 *     PoolFuture<Integer> sum = pool.submit(Integer::sum, 2, 3);
 *     System.out.println(sum.join());
 * }
 * }</pre>
 *
 * <p>All methods may be called from any thread. They do not wait for workers, which come when they are needed, unless
 * the backend says otherwise.
 *
 * @since 0.1
 */
public final class Pools {

    private static final AtomicLong OPENED = new AtomicLong();

    private Pools() {}

    /**
     * Opens a pool on the backend that {@link BackendSelector} chooses when none is named.
     *
     * @return the pool, to be closed
     * @throws BackendNotFoundException if none or several could be meant, or the one that is can't be used
     * @throws BackendStartException if the backend can't open a pool
     */
    public static Pool open() {
        return open(PoolConfig.builder().build());
    }

    /**
     * Opens a pool on the backend with the given id.
     *
     * @param backendId the id, such as {@code threads}
     * @return the pool, to be closed
     * @throws BackendNotFoundException if it is not installed or can't be used
     * @throws BackendStartException if the backend can't open a pool
     */
    public static Pool open(String backendId) {
        return open(PoolConfig.builder().backend(backendId).build());
    }

    /**
     * Opens a pool on the backend with the given number of the {@code iPoolBackend} switch: 0 is {@code processes}, 1
     * is {@code threads}, 2 is {@code forkjoin}.
     *
     * @param poolBackend the number; one below the table counts as 0, one above it as 2
     * @return the pool, to be closed
     * @throws BackendNotFoundException if it is not installed or can't be used
     * @throws BackendStartException if the backend can't open a pool
     */
    public static Pool open(int poolBackend) {
        return open(SwitchTable.idOf(poolBackend));
    }

    /**
     * Opens a pool as configured.
     *
     * @param config the configuration
     * @return the pool, to be closed
     * @throws BackendNotFoundException if the backend is not installed or can't be used
     * @throws IllegalArgumentException if the configuration asks for what the backend does not promise, or has options
     *     of another backend
     * @throws BackendStartException if the backend can't open a pool
     */
    public static Pool open(PoolConfig config) {
        requireNonNull(config, "config");
        BackendSelector.Choice choice =
                BackendSelector.load().choose(config.backend().orElse(null));
        PoolConfig fitting = choice.replaces() ? config.asFarAs(choice.backend()) : config;
        return open(choice.backend(), fitting);
    }

    /**
     * Opens a pool on a backend that need not be installed: for tests of a backend. Neither
     * {@link PoolConfig#backend()} nor an override has a say.
     *
     * @param backend the backend
     * @param config the configuration
     * @return the pool, to be closed
     * @throws IllegalArgumentException if the configuration asks for what the backend does not promise, or has options
     *     of another backend
     * @throws BackendStartException if the backend can't open a pool
     */
    public static Pool open(PoolBackend backend, PoolConfig config) {
        config.requireFitting(requireNonNull(backend, "backend"));
        return new CorePool(backend, config, config.name().orElseGet(() -> "pool-" + OPENED.incrementAndGet()));
    }
}
