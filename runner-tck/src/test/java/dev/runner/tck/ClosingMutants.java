package dev.runner.tck;

import dev.runner.spi.CloseMode;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.DriverStats;
import dev.runner.spi.TaskRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Backends that are broken in how they end. */
final class ClosingMutants {

    static final List<Mutant> ALL = List.of(
            closing(
                    "drops what is queued when it is to finish it",
                    "4.2",
                    "shutdownFinishesWhatWasAcceptedAndDoesNotWait",
                    (driver, mode) -> driver.end(CloseMode.CANCEL_QUEUED)),
            Mutant.of(
                    "asks what runs to stop when it is to finish it",
                    "4.1",
                    "closeWaitsAsLongAsItTakes",
                    config -> new GoodDriver(config) {
                        private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

                        @Override
                        Thread thread(Runnable work, String workerId) {
                            Thread thread = super.thread(work, workerId);
                            threads.add(thread);
                            return thread;
                        }

                        @Override
                        public List<TaskRun<?>> close(CloseMode mode) {
                            threads.forEach(Thread::interrupt);
                            return super.close(mode);
                        }
                    }),
            closing(
                    "gives back nothing of what it drops",
                    "4.2",
                    "waitersAndCallbacksOfWhatNeverStartedAreTold",
                    (driver, mode) -> {
                        driver.end(mode);
                        return List.of();
                    }),
            closing(
                    "finishes what is queued when it is to give it back",
                    "4.2",
                    "shutdownNowReturnsWhatNeverStarted",
                    (driver, mode) -> driver.end(CloseMode.DRAIN)),
            closing(
                    "does not end when it is killed",
                    "4.2",
                    "killFailsWhatRunsAndCancelsTheOthers",
                    (driver, mode) -> mode == CloseMode.KILL ? List.of() : driver.end(mode)),
            Mutant.of(
                    "gives back what has started",
                    "1.1",
                    "whatIsGivenBackWasNotReported",
                    config -> new Closing(config, Closing::end) {
                        private final Queue<TaskRun<?>> begun = new ConcurrentLinkedQueue<>();

                        @Override
                        void run(TaskRun<?> run, String workerId) {
                            begun.add(run);
                            super.run(run, workerId);
                        }

                        @Override
                        List<TaskRun<?>> end(CloseMode mode) {
                            List<TaskRun<?>> unstarted = new ArrayList<>(super.end(mode));
                            unstarted.addAll(begun);
                            return unstarted;
                        }
                    }),
            closing("waits for its workers when it is told to end", "4.4", "poolWithFullQueueEnds", (driver, mode) -> {
                List<TaskRun<?>> unstarted = driver.end(mode);
                driver.awaitNoWorkers();
                return unstarted;
            }),
            Mutant.of(
                    "never tells that it has ended",
                    "4.1",
                    "closeOfUnusedPoolReturns",
                    config -> new GoodDriver(config) {
                        @Override
                        public boolean awaitClosed(Duration timeout) throws InterruptedException {
                            return new CountDownLatch(1).await(timeout.toNanos(), TimeUnit.NANOSECONDS);
                        }
                    }),
            Mutant.of(
                    "tells that it has ended while workers are there",
                    "4.1",
                    "closeWaitsForSubmittedWork",
                    config -> new Closing(config, ClosingMutants::endLate) {
                        @Override
                        public boolean awaitClosed(Duration timeout) {
                            return true;
                        }
                    }),
            Mutant.of("counts no workers", "8.3", "noMethodOfAPoolIsUnsupported", config -> new GoodDriver(config) {
                @Override
                public DriverStats stats() {
                    throw new UnsupportedOperationException("stats");
                }
            }));

    private ClosingMutants() {}

    private static List<TaskRun<?>> endLate(Closing driver, CloseMode mode) {
        Runnable later = () -> {
            LifeTasks.busy(200, 0);
            driver.end(mode);
        };
        driver.thread(later, "late").start();
        return List.of();
    }

    /** How it is closed. */
    private interface Ending {
        List<TaskRun<?>> close(Closing driver, CloseMode mode);
    }

    private static Mutant closing(String broken, String rule, String check, Ending ending) {
        return Mutant.of(broken, rule, check, config -> new Closing(config, ending));
    }

    private static class Closing extends GoodDriver {

        private final Ending ending;

        Closing(DriverConfig config, Ending ending) {
            super(config);
            this.ending = ending;
        }

        @Override
        public List<TaskRun<?>> close(CloseMode mode) {
            return ending.close(this, mode);
        }

        List<TaskRun<?>> end(CloseMode mode) {
            return super.close(mode);
        }

        void awaitNoWorkers() {
            lock.lock();
            try {
                while (live > 0) {
                    changed.awaitUninterruptibly();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
