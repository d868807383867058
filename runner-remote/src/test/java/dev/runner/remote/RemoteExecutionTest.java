package dev.runner.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Job;
import dev.runner.Task;
import dev.runner.TaskContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RemoteExecutionTest {

    private static String label() {
        return "task 'x'";
    }

    /** Tasks are decoded in this JVM, so they may use what is static. */
    private static final CountDownLatch BEGUN = new CountDownLatch(1);

    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private final Payloads payloads =
            new Payloads(new JavaCodec(), RemoteExecutionTest.class.getClassLoader(), null, 100_000, 100_000);
    private final List<String> progress = new ArrayList<>();

    private RemoteExecution execution(@Nullable Duration limit) {
        return new RemoteExecution(
                7, 2, RemoteExecutionTest::label, "worker-1", limit, (done, total) -> progress.add(done + "/" + total));
    }

    private RemoteExecution.Outcome run(RemoteExecution execution, Task<?> task) {
        return execution.run(payloads.encodeTask(Job.of(task), RemoteExecutionTest::label), payloads);
    }

    @Test
    void taskSeesItsContext() {
        RemoteExecution.Outcome outcome = run(execution(Duration.ofHours(1)), () -> {
            TaskContext context = TaskContext.current();
            context.progress(3, 4);
            return context.taskId() + " " + context.attempt() + " " + context.workerId() + " "
                    + context.deadline().isPresent();
        });
        assertTrue(outcome.succeeded());
        assertEquals("7 2 worker-1 true", payloads.decodeResult(outcome.bytes(), RemoteExecutionTest::label));
        assertEquals(List.of("3/4"), progress);
        assertTrue(TaskContext.find().isEmpty());
    }

    @Test
    void whatIsThrownIsTheOutcome() {
        RemoteExecution.Outcome outcome = run(execution(null), () -> {
            throw new StackOverflowError("deep");
        });
        assertFalse(outcome.succeeded());
        assertInstanceOf(StackOverflowError.class, payloads.decodeError(outcome.bytes(), RemoteExecutionTest::label));
    }

    @Test
    void whatCanNotBeDecodedIsTheOutcome() {
        RemoteExecution.Outcome outcome = execution(null).run(new byte[] {1, 2, 3}, payloads);
        assertFalse(outcome.succeeded());
        assertTrue(String.valueOf(payloads.decodeError(outcome.bytes(), RemoteExecutionTest::label)
                        .getMessage())
                .startsWith("task 'x' can't be decoded: "));
    }

    @Test
    void stopReachesTheTaskAndNothingAfterIt() throws Exception {
        RemoteExecution execution = execution(null);
        Thread stopper = new Thread(() -> {
            try {
                BEGUN.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            execution.stop(true);
        });
        stopper.start();
        RemoteExecution.Outcome outcome = run(execution, () -> {
            BEGUN.countDown();
            NEVER.await();
            return 1;
        });
        stopper.join();
        assertInstanceOf(InterruptedException.class, payloads.decodeError(outcome.bytes(), RemoteExecutionTest::label));
        execution.stop(true);
        assertFalse(Thread.currentThread().isInterrupted());
        assertEquals(0, execution.stack().length);
    }

    @Test
    void stopBeforeTheStartInterruptsTheTask() {
        RemoteExecution execution = execution(null);
        execution.stop(true);
        RemoteExecution.Outcome outcome = run(
                execution,
                () -> TaskContext.current().isCancelled() + " "
                        + Thread.currentThread().isInterrupted());
        assertEquals("true true", payloads.decodeResult(outcome.bytes(), RemoteExecutionTest::label));
        assertFalse(Thread.currentThread().isInterrupted());
    }
}
