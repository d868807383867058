package dev.runner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExceptionsTest {

    private static Exception why() {
        return new IllegalStateException("why");
    }

    static Stream<PoolException> withCause() {
        return Stream.of(
                new PoolException("what", why()),
                new PoolBrokenException("what", why()),
                new PoolInterruptedException("what", why()),
                new TaskFailedException("what", why()),
                new TaskSerializationException("what", why()),
                new BackendNotFoundException("what", why()),
                new BackendStartException("what", why()),
                WorkerCrashedException.builder("what").cause(why()).build());
    }

    static Stream<PoolException> withoutCause() {
        return Stream.of(
                new PoolException("what"),
                new PoolBrokenException("what"),
                new PoolTimeoutException("what"),
                new TaskSerializationException("what"),
                new BackendNotFoundException("what"),
                new BackendStartException("what"),
                new PoolInterruptedException("what", null),
                WorkerCrashedException.builder("what").build());
    }

    @ParameterizedTest
    @MethodSource("withCause")
    void anExceptionTravelsWithItsMessageAndItsCause(PoolException exception) throws Exception {
        PoolException copy = Copies.of(exception);
        assertEquals(exception.getClass(), copy.getClass());
        assertEquals("what", copy.getMessage());
        assertEquals(
                "why",
                assertInstanceOf(IllegalStateException.class, copy.getCause()).getMessage());
        assertArrayEquals(exception.getStackTrace(), copy.getStackTrace());
    }

    @ParameterizedTest
    @MethodSource("withoutCause")
    void anExceptionWithoutACauseHasNone(PoolException exception) throws Exception {
        assertEquals("what", exception.getMessage());
        assertNull(exception.getCause());
        assertNull(Copies.of(exception).getCause());
    }

    @Test
    void aTimeoutTellsTheLimitTheElapsedTimeTheStackAndTheRung() throws Exception {
        StackTraceElement[] stack = {new StackTraceElement("A", "b", "C.java", 4)};
        TaskTimeoutException timeout = new TaskTimeoutException(
                "late", Duration.ofMillis(30), Duration.ofMillis(41), stack, StopLevel.TERMINATE);
        stack[0] = new StackTraceElement("Changed", "later", null, 1);
        for (TaskTimeoutException each : List.of(timeout, Copies.of(timeout))) {
            assertEquals("late", each.getMessage());
            assertEquals(Duration.ofMillis(30), each.limit());
            assertEquals(Duration.ofMillis(41), each.elapsed());
            assertEquals("A.b(C.java:4)", each.workerStack()[0].toString());
            assertEquals(StopLevel.TERMINATE, each.stopLevel());
        }
        timeout.workerStack()[0] = stack[0];
        assertEquals("A", timeout.workerStack()[0].getClassName());
    }

    @Test
    void aCrashTellsAllThatIsKnownOfIt() throws Exception {
        List<String> lines = new ArrayList<>(List.of("last but one", "last"));
        WorkerCrashedException crash = WorkerCrashedException.builder("worker 3 died")
                .pid(4711)
                .exitCode(134)
                .signal("SIGABRT")
                .lastOutput(lines)
                .crashReport("# SIGSEGV")
                .attempt(2)
                .build();
        lines.clear();
        for (WorkerCrashedException each : List.of(crash, Copies.of(crash))) {
            assertEquals("worker 3 died", each.getMessage());
            assertEquals(OptionalLong.of(4711), each.pid());
            assertEquals(OptionalInt.of(134), each.exitCode());
            assertEquals(Optional.of("SIGABRT"), each.signal());
            assertEquals(List.of("last but one", "last"), each.lastOutput());
            assertEquals(Optional.of("# SIGSEGV"), each.crashReport());
            assertEquals(2, each.attempt());
        }
        assertThrows(
                UnsupportedOperationException.class, () -> crash.lastOutput().add("more"));
    }

    @Test
    void aCrashOfWhichNothingIsKnownTellsNothing() throws Exception {
        WorkerCrashedException crash =
                Copies.of(WorkerCrashedException.builder("gone").build());
        assertEquals(OptionalLong.empty(), crash.pid());
        assertEquals(OptionalInt.empty(), crash.exitCode());
        assertEquals(Optional.empty(), crash.signal());
        assertEquals(List.of(), crash.lastOutput());
        assertEquals(Optional.empty(), crash.crashReport());
        assertEquals(1, crash.attempt());
        assertEquals(
                "message",
                assertThrows(NullPointerException.class, () -> WorkerCrashedException.builder(null))
                        .getMessage());
    }

    @Test
    void aFailureThatTellsWhereItsTaskWasSubmittedTravels() throws Exception {
        PoolConfig config =
                PoolConfig.builder().name("hive").recordSubmitSite(true).build();
        try (Pool pool = Pools.open(new StubBackend("wasps"), config)) {
            PoolFuture<Object> failed = pool.submit(() -> {
                throw new IllegalStateException("why");
            });
            TaskFailedException copy = Copies.of(assertThrows(TaskFailedException.class, failed::join));
            assertEquals("task 1 failed: java.lang.IllegalStateException: why", copy.getMessage());
            assertEquals("submitted to pool 'hive' here", copy.getSuppressed()[0].toString());
            assertEquals(ExceptionsTest.class.getName(), copy.getSuppressed()[0].getStackTrace()[0].getClassName());
        }
    }
}
