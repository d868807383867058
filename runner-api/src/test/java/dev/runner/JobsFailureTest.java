package dev.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures, time limits and interrupts of the list runner. */
@ExtendWith(SwitchInstallation.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JobsFailureTest {

    private static Job<Object> failing(Exception own) {
        return Job.of(() -> {
            throw own;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void theFirstFailurePropagatesWithTheJobsOwnException(int backend) {
        Exception own = new IllegalArgumentException("own");
        for (int workers = 1; workers <= 2; workers++) {
            Jobs.Builder builder = Jobs.builder().workers(workers).backend(backend);
            TaskFailedException failure =
                    assertThrows(TaskFailedException.class, () -> builder.run(List.of(Job.of(() -> 1), failing(own))));
            assertSame(own, failure.getCause());
            assertEquals("task 2 failed: " + own, failure.getMessage());
        }
    }

    /**
     * There are so many quick jobs that they are handed over in chunks, of which three in a row can't all be the last.
     */
    @ParameterizedTest
    @ValueSource(ints = {10_000, 10_001, 10_002})
    void inTheCallingThreadNothingRunsAfterAFailure(int failing) {
        AtomicInteger ran = new AtomicInteger();
        Exception own = new IllegalStateException("number " + failing);
        Job<Integer> job = Job.of(() -> {
            if (ran.incrementAndGet() == failing) {
                throw own;
            }
            return 0;
        });
        TaskFailedException failure = assertThrows(
                TaskFailedException.class, () -> Jobs.builder().workers(1).run(Collections.nCopies(2 * failing, job)));
        assertSame(own, failure.getCause());
        assertEquals(failing, ran.get(), "jobs that ran, of which the last failed");
    }

    @Test
    void onWorkersWhatHasNotStartedIsCancelledAndWhatRunsIsWaitedFor() {
        CountDownLatch slowRuns = new CountDownLatch(1);
        CountDownLatch failureIsTold = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger ranLater = new AtomicInteger();
        AtomicInteger cancelled = new AtomicInteger();
        List<Job<Object>> jobs = new ArrayList<>();
        jobs.add(Job.of(() -> {
            slowRuns.countDown();
            failureIsTold.await(30, TimeUnit.SECONDS);
            return ended.incrementAndGet();
        }));
        CountDownLatch release = new CountDownLatch(1);
        jobs.add(Job.of(() -> {
            slowRuns.await(30, TimeUnit.SECONDS);
            release.await(30, TimeUnit.SECONDS);
            throw new IllegalStateException("early");
        }));
        for (int i = 0; i < 50; i++) {
            jobs.add(Job.of(() -> {
                failureIsTold.await(30, TimeUnit.SECONDS);
                return ranLater.incrementAndGet();
            }));
        }
        PoolListener listener = new PoolListener() {
            @Override
            public void taskSubmitted(TaskEvent event) {
                if (event.taskId() == jobs.size()) {
                    release.countDown();
                }
            }

            @Override
            public void taskFinished(TaskEvent event) {
                if (event.state() == TaskState.CANCELLED) {
                    cancelled.incrementAndGet();
                    failureIsTold.countDown();
                }
            }
        };
        TaskFailedException failure = assertThrows(
                TaskFailedException.class,
                () -> Jobs.builder().workers(2).backend(1).listener(listener).run(jobs));
        assertEquals("early", failure.getCause().getMessage());
        assertEquals(1, ended.get(), "the job that ran was waited for");
        assertTrue(cancelled.get() > 0);
        assertEquals(50, cancelled.get() + ranLater.get());
    }

    @Test
    void theLimitOfTheCallStopsWhatRunsAndSaysHowMuchIsLeft() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger interrupted = new AtomicInteger();
        Job<Integer> endless = Job.of(() -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
            }
            return 0;
        });
        Jobs.Builder builder = Jobs.builder().workers(2).backend(1).timeout(Duration.ofSeconds(2));
        PoolTimeoutException timeout =
                assertThrows(PoolTimeoutException.class, () -> builder.run(List.of(endless, endless, endless)));
        assertTrue(
                timeout.getMessage()
                        .matches("timed out after \\d+ ms: 3 of 3 tasks unfinished in"
                                + " pool 'pool-\\d+' \\[threads, open, 3 tasks\\]"),
                timeout::getMessage);
        assertTrue(interrupted.get() <= 2, "a job that had not started was never begun");
    }

    @Test
    void theLimitOfAJobFailsTheCallWithTheJobsOwnTimeout() {
        CountDownLatch never = new CountDownLatch(1);
        Jobs.Builder builder = Jobs.builder().workers(2).backend(2).jobTimeout(Duration.ofMillis(20));
        TaskFailedException failure = assertThrows(
                TaskFailedException.class, () -> builder.run(List.of(Job.of(() -> never.await(30, TimeUnit.SECONDS)))));
        TaskTimeoutException timeout = (TaskTimeoutException) failure.getCause();
        assertEquals(Duration.ofMillis(20), timeout.limit());
        assertEquals(StopLevel.INTERRUPT, timeout.stopLevel());
    }

    @Test
    void anInterruptEndsTheCallWithTheStatusSet() {
        Thread.currentThread().interrupt();
        Jobs.Builder builder = Jobs.builder().workers(2).backend(1);
        CountDownLatch never = new CountDownLatch(1);
        assertThrows(
                PoolInterruptedException.class,
                () -> builder.run(List.of(Job.of(() -> never.await(30, TimeUnit.SECONDS)))));
        assertTrue(Thread.interrupted());
    }

    @Test
    void wrongLimitsAreRefusedAtTheCall() {
        Jobs.Builder builder = Jobs.builder();
        assertEquals(
                "timeout must be more than zero (was PT-1S)",
                assertThrows(IllegalArgumentException.class, () -> builder.timeout(Duration.ofSeconds(-1)))
                        .getMessage());
        assertEquals(
                "timeout must be more than zero (was PT-2S)",
                assertThrows(IllegalArgumentException.class, () -> builder.jobTimeout(Duration.ofSeconds(-2)))
                        .getMessage());
        assertEquals(
                "retries must be >= 0 (was -3)",
                assertThrows(IllegalArgumentException.class, () -> builder.retries(-3))
                        .getMessage());
        assertEquals(
                "order",
                assertThrows(NullPointerException.class, () -> builder.order(null))
                        .getMessage());
        assertEquals(
                "jobs",
                assertThrows(NullPointerException.class, () -> builder.run(null))
                        .getMessage());
    }
}
