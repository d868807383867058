package dev.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.runner.spi.RunningTask;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TaskContextTest {

    private static RunningTask task(long id, String workerId) {
        RunningTask task = mock(RunningTask.class);
        when(task.taskId()).thenReturn(id);
        when(task.attempt()).thenReturn(3);
        when(task.workerId()).thenReturn(workerId);
        when(task.deadline()).thenReturn(Optional.of(Instant.EPOCH.plusSeconds(id)));
        when(task.isCancelled()).thenReturn(true);
        return task;
    }

    private static void assertNoTask() {
        assertEquals(Optional.empty(), TaskContext.find());
        assertEquals(
                "no task runs in thread '" + Thread.currentThread().getName()
                        + "'; TaskContext.find() gives an Optional",
                assertThrows(IllegalStateException.class, TaskContext::current).getMessage());
    }

    private static long currentId() {
        return TaskContext.current().taskId();
    }

    @Test
    void outsideOfATaskThereIsNone() throws Exception {
        assertNoTask();
        CompletableFuture.runAsync(TaskContextTest::assertNoTask).get(30, TimeUnit.SECONDS);
    }

    @Test
    void aBoundTaskIsTheCurrentOneUntilItsBindingIsClosed() {
        RunningTask bound = task(5, "far-1");
        try (TaskContext.Binding binding = TaskContext.bind(bound)) {
            assertTrue(binding != null);
            TaskContext here = TaskContext.current();
            assertEquals(5, here.taskId());
            assertEquals(3, here.attempt());
            assertEquals("far-1", here.workerId());
            assertEquals(Optional.of(Instant.EPOCH.plusSeconds(5)), here.deadline());
            assertTrue(here.isCancelled());
            here.progress(6, -7);
            verify(bound).progress(6, -7);
            assertEquals(5, TaskContext.find().orElseThrow().taskId());
        }
        assertNoTask();
    }

    @Test
    void bindingsNestAndTheInnermostIsTheCurrentOne() {
        TaskContext.Binding outer = TaskContext.bind(task(1, "a"));
        TaskContext.Binding inner = TaskContext.bind(task(2, "b"));
        assertEquals(2, currentId());
        inner.close();
        assertEquals(1, currentId());
        outer.close();
        assertNoTask();
    }

    @Test
    void aTaskOfAPoolInsideABoundOneIsTheCurrentOneWhileItRuns() {
        try (TaskContext.Binding binding = TaskContext.bind(task(99, "far"));
                Pool pool = Pools.open("serial")) {
            assertTrue(binding != null);
            assertEquals(1, pool.submit(TaskContextTest::currentId).join());
            assertEquals(99, currentId());
            assertEquals(
                    98,
                    pool.submit(() -> {
                                TaskContext.Binding own = TaskContext.bind(task(98, "deep"));
                                long id = currentId();
                                own.close();
                                return currentId() == 2 ? id : -currentId();
                            })
                            .join());
        }
        assertNoTask();
    }

    @Test
    void aTaskInsideATaskHasItsOwnContextAndGivesTheOuterBack() {
        try (Pool pool = Pools.open("serial")) {
            String ids = pool.submit(() -> {
                        long before = currentId();
                        long nested = pool.submit(TaskContextTest::currentId).join();
                        return before + " " + nested + " " + currentId();
                    })
                    .join();
            assertEquals("1 2 1", ids);
        }
    }

    @Test
    void aBindingBelongsToItsThread() throws Exception {
        try (TaskContext.Binding binding = TaskContext.bind(task(1, "a"))) {
            assertTrue(binding != null);
            TaskContext handedOver = TaskContext.current();
            String elsewhere = CompletableFuture.supplyAsync(
                            () -> TaskContext.find().isPresent() + " " + handedOver.taskId())
                    .get(30, TimeUnit.SECONDS);
            assertEquals("false 1", elsewhere);
        }
    }

    @Test
    void aTaskWithoutALimitHasNoDeadlineAndIsNotCancelled() {
        try (Pool pool = Pools.open("serial")) {
            assertEquals(
                    Optional.empty(),
                    pool.submit(() -> TaskContext.current().deadline()).join());
            assertFalse(pool.submit(() -> TaskContext.current().isCancelled()).join());
        }
    }

    @Test
    void aCallbackRunsInNoTask() {
        try (Pool pool = Pools.open("serial")) {
            AtomicReference<Optional<TaskContext>> found = new AtomicReference<>();
            PoolFuture<Integer> task = pool.submit(() -> 1).onDone(done -> found.set(TaskContext.find()));
            assertEquals(1, task.join());
            assertEquals(Optional.empty(), found.get());
        }
    }

    @Test
    void aNullTaskIsRefused() {
        assertEquals(
                "task",
                assertThrows(NullPointerException.class, () -> TaskContext.bind(null))
                        .getMessage());
        assertNoTask();
    }
}
