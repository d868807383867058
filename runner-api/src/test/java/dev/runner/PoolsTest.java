package dev.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import dev.runner.internal.SerialBackend;
import dev.runner.spi.BackendOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolsTest {

    private static final String OVERRIDE = "runner.backend.override";

    private record Options(String backendId) implements BackendOptions {}

    @AfterEach
    void clearOverride() {
        System.clearProperty(OVERRIDE);
    }

    private static String refusal(Runnable opening) {
        return assertThrows(IllegalArgumentException.class, opening::run).getMessage();
    }

    @Test
    void optionsOfABackendThatWasNotChosenAreAnError() {
        PoolConfig config = PoolConfig.builder()
                .backend("serial")
                .options(new Options("bees"))
                .build();
        assertEquals(
                "backend 'serial' can't follow this pool configuration: options (" + Options.class.getName()
                        + ") are for backend 'bees'; choose that one, or leave them out",
                refusal(() -> Pools.open(config)));
    }

    @Test
    void optionsOfTheChosenBackendAreTaken() {
        PoolConfig config = PoolConfig.builder().options(new Options("wasps")).build();
        try (Pool pool = Pools.open(new StubBackend("wasps"), config)) {
            assertEquals("wasps", pool.backendId());
        }
    }

    @Test
    void settingsThatABackendDoesNotPromiseToFollowAreRefusedTogether() {
        PoolConfig config = PoolConfig.builder()
                .options(new Options("bees"))
                .maxTasksPerWorker(17)
                .workers(5)
                .minWorkers(3)
                .idleTimeout(Duration.ofSeconds(90))
                .build();
        assertEquals(
                "backend 'wasps' can't follow this pool configuration: options (" + Options.class.getName()
                        + ") are for backend 'bees'; choose that one, or leave them out;"
                        + " maxTasksPerWorker (was 17) needs RECYCLES_WORKERS; leave it out;"
                        + " idleTimeout (was PT1M30S) needs RETIRES_IDLE_WORKERS; leave it and minWorkers out",
                refusal(() -> Pools.open(new StubBackend("wasps"), config)));
    }

    @Test
    void moreWorkersAreNotKeptThanThereAreByDefault() {
        int processors = Runtime.getRuntime().availableProcessors();
        StubBackend able = new StubBackend("able", Capability.RETIRES_IDLE_WORKERS);
        PoolConfig config = PoolConfig.builder()
                .minWorkers(processors + 3)
                .idleTimeout(Duration.ofSeconds(3))
                .build();
        assertEquals(
                "backend 'able' can't follow this pool configuration: minWorkers (was " + (processors + 3)
                        + ") must be <= workers, which by default is the number of processors (" + processors
                        + "); set workers",
                refusal(() -> Pools.open(able, config)));
        Pools.open(able, config.toBuilder().workers(processors + 3).build()).close();
        Pools.open(able, config.toBuilder().minWorkers(processors).build()).close();
    }

    @Test
    void settingsThatABackendPromisesToFollowAreTaken() {
        PoolConfig config = PoolConfig.builder()
                .maxTasksPerWorker(2)
                .idleTimeout(Duration.ofSeconds(3))
                .build();
        StubBackend able = new StubBackend("able", Capability.RECYCLES_WORKERS, Capability.RETIRES_IDLE_WORKERS);
        Pools.open(able, config).close();
    }

    @Test
    void underAnOverrideWhatTheOtherBackendCannotFollowIsIgnored() {
        System.setProperty(OVERRIDE, "serial");
        PoolConfig config = PoolConfig.builder()
                .backend("processes")
                .options(new Options("processes"))
                .maxTasksPerWorker(2)
                .minWorkers(1)
                .workers(4)
                .idleTimeout(Duration.ofSeconds(3))
                .build();
        try (LogRecorder log = new LogRecorder(BackendSelector.class);
                Pool pool = Pools.open(config)) {
            assertEquals("serial", pool.backendId());
            assertEquals(6, pool.submit(Integer::sum, 2, 4).join());
            assertEquals(
                    List.of("system property runner.backend.override replaces backend 'processes' by 'serial'"),
                    log.at(Level.WARN));
        }
    }

    @Test
    void anOverrideToTheChosenBackendChangesNothingOfItsChecks() {
        System.setProperty(OVERRIDE, "serial");
        PoolConfig config =
                PoolConfig.builder().backend("serial").maxTasksPerWorker(8).build();
        assertEquals(
                "backend 'serial' can't follow this pool configuration:"
                        + " maxTasksPerWorker (was 8) needs RECYCLES_WORKERS; leave it out",
                refusal(() -> Pools.open(config)));
    }

    @Test
    void openedByNumberOrIdOrNothingTheOverrideIsFollowed() {
        System.setProperty(OVERRIDE, "serial");
        List<String> backends = LogRecorder.silently(
                BackendSelector.class,
                () -> List.of(backendOf(Pools.open()), backendOf(Pools.open(0)), backendOf(Pools.open("virtual"))));
        assertEquals(List.of("serial", "serial", "serial"), backends);
    }

    private static String backendOf(Pool pool) {
        try (pool) {
            return pool.backendId();
        }
    }

    @Test
    void neitherTheNameInTheConfigurationNorAnOverrideReplacesABackendThatIsGiven() {
        System.setProperty(OVERRIDE, "bees");
        PoolConfig config = PoolConfig.builder().backend("wasps").build();
        try (Pool pool = Pools.open(new SerialBackend(), config)) {
            assertEquals("serial", pool.backendId());
        }
    }

    @Test
    void aPoolWithoutANameIsNumbered() {
        String first = nameOf(Pools.open("serial"));
        String second = nameOf(Pools.open("serial"));
        assertTrue(first.matches("pool-\\d+"), first);
        assertEquals(numberIn(first) + 1, numberIn(second));
        assertEquals(
                "hive",
                nameOf(Pools.open(
                        PoolConfig.builder().backend("serial").name("hive").build())));
    }

    private static String nameOf(Pool pool) {
        try (pool) {
            return pool.name();
        }
    }

    private static long numberIn(String name) {
        return Long.parseLong(name.substring("pool-".length()));
    }

    @Test
    void aClosedPoolSaysWhoRejects() {
        Pool pool = Pools.open(
                new SerialBackend(), PoolConfig.builder().name("hive").build());
        pool.close();
        assertEquals(
                "pool 'hive' accepts no tasks: it is closed",
                assertThrows(RejectedExecutionException.class, () -> pool.submit(() -> 1))
                        .getMessage());
        assertEquals("pool 'hive' [serial, closed, 0 tasks]", pool.toString());
    }

    @Test
    void nullsAreRefusedByName() {
        assertEquals(
                "config",
                assertThrows(NullPointerException.class, () -> Pools.open((PoolConfig) null))
                        .getMessage());
        assertEquals(
                "backend",
                assertThrows(NullPointerException.class, () -> Pools.open((String) null))
                        .getMessage());
        PoolConfig config = PoolConfig.builder().build();
        assertEquals(
                "backend",
                assertThrows(NullPointerException.class, () -> Pools.open(null, config))
                        .getMessage());
    }
}
