package dev.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.Mockito.mock;

import dev.runner.spi.BackendOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PoolConfigTest {

    private record Options(String backendId) implements BackendOptions {}

    private static Arguments wrong(UnaryOperator<PoolConfig.Builder> change, String problem) {
        return Arguments.of(change, problem);
    }

    static Stream<Arguments> wrongValues() {
        return Stream.of(
                wrong(c -> c.workers(0), "workers must be >= 1 (was 0)"),
                wrong(c -> c.workers(Integer.MIN_VALUE), "workers must be >= 1 (was -2147483648)"),
                wrong(c -> c.minWorkers(-3).idleTimeout(Duration.ofSeconds(1)), "minWorkers must be >= 0 (was -3)"),
                wrong(c -> c.queueCapacity(-4), "queueCapacity must be >= 1 (was -4)"),
                wrong(c -> c.queueCapacity(0), "queueCapacity must be >= 1 (was 0)"),
                wrong(c -> c.maxTasksPerWorker(-5), "maxTasksPerWorker must be >= 1 (was -5)"),
                wrong(c -> c.idleTimeout(Duration.ofMillis(-6)), "idleTimeout must be more than zero (was PT-0.006S)"),
                wrong(c -> c.taskTimeout(Duration.ZERO), "taskTimeout must be more than zero (was PT0S)"),
                wrong(c -> c.stopGrace(Duration.ofSeconds(-7)), "stopGrace must be more than zero (was PT-7S)"),
                wrong(c -> c.shutdownGrace(Duration.ofSeconds(-8)), "shutdownGrace must not be negative (was PT-8S)"),
                wrong(
                        c -> c.workers(9).minWorkers(10).idleTimeout(Duration.ofSeconds(1)),
                        "minWorkers must be <= workers (was 10 > 9)"),
                wrong(c -> c.minWorkers(11), "minWorkers needs an idleTimeout (minWorkers was 11)"),
                wrong(c -> c.name(" \t"), "name must not be blank (was ' \t')"));
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void aWrongValueIsRefusedWithItsBound(UnaryOperator<PoolConfig.Builder> change, String problem) {
        PoolConfig.Builder builder = change.apply(PoolConfig.builder());
        assertEquals(
                "invalid pool configuration: " + problem,
                assertThrows(IllegalArgumentException.class, builder::build).getMessage());
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        PoolConfig.Builder builder = PoolConfig.builder()
                .workers(-1)
                .minWorkers(-2)
                .queueCapacity(-3)
                .maxTasksPerWorker(-4)
                .taskTimeout(Duration.ofSeconds(-5))
                .stopGrace(Duration.ofSeconds(-6))
                .shutdownGrace(Duration.ofSeconds(-7))
                .name("");
        assertEquals(
                "invalid pool configuration: workers must be >= 1 (was -1); minWorkers must be >= 0 (was -2);"
                        + " queueCapacity must be >= 1 (was -3); maxTasksPerWorker must be >= 1 (was -4);"
                        + " taskTimeout must be more than zero (was PT-5S); stopGrace must be more than zero (was PT-6S);"
                        + " shutdownGrace must not be negative (was PT-7S);"
                        + " minWorkers needs an idleTimeout (minWorkers was -2); name must not be blank (was '')",
                assertThrows(IllegalArgumentException.class, builder::build).getMessage());
    }

    @Test
    void theBoundsThemselvesAreAllowed() {
        PoolConfig config = PoolConfig.builder()
                .workers(1)
                .minWorkers(1)
                .idleTimeout(Duration.ofNanos(1))
                .queueCapacity(1)
                .maxTasksPerWorker(1)
                .taskTimeout(Duration.ofNanos(1))
                .stopGrace(Duration.ofNanos(1))
                .shutdownGrace(Duration.ZERO)
                .build();
        assertEquals(OptionalInt.of(1), config.minWorkers());
        assertEquals(Duration.ZERO, config.shutdownGrace());
        assertEquals(OptionalInt.of(0), config.toBuilder().minWorkers(0).build().minWorkers());
    }

    @Test
    void nullsAreRefusedByName() {
        PoolConfig.Builder builder = PoolConfig.builder();
        assertNull("backend", () -> builder.backend(null));
        assertNull("name", () -> builder.name(null));
        assertNull("overflow", () -> builder.overflow(null));
        assertNull("taskTimeout", () -> builder.taskTimeout(null));
        assertNull("idleTimeout", () -> builder.idleTimeout(null));
        assertNull("stopGrace", () -> builder.stopGrace(null));
        assertNull("shutdownGrace", () -> builder.shutdownGrace(null));
        assertNull("initializer", () -> builder.initializer(null));
        assertNull("listener", () -> builder.listener(null));
        assertNull("options", () -> builder.options(null));
    }

    private static void assertNull(String name, Runnable call) {
        assertEquals(name, assertThrows(NullPointerException.class, call::run).getMessage());
    }

    @Test
    void nothingIsSetByDefaultButThePolicyAndTheGraces() {
        PoolConfig config = PoolConfig.builder().build();
        assertEquals(Optional.empty(), config.backend());
        assertEquals(OptionalInt.empty(), config.workers());
        assertEquals(OptionalInt.empty(), config.minWorkers());
        assertEquals(Optional.empty(), config.idleTimeout());
        assertEquals(Optional.empty(), config.name());
        assertEquals(OptionalInt.empty(), config.queueCapacity());
        assertEquals(OverflowPolicy.BLOCK, config.overflow());
        assertEquals(Optional.empty(), config.taskTimeout());
        assertEquals(Optional.empty(), config.initializer());
        assertEquals(OptionalInt.empty(), config.maxTasksPerWorker());
        assertEquals(Duration.ofSeconds(5), config.shutdownGrace());
        assertEquals(Duration.ofSeconds(1), config.stopGrace());
        assertEquals(Optional.empty(), config.recordSubmitSite());
        assertEquals(false, config.rehearseSerialization());
        assertEquals(List.of(), config.listeners());
        assertEquals(Optional.empty(), config.options());
    }

    @Test
    void aBuilderMadeOfAConfigurationHasAllItsValues() {
        PoolListener first = mock(PoolListener.class);
        PoolListener second = mock(PoolListener.class);
        VoidTask initializer = () -> {};
        Options options = new Options("bees");
        PoolConfig config = PoolConfig.builder()
                .backend("bees")
                .workers(12)
                .minWorkers(3)
                .idleTimeout(Duration.ofSeconds(4))
                .name("hive")
                .queueCapacity(5)
                .overflow(OverflowPolicy.REJECT)
                .taskTimeout(Duration.ofSeconds(6))
                .initializer(initializer)
                .maxTasksPerWorker(7)
                .shutdownGrace(Duration.ofSeconds(8))
                .stopGrace(Duration.ofSeconds(9))
                .recordSubmitSite(false)
                .rehearseSerialization(true)
                .listener(first)
                .options(options)
                .build();
        PoolConfig copy = config.toBuilder().listener(second).build();
        assertNotSame(config, copy);
        assertEquals(List.of(first), config.listeners());
        assertEquals(List.of(first, second), copy.listeners());
        assertEquals(Optional.of("bees"), copy.backend());
        assertEquals(OptionalInt.of(12), copy.workers());
        assertEquals(OptionalInt.of(3), copy.minWorkers());
        assertEquals(Optional.of(Duration.ofSeconds(4)), copy.idleTimeout());
        assertEquals(Optional.of("hive"), copy.name());
        assertEquals(OptionalInt.of(5), copy.queueCapacity());
        assertEquals(OverflowPolicy.REJECT, copy.overflow());
        assertEquals(Optional.of(Duration.ofSeconds(6)), copy.taskTimeout());
        assertEquals(Optional.of(initializer), copy.initializer());
        assertEquals(OptionalInt.of(7), copy.maxTasksPerWorker());
        assertEquals(Duration.ofSeconds(8), copy.shutdownGrace());
        assertEquals(Duration.ofSeconds(9), copy.stopGrace());
        assertEquals(Optional.of(false), copy.recordSubmitSite());
        assertEquals(true, copy.rehearseSerialization());
        assertEquals(Optional.of(options), copy.options());
    }

    @Test
    void aConfigurationDoesNotChangeWithItsBuilder() {
        PoolConfig.Builder builder = PoolConfig.builder().workers(2);
        PoolConfig config = builder.build();
        builder.workers(3).name("later").listener(mock(PoolListener.class));
        assertEquals(OptionalInt.of(2), config.workers());
        assertEquals(Optional.empty(), config.name());
        assertEquals(List.of(), config.listeners());
        assertThrows(
                UnsupportedOperationException.class, () -> config.listeners().add(mock(PoolListener.class)));
        config.toBuilder().workers(4);
        assertEquals(OptionalInt.of(2), config.workers());
    }
}
