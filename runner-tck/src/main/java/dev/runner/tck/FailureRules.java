package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Rule 1.6: a failure belongs to its own handle. */
final class FailureRules {

    @Rule("1.6")
    void eachGetThrowsAnExceptionOfItsOwnWithOneCause(Trial trial) {
        PoolFuture<Integer> task = trial.open().submit(LifeTasks::failing, 7);
        ExecutionException one = assertThrows(ExecutionException.class, task::get);
        ExecutionException other = assertThrows(ExecutionException.class, task::get);
        TaskFailedException joined = assertThrows(TaskFailedException.class, task::join);
        TaskFailedException joinedAgain = assertThrows(TaskFailedException.class, task::join);
        assertNotSame(one, other);
        assertNotSame(joined, joinedAgain);
        Throwable own = task.failure().orElseThrow();
        for (Throwable each : List.of(one, other, joined, joinedAgain)) {
            assertSame(own, each.getCause());
        }
    }

    @Rule("1.6")
    void nothingIsAddedToTheTasksOwnException(Trial trial) {
        Pool pool = trial.open(config -> config.recordSubmitSite(true));
        PoolFuture<Integer> task = pool.submit(LifeTasks::failing, 7);
        Throwable own = assertThrows(ExecutionException.class, task::get).getCause();
        StackTraceElement[] before = own.getStackTrace();
        for (int i = 0; i < 5; i++) {
            assertThrows(ExecutionException.class, task::get);
            assertThrows(TaskFailedException.class, task::join);
        }
        assertEquals(List.of(), List.of(own.getSuppressed()));
        assertArrayEquals(before, own.getStackTrace());
        assertEquals("java.lang.IllegalArgumentException: failed on 7", own.toString());
    }

    @Rule("1.6")
    void nothingIsAddedToAnExceptionThatTasksShare(Trial trial) {
        LifeTasks.assumeInThisJvm(trial);
        Pool pool = trial.open(config -> config.recordSubmitSite(true));
        IllegalStateException shared = new IllegalStateException("one for all");
        LifeTasks.Shared<IllegalStateException> key = LifeTasks.Shared.of(shared);
        StackTraceElement[] before = shared.getStackTrace();
        for (int i = 0; i < 10; i++) {
            PoolFuture<Integer> task = pool.submit(() -> throwing(key));
            ExecutionException thrown = assertThrows(ExecutionException.class, task::get);
            assertEquals("java.lang.IllegalStateException: one for all", "" + thrown.getCause());
            assertThrows(TaskFailedException.class, task::join);
        }
        assertEquals(List.of(), List.of(shared.getSuppressed()));
        assertEquals(null, shared.getCause());
        assertArrayEquals(before, shared.getStackTrace());
    }

    private static int throwing(LifeTasks.Shared<IllegalStateException> key) {
        throw key.get();
    }

    @Rule("1.6")
    void failureShowsWhereItHappenedInTheWorker(Trial trial) {
        PoolFuture<Integer> task = trial.open().submit(LifeTasks::squareUnless, 7, 7);
        Throwable own = assertThrows(ExecutionException.class, task::get).getCause();
        assertEquals("failing", own.getStackTrace()[0].getMethodName());
        assertTrue(hasFrame(own, "LifeTasks", "squareUnless"));
    }

    @Rule("1.6")
    void failureKeepsItsOwnCauseAndWhatItSuppressed(Trial trial) {
        PoolFuture<Integer> task = trial.open().submit(FailureRules::failingInDepth, 7);
        Throwable own = assertThrows(ExecutionException.class, task::get).getCause();
        assertEquals("java.lang.IllegalStateException: outer 7", own.toString());
        assertEquals("java.lang.IllegalArgumentException: failed on 7", String.valueOf(own.getCause()));
        assertEquals(
                List.of("java.io.UncheckedIOException: beside 7"),
                Arrays.stream(own.getSuppressed()).map(Throwable::toString).toList());
    }

    private static int failingInDepth(int x) {
        try {
            return LifeTasks.failing(x);
        } catch (IllegalArgumentException e) {
            IllegalStateException outer = new IllegalStateException("outer " + x, e);
            outer.addSuppressed(new UncheckedIOException("beside " + x, new IOException("disk")));
            throw outer;
        }
    }

    @Rule("1.6")
    void submitSiteIsShownWhereItIsRecorded(Trial trial) {
        Pool pool = trial.open(config -> config.recordSubmitSite(true));
        PoolFuture<Integer> task = submitHere(pool);
        assertSite(pool, assertThrows(ExecutionException.class, task::get));
        assertSite(pool, assertThrows(TaskFailedException.class, task::join));
    }

    private static PoolFuture<Integer> submitHere(Pool pool) {
        return pool.submit(LifeTasks::failing, 7);
    }

    private static void assertSite(Pool pool, Throwable thrown) {
        assertEquals(1, thrown.getSuppressed().length);
        Throwable site = thrown.getSuppressed()[0];
        assertEquals("submitted to pool '" + pool.name() + "' here", site.getMessage());
        assertEquals("submitHere", site.getStackTrace()[0].getMethodName());
    }

    @Rule(value = "1.6", once = true)
    void submitSiteIsRecordedWhereTasksLeaveTheJvmUnlessToldOtherwise(Trial trial) {
        int expected = trial.claims(Capability.REQUIRES_SERIALIZABLE) ? 1 : 0;
        PoolFuture<Integer> task = trial.open().submit(LifeTasks::failing, 7);
        assertEquals(expected, assertThrows(ExecutionException.class, task::get).getSuppressed().length);
        PoolFuture<Integer> without =
                trial.open(config -> config.recordSubmitSite(false)).submit(LifeTasks::failing, 7);
        assertEquals(0, assertThrows(ExecutionException.class, without::get).getSuppressed().length);
    }

    private static boolean hasFrame(Throwable error, String type, String method) {
        return Arrays.stream(error.getStackTrace())
                .anyMatch(frame -> frame.getClassName().endsWith("." + type)
                        && frame.getMethodName().equals(method));
    }
}
