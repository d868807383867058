package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.PoolListener;
import dev.runner.TaskContext;
import dev.runner.TaskEvent;
import dev.runner.TaskOptions;
import dev.runner.TaskState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** What listeners and initializers may do with their own pool, and in which order listeners are told. */
final class ListenerRules {

    private static final TaskOptions FIRST = TaskOptions.defaults().name("first");

    /** Does something with the pool when one of the three events of the task named first comes. */
    private static final class Actor implements PoolListener {

        private final AtomicReference<Pool> pool = new AtomicReference<>();
        private final CompletableFuture<Void> acted = new CompletableFuture<>();
        private final TaskState when;
        private final Consumer<Pool> action;

        Actor(TaskState when, Consumer<Pool> action) {
            this.when = when;
            this.action = action;
        }

        @Override
        public void taskSubmitted(TaskEvent event) {
            act(event);
        }

        @Override
        public void taskStarted(TaskEvent event) {
            act(event);
        }

        @Override
        public void taskFinished(TaskEvent event) {
            act(event);
        }

        private void act(TaskEvent event) {
            if (event.state() == when && "first".equals(event.taskName())) {
                try {
                    action.accept(pool.get());
                    acted.complete(null);
                } catch (Throwable e) {
                    acted.completeExceptionally(e);
                }
            }
        }

        Pool open(Trial trial, int capacity) {
            Pool opened = trial.open(config -> config.workers(1).listener(this).queueCapacity(capacity));
            pool.set(opened);
            return opened;
        }

        LifeTasks.Aside<Void> outcome() {
            return new LifeTasks.Aside<>(Thread.currentThread(), acted);
        }
    }

    @Rule(value = "4.1", once = true, limitSeconds = 40)
    void closeInsideListenerIsRefused(Trial trial) throws Exception {
        for (TaskState when : List.of(TaskState.QUEUED, TaskState.RUNNING, TaskState.SUCCEEDED)) {
            Actor closer = new Actor(when, Pool::close);
            Pool pool = closer.open(trial, 9);
            LifeTasks.aside(() -> pool.submit(() -> 3, FIRST));
            assertRefused(pool, closer.outcome());
            pool.close();
        }
    }

    @Rule(value = "4.1", limitSeconds = 40)
    void closeInsideInitializerIsRefused(Trial trial) throws Exception {
        LifeTasks.assumeInThisJvm(trial);
        AtomicReference<Pool> opened = new AtomicReference<>();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Pool pool = trial.open(config -> config.initializer(() -> {
            try {
                opened.get().close();
                closed.complete(null);
            } catch (Throwable e) {
                closed.completeExceptionally(e);
            }
        }));
        opened.set(pool);
        LifeTasks.aside(() -> pool.submit(LifeTasks::square, 3));
        assertRefused(pool, new LifeTasks.Aside<>(Thread.currentThread(), closed));
        pool.close();
    }

    private static void assertRefused(Pool pool, LifeTasks.Aside<Void> closing) throws Exception {
        assertEquals(
                "pool '" + pool.name() + "' can't be closed by its own task or callback, which close() waits for;"
                        + " shutdown() does not wait",
                closing.failure(IllegalStateException.class).getMessage());
    }

    @Rule(value = "4.9", once = true, limitSeconds = 40)
    void listenerMayWaitForTaskOfItsPool(Trial trial) throws Exception {
        Actor waiter = new Actor(
                TaskState.SUCCEEDED,
                pool -> assertEquals(9, pool.submit(LifeTasks::square, 3).join()));
        Pool pool = waiter.open(trial, 9);
        PoolFuture<Integer> first = pool.submit(() -> 3, FIRST);
        waiter.outcome().get();
        assertEquals(3, first.get(LifeTasks.LIMIT));
    }

    @Rule(value = "4.6", once = true, withWorkers = true, limitSeconds = 40)
    void submissionsOfListenersPassTheBound(Trial trial) throws Exception {
        Signal go = trial.signal();
        List<PoolFuture<Integer>> more = new CopyOnWriteArrayList<>();
        Actor submitter = new Actor(TaskState.SUCCEEDED, pool -> {
            for (int i = 0; i < 5; i++) {
                more.add(pool.submit(LifeTasks::square, i));
            }
        });
        Pool pool = submitter.open(trial, 1);
        PoolFuture<Boolean> first = pool.submit(() -> LifeTasks.hold(go), FIRST);
        LifeTasks.running(List.of(first));
        PoolFuture<Integer> queued = pool.submit(LifeTasks::square, 3);
        go.raise();
        submitter.outcome().get();
        assertEquals(9, queued.get(LifeTasks.LIMIT));
        assertEquals(16, more.get(4).get(LifeTasks.LIMIT));
    }

    /** Notes what it is told of tasks. */
    private static final class Notes implements PoolListener {

        private final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public void taskStarted(TaskEvent event) {
            told.add("started " + event.attempt());
        }

        @Override
        public void taskFinished(TaskEvent event) {
            told.add(event.state() + " " + event.attempt());
        }
    }

    /** The task is cancelled while an earlier listener is busy with its start. */
    @Rule(value = "1.4", withWorkers = true)
    void startIsToldBeforeTheEnd(Trial trial) throws Exception {
        Signal telling = trial.signal();
        Signal cancelled = trial.signal();
        Signal go = trial.signal();
        Tally asked = trial.tally();
        Notes notes = new Notes();
        Pool pool = trial.open(config -> config.listener(new PoolListener() {
                    @Override
                    public void taskStarted(TaskEvent event) {
                        telling.raise();
                        LifeTasks.stubborn(cancelled);
                    }
                })
                .listener(notes));
        PoolFuture<Boolean> task = pool.submit(() -> LifeTasks.untilAsked(asked, go));
        telling.await();
        assertTrue(task.cancel(true));
        assertEquals(List.of(), notes.told);
        cancelled.raise();
        pool.close();
        assertEquals(List.of("started 1", "CANCELLED 1"), notes.told);
    }

    @Rule(value = "7.2", needs = Capability.PROCESS_ISOLATION, once = true)
    void endOfCancelledTaskIsToldWithItsAttempt(Trial trial) throws Exception {
        Signal go = trial.signal();
        Signal again = trial.signal();
        Tally asked = trial.tally();
        Notes notes = new Notes();
        Pool pool = trial.open(config -> config.listener(notes));
        PoolFuture<Boolean> task = pool.submit(
                () -> {
                    if (TaskContext.current().attempt() == 1) {
                        Runtime.getRuntime().halt(7);
                    }
                    again.raise();
                    return LifeTasks.untilAsked(asked, go);
                },
                TaskOptions.defaults().retries(1));
        again.await();
        assertFalse(task.isDone());
        assertTrue(task.cancel(true));
        pool.close();
        assertEquals(List.of("started 1", "started 2", "CANCELLED 2"), notes.told);
    }
}
