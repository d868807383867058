package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.fail;

import dev.runner.BackendSelector;
import dev.runner.Capability;
import dev.runner.MapOptions;
import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.Pools;
import dev.runner.spi.BackendOptions;
import dev.runner.spi.PoolBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * One run of a rule on a backend: opens its pools, and looks afterwards that nothing is left of them. Thread-safe.
 *
 * <p>Tasks may run in other processes: a rule talks with its tasks through {@link #signal()} and {@link #tally()},
 * never through shared objects, unless it needs {@link Capability#SHARES_MEMORY}.
 */
final class Trial implements AutoCloseable {

    private static final AtomicInteger TRIALS = new AtomicInteger();
    private static final int LEFTOVERS_SECONDS = Math.min(10, Polling.LIMIT_SECONDS);

    private final BackendContract contract;
    private final Conditions conditions;
    private final PoolBackend backend;
    private final String name = "tck" + TRIALS.incrementAndGet();
    private final AtomicInteger made = new AtomicInteger();
    private final List<Pool> pools = new CopyOnWriteArrayList<>();
    private final Leftovers leftovers = Leftovers.since(name + "-");
    private final Path directory;

    Trial(BackendContract contract, Conditions conditions) {
        this.contract = contract;
        this.conditions = conditions;
        this.backend = contract.backend();
        try {
            this.directory = Files.createTempDirectory("runner-" + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PoolBackend backend() {
        return backend;
    }

    /**
     * Returns the id by which tasks, and other JVMs, find the backend. A check that needs that is left out where it is
     * not installed.
     */
    String installedId() {
        String id = backend.id();
        Assumptions.assumeTrue(
                BackendSelector.load().installed().stream()
                        .anyMatch(each -> each.id().equals(id)),
                "backend '" + id + "' is not installed, so nobody can choose it");
        return id;
    }

    /** Returns how many workers {@link #open()} asks for. */
    int workers() {
        return conditions.workers();
    }

    /** Returns options of a bulk call, with the size of chunks of these conditions. */
    MapOptions chunks() {
        MapOptions options = MapOptions.defaults();
        return conditions.chunkSize() == 0 ? options : options.chunkSize(conditions.chunkSize());
    }

    boolean claims(Capability capability) {
        return backend.capabilities().contains(capability);
    }

    /** Tells whether tasks see copies of what they are given. */
    boolean copies() {
        return conditions.rehearsed() || claims(Capability.REQUIRES_SERIALIZABLE);
    }

    /** Opens a pool under the conditions of this trial. */
    Pool open() {
        return open(config -> config);
    }

    /** Opens a pool with more in its configuration. */
    Pool open(UnaryOperator<PoolConfig.Builder> more) {
        return open(backend, more);
    }

    /** Opens a pool of a backend that stands before the one that is tried. */
    Pool open(PoolBackend outer, UnaryOperator<PoolConfig.Builder> more) {
        PoolConfig.Builder config = contract.config()
                .name(name + "-" + made.incrementAndGet())
                .workers(conditions.workers())
                .rehearseSerialization(conditions.rehearsed());
        Pool pool = Pools.open(outer, more.apply(config).build());
        pools.add(pool);
        return pool;
    }

    /** Returns the options that limit sizes, or empty if the backend has no such limits. */
    Optional<BackendOptions> sizeLimits(int maxTaskBytes, int maxResultBytes) {
        return contract.sizeLimits(maxTaskBytes, maxResultBytes);
    }

    /** Tells whether tasks run while their submitter goes on. */
    boolean hasWorkers() {
        return contract.hasWorkers();
    }

    /** Returns a directory for what the rule needs: it is deleted at the end. */
    Path directory() {
        return directory;
    }

    Signal signal() {
        return new Signal(directory.resolve("signal" + made.incrementAndGet()).toString());
    }

    Tally tally() {
        return new Tally(directory.resolve("tally" + made.incrementAndGet()).toString());
    }

    /** Waits until something is so; fails after the limit. */
    static void eventually(String what, BooleanSupplier condition) throws InterruptedException, TimeoutException {
        Polling.await(what, Polling.LIMIT_SECONDS, condition);
    }

    /**
     * Ends the pools that the rule left open, and fails if threads, child processes, descriptors or files of theirs are
     * left.
     */
    @Override
    public void close() {
        pools.forEach(pool -> pool.close(Duration.ZERO));
        try {
            Polling.await(
                    "nothing to be left",
                    LEFTOVERS_SECONDS,
                    () -> leftovers.find().isEmpty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail("interrupted while looking for what is left of this trial", e);
        } catch (TimeoutException e) {
            fail("the pools of this trial have left " + leftovers.find());
        } finally {
            deleteDirectory();
        }
    }

    private void deleteDirectory() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
