package dev.runner.tck;

import dev.runner.spi.DriverConfig;
import dev.runner.spi.TaskRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Backends that are broken on the way from the submission to a worker. */
final class QueueMutants {

    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    "loses every seventh task", "4.1", "closeWaitsForSubmittedWork", config -> new GoodDriver(config) {
                        private int taken;

                        @Override
                        @Nullable
                        TaskRun<?> take() {
                            TaskRun<?> run = super.take();
                            return ++taken % 7 == 0 ? null : run;
                        }
                    }),
            Mutant.of(
                    "begins with the task that came last",
                    "4.8",
                    "workerBeginsTasksInTheOrderOfSubmission",
                    config -> new GoodDriver(config) {
                        @Override
                        void accept(TaskRun<?> run) {
                            queue.addFirst(run);
                        }
                    }),
            Mutant.of(
                    "takes of a chunk only the first task",
                    "3.3",
                    "chunkSizeNeverChangesResults",
                    config -> new GoodDriver(config) {
                        @Override
                        public void executeAll(List<? extends TaskRun<?>> runs) {
                            execute(runs.get(0));
                        }
                    }),
            Mutant.copying(
                    "starts all tasks of a chunk with the first",
                    "3.3",
                    "eachElementOfAChunkHasItsOwnStart",
                    config -> new CopyingDriver(config) {
                        private final Set<TaskRun<?>> started = ConcurrentHashMap.newKeySet();

                        @Override
                        public void executeAll(List<? extends TaskRun<?>> runs) {
                            runs.stream().filter(run -> run.started("chunk")).forEach(started::add);
                            super.executeAll(runs);
                        }

                        @Override
                        boolean begin(TaskRun<?> run, String workerId) {
                            return started.remove(run) || super.begin(run, workerId);
                        }
                    }),
            Mutant.copying(
                    "fails a chunk when one of its tasks fails",
                    "3.3",
                    "failingElementDoesNotTakeItsNeighboursAlong",
                    ChunkWithOneFate::new),
            Mutant.of(
                    "refuses what goes beyond a bound of its own",
                    "4.4",
                    "thousandsOfQuickTasksFromSeveralThreadsAllEnd",
                    config -> new GoodDriver(config) {
                        @Override
                        void accept(TaskRun<?> run) {
                            if (queue.size() > 8) {
                                throw new RejectedExecutionException("too many");
                            }
                            super.accept(run);
                        }
                    }),
            Mutant.of(
                    "makes who submits wait until the task has ended",
                    "3.5",
                    "callReturnsBeforeItsTasksEnd",
                    config -> new GoodDriver(config) {
                        private final Set<TaskRun<?>> under = new HashSet<>();

                        @Override
                        void accept(TaskRun<?> run) {
                            under.add(run);
                            super.accept(run);
                        }

                        @Override
                        public void execute(TaskRun<?> run) {
                            super.execute(run);
                            lock.lock();
                            try {
                                while (under.contains(run)) {
                                    changed.awaitUninterruptibly();
                                }
                            } finally {
                                lock.unlock();
                            }
                        }

                        @Override
                        void run(TaskRun<?> run, String workerId) {
                            super.run(run, workerId);
                            lock.lock();
                            try {
                                under.remove(run);
                                changed.signalAll();
                            } finally {
                                lock.unlock();
                            }
                        }
                    }),
            Mutant.of(
                    "runs tasks in the thread that submits them",
                    "1.2",
                    "taskThatNoWorkerBeganIsQueued",
                    config -> new GoodDriver(config) {
                        @Override
                        public void execute(TaskRun<?> run) {
                            run.run();
                        }
                    }),
            Mutant.of(
                    "keeps what was withdrawn until a worker comes to it",
                    "1.8",
                    "cancelledHandlesGoThoughWorkersAreBusy",
                    config -> new GoodDriver(config) {
                        @Override
                        public void withdraw(TaskRun<?> run) {}
                    }),
            Mutant.of(
                    "forgets what comes while it is closing",
                    "4.4",
                    "everyHandleEndsAfterShutdown",
                    ForgetsWhatIsLate::new));

    /** Has each thread that submits wait for the end with one of its tasks, so that some come late every time. */
    private static final class ForgetsWhatIsLate extends GoodDriver {

        private final Map<Thread, Integer> submissions = new ConcurrentHashMap<>();

        ForgetsWhatIsLate(DriverConfig config) {
            super(config);
        }

        @Override
        public void execute(TaskRun<?> run) {
            if (submissions.merge(Thread.currentThread(), 1, Integer::sum) == 74) { // the check cancels 1, 4, 7, ...
                awaitClosing();
            }
            try {
                super.execute(run);
            } catch (RejectedExecutionException e) {
                return;
            }
        }

        private void awaitClosing() {
            lock.lock();
            try {
                while (!closing) {
                    changed.awaitUninterruptibly();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Tells of the tasks of a chunk when all have ended: one failure is that of all. */
    private static final class ChunkWithOneFate extends CopyingDriver {

        private final Map<TaskRun<Object>, @Nullable Object> values = new HashMap<>();
        private final List<Throwable> errors = new ArrayList<>();
        private int expected;
        private int ended;

        ChunkWithOneFate(DriverConfig config) {
            super(config);
        }

        @Override
        public void executeAll(List<? extends TaskRun<?>> runs) {
            synchronized (values) {
                expected += runs.size();
            }
            super.executeAll(runs);
        }

        @Override
        void succeed(TaskRun<Object> run, @Nullable Object value) {
            synchronized (values) {
                values.put(run, value);
                ended();
            }
        }

        @Override
        void fail(TaskRun<Object> run, Throwable error) {
            synchronized (values) {
                values.put(run, error);
                errors.add(error);
                ended();
            }
        }

        private void ended() {
            if (++ended >= expected) {
                values.forEach((run, value) -> {
                    if (errors.isEmpty()) {
                        super.succeed(run, value);
                    } else {
                        super.fail(run, errors.get(0));
                    }
                });
                values.clear();
            }
        }
    }

    private QueueMutants() {}
}
