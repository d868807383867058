package dev.runner.tck;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.Task;
import dev.runner.TaskContext;
import dev.runner.TaskState;
import java.io.Serial;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.function.Executable;

/** Tasks, and ways to watch them, that the rules on many tasks and on the pool's life have in common. */
final class LifeTasks {

    static final int LIMIT_SECONDS = Polling.LIMIT_SECONDS;
    static final Duration LIMIT = Duration.ofSeconds(LIMIT_SECONDS);

    private LifeTasks() {}

    static int square(int x) {
        return x * x;
    }

    static List<Integer> squares(int count) {
        return range(count).stream().map(LifeTasks::square).toList();
    }

    static List<Integer> range(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    static int failing(int x) {
        throw new IllegalArgumentException("failed on " + x);
    }

    static int squareUnless(int bad, int x) {
        return x == bad ? failing(x) : square(x);
    }

    /** Ends when the signal is raised, or at an interrupt. */
    static boolean hold(Signal go) throws InterruptedException, TimeoutException {
        go.await();
        return true;
    }

    /** Ends when the signal is raised, and at nothing else: an interrupt is ignored. */
    static boolean stubborn(Signal end) {
        long start = System.nanoTime();
        while (!end.isRaised() && System.nanoTime() - start < LIMIT.toNanos()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            Thread.interrupted(); // it is what this task is about: it does not listen
        }
        return true;
    }

    /** Ends when it is asked to stop, or when the signal is raised. Tells the tally that it was asked. */
    static boolean untilAsked(Tally asked, Signal go) {
        TaskContext here = TaskContext.current();
        long start = System.nanoTime();
        while (!go.isRaised() && System.nanoTime() - start < LIMIT.toNanos()) {
            if (here.isCancelled()) {
                asked.mark("asked");
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            Thread.interrupted(); // the flag is what it looks at
        }
        return true;
    }

    /** Takes so long, whatever happens. */
    static int busy(long millis, int result) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(millis)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            Thread.interrupted(); // it has to take its time
        }
        return result;
    }

    /** Waits until so many marks have been left, its own among them. */
    static int meet(Tally marks, int count) throws InterruptedException, TimeoutException {
        marks.mark("here");
        Polling.await(count + " tasks at once", LIMIT_SECONDS, () -> marks.count() >= count);
        return count;
    }

    /** Names the process and the thread. */
    static String whereItRuns() {
        return ProcessHandle.current().pid() + " " + Thread.currentThread().getName();
    }

    /** Keeps all workers busy until the signal is raised, and returns when they are. */
    static List<PoolFuture<Boolean>> occupy(Pool pool, int workers, Signal go)
            throws InterruptedException, TimeoutException {
        return occupy(pool, workers, () -> hold(go));
    }

    /** Keeps all workers busy until the signal is raised, whoever asks them to stop, and returns when they are. */
    static List<PoolFuture<Boolean>> occupyForGood(Pool pool, int workers, Signal end)
            throws InterruptedException, TimeoutException {
        return occupy(pool, workers, () -> stubborn(end));
    }

    /** One by one, so that none of them finds a bounded queue full. */
    private static List<PoolFuture<Boolean>> occupy(Pool pool, int workers, Task<Boolean> blocker)
            throws InterruptedException, TimeoutException {
        List<PoolFuture<Boolean>> blockers = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            blockers.add(pool.submit(blocker));
            running(blockers);
        }
        return blockers;
    }

    static <R extends @Nullable Object> List<PoolFuture<R>> running(List<PoolFuture<R>> futures)
            throws InterruptedException, TimeoutException {
        for (PoolFuture<R> future : futures) {
            Trial.eventually("a task to run", () -> {
                assertFalse(future.isDone(), () -> "it has ended before it was seen to run: " + future);
                return future.taskState() == TaskState.RUNNING;
            });
        }
        return futures;
    }

    /** Submits tasks that leave a mark. */
    static List<PoolFuture<Integer>> submitMarks(Pool pool, int count, Tally ran) {
        List<PoolFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            futures.add(pool.submit(x -> mark(ran, x), i));
        }
        return futures;
    }

    static int mark(Tally ran, int x) {
        ran.mark("ran " + x);
        return x;
    }

    static void assertStates(TaskState expected, List<? extends PoolFuture<?>> futures) {
        assertEquals(
                futures.stream().map(future -> expected).toList(),
                futures.stream().map(PoolFuture::taskState).toList());
    }

    static void assertAllEnded(List<? extends PoolFuture<?>> futures) {
        futures.forEach(future -> assertTrue(future.isDone(), () -> "has not ended: " + future));
    }

    /** Checks the exception and its whole message. */
    static <E extends Throwable> E assertMessage(Class<E> type, String message, Executable call) {
        E thrown = assertThrows(type, call);
        assertEquals(message, thrown.getMessage());
        return thrown;
    }

    /** Checks the exception that is the direct cause, and its whole message. */
    static void assertCause(Class<?> type, String message, Throwable thrown) {
        Throwable cause = thrown.getCause();
        assertEquals(type.getName() + ": " + message, String.valueOf(cause));
    }

    static void assertMatches(String pattern, Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        assertTrue(message.matches("(?s)" + pattern), message);
    }

    static void assertWorks(Pool pool) throws Exception {
        assertEquals(49, pool.submit(LifeTasks::square, 7).get(LIMIT));
    }

    /** Tells whether the exception, or what caused it, has the message. */
    static boolean isCausedBy(@Nullable Throwable error, Class<?> type, String message) {
        for (Throwable at = error; at != null; at = at.getCause()) {
            if (type.isInstance(at) && message.equals(at.getMessage())) {
                return true;
            }
        }
        return false;
    }

    /** Tells how the task ended: its result, {@code failed: } and the exception, or {@code cancelled}. */
    static String outcome(PoolFuture<?> future) throws InterruptedException, TimeoutException {
        try {
            return String.valueOf(future.get(LIMIT));
        } catch (ExecutionException e) {
            return "failed: " + e.getCause();
        } catch (CancellationException e) {
            return "cancelled";
        }
    }

    /** Leaves a check out where tasks do not see the objects of this JVM. */
    static void assumeInThisJvm(Trial trial) {
        Assumptions.assumeTrue(
                trial.claims(Capability.SHARES_MEMORY) || !trial.hasWorkers(),
                "not claimed: [" + Capability.SHARES_MEMORY + "]");
    }

    static void assumeStopsRunning(Trial trial) {
        Assumptions.assumeTrue(
                trial.claims(Capability.INTERRUPTS_RUNNING) || trial.claims(Capability.KILLS_RUNNING),
                "not claimed: one of " + List.of(Capability.INTERRUPTS_RUNNING, Capability.KILLS_RUNNING));
    }

    /** Waits until time has gone by, on the clock of the limits. */
    static void letPass(Duration time) throws InterruptedException, TimeoutException {
        long start = System.nanoTime();
        Polling.await(time + " to go by", LIMIT_SECONDS, () -> System.nanoTime() - start > time.toNanos());
    }

    /** Something that goes on in a thread of its own. */
    static <T extends @Nullable Object> Aside<T> aside(Callable<T> body) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        outcome.complete(body.call());
                    } catch (Throwable e) {
                        outcome.completeExceptionally(e);
                    }
                },
                "aside");
        thread.setDaemon(true);
        thread.start();
        return new Aside<>(thread, outcome);
    }

    static Aside<Boolean> aside(Runnable body) {
        return aside(() -> {
            body.run();
            return Thread.currentThread().isInterrupted();
        });
    }

    /**
     * What goes on in a thread of its own.
     *
     * @param thread the thread
     * @param outcome what becomes of it
     */
    record Aside<T extends @Nullable Object>(Thread thread, CompletableFuture<T> outcome) {

        T get() throws Exception {
            return outcome.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }

        <E extends Throwable> E failure(Class<E> type) throws InterruptedException, TimeoutException {
            Polling.await("a thread to fail", LIMIT_SECONDS, outcome::isDone);
            return assertInstanceOf(
                    type, outcome.handle((value, error) -> error).join());
        }

        boolean isDone() {
            return outcome.isDone();
        }

        /** Waits until it waits for something. */
        void awaitWaiting() throws InterruptedException, TimeoutException {
            Trial.eventually(
                    "a thread to wait",
                    () -> isDone()
                            || thread.getState() == Thread.State.WAITING
                            || thread.getState() == Thread.State.TIMED_WAITING);
            assertTrue(!isDone(), () -> "has not waited: " + outcome);
        }
    }

    /**
     * An object of this JVM, for tasks that run in it. Copies of this find the object by its number; the original keeps
     * it.
     */
    static final class Shared<T> implements Serializable {

        @Serial
        private static final long serialVersionUID = 1L;

        private static final AtomicLong KEYS = new AtomicLong();
        private static final Map<Long, WeakReference<Object>> OBJECTS = new ConcurrentHashMap<>();

        private final long key = KEYS.incrementAndGet();
        private final transient @Nullable T original;

        private Shared(T object) {
            original = object;
            OBJECTS.put(key, new WeakReference<>(object));
        }

        static <T> Shared<T> of(T object) {
            return new Shared<>(object);
        }

        @SuppressWarnings("unchecked") // it was put there as a T
        T get() {
            T here = original;
            return here != null
                    ? here
                    : (T) requireNonNull(requireNonNull(OBJECTS.get(key)).get());
        }
    }
}
