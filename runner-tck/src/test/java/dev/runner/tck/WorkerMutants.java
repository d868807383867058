package dev.runner.tck;

import dev.runner.Capability;
import dev.runner.VoidTask;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.TaskRun;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Backends that are broken in how workers come, live and go, or that claim what they can't keep. */
final class WorkerMutants {

    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    "has one worker more than it may",
                    "4.8",
                    "asManyTasksRunAtOnceAsThereAreWorkersAndNoMore",
                    config -> new GoodDriver(config) {
                        @Override
                        int limit() {
                            return super.limit() + 1;
                        }
                    }),
            Mutant.of("has one worker only", "3.1", "elementsUseAllWorkers", OneWorker::new),
            Mutant.of("starts a thread for each task", "4.8", "idleWorkersAreReused", config -> new GoodDriver(config) {
                @Override
                boolean isReused() {
                    return false;
                }
            }),
            Mutant.of(
                    "keeps the JVM alive",
                    "4.5",
                    "noThreadOfThePoolKeepsTheJvmAlive",
                    config -> new GoodDriver(config) {
                        @Override
                        Thread thread(Runnable work, String workerId) {
                            Thread thread = super.thread(work, workerId);
                            thread.setDaemon(false);
                            return thread;
                        }
                    }),
            Mutant.of(
                    "calls all workers the same",
                    "8.2",
                    "tasksThatRunAtOnceAreOnWorkersOfDifferentNames",
                    config -> new GoodDriver(config) {
                        @Override
                        boolean live(String workerId, BooleanSupplier step, Runnable replace) {
                            return super.live("worker", step, replace);
                        }
                    }),
            living(
                    "runs no initializer",
                    "4.11",
                    "initializerRunsOnceInEachWorkerBeforeAnyTask",
                    (driver, workerId, step) -> loop(step)),
            Mutant.of(
                    "runs the initializer before each task",
                    "4.11",
                    "initializerRunsOnceWhereThereIsOneWorker",
                    config -> new GoodDriver(config) {
                        @Override
                        void run(TaskRun<?> run, String workerId) {
                            host.initialize(workerId);
                            super.run(run, workerId);
                        }
                    }),
            living(
                    "goes on when the initializer has failed",
                    "4.11",
                    "failingInitializerBreaksThePool",
                    (driver, workerId, step) -> {
                        driver.config.initializer().ifPresent(WorkerMutants::tryTo);
                        loop(step);
                    }),
            Mutant.of(
                    "starts workers again and again when the initializer fails",
                    "4.11",
                    "failingInitializerFailsAllThatWaitAndIsNotTriedAgain",
                    config -> new GoodDriver(config) {
                        private final AtomicInteger again = new AtomicInteger();

                        @Override
                        boolean live(String workerId, BooleanSupplier step, Runnable replace) {
                            boolean isFit = super.live(workerId, step, replace);
                            if (!isFit && again.incrementAndGet() < 20) {
                                startWorker();
                            }
                            return isFit;
                        }
                    }),
            living(
                    "claims to replace workers, and does not count",
                    "4.8",
                    "workerRunsAtMostSoManyTasks",
                    (driver, workerId, step) -> {
                        driver.host.initialize(workerId);
                        loop(step);
                    }),
            Mutant.of(
                    "loses what is queued when a worker is replaced",
                    "4.8",
                    "recyclingLosesNoTask",
                    config -> new GoodDriver(config) {
                        @Override
                        void awaitSuccessor(CountDownLatch ready) throws InterruptedException {
                            lock.lock();
                            try {
                                queue.clear();
                            } finally {
                                lock.unlock();
                            }
                            super.awaitSuccessor(ready);
                        }
                    }),
            Mutant.of(
                    "lets a worker go before its successor is ready",
                    "4.8",
                    "successorIsReadyBeforeWorkerGoes",
                    config -> new GoodDriver(config) {
                        @Override
                        void awaitSuccessor(CountDownLatch ready) {}
                    }),
            Mutant.of(
                    "claims to retire workers, and keeps them",
                    "4.8",
                    "idleWorkersBeyondTheMinimumRetire",
                    config -> new GoodDriver(config) {
                        @Override
                        int kept() {
                            return limit();
                        }
                    }),
            Mutant.of(
                    "retires workers below the minimum",
                    "4.8",
                    "idleWorkersBeyondTheMinimumRetire",
                    config -> new GoodDriver(config) {
                        @Override
                        int kept() {
                            return 0;
                        }
                    }),
            claiming(
                    Capability.UNBOUNDED_WORKERS,
                    "promises less where it is installed",
                    "8.5",
                    "isFoundOnceAndAsItWasTried"),
            claiming(
                    Capability.UNBOUNDED_WORKERS,
                    "claims to have no bound, and has one",
                    "4.10",
                    "withoutNumberOfWorkersThereIsNoBound"),
            claiming(
                    Capability.KILLS_RUNNING,
                    "claims to stop what runs, and does not",
                    "5.1",
                    "workerIsReplacedAndNoOtherTaskIsHarmed"),
            claiming(
                    Capability.KILLS_RUNNING,
                    "does not go up the ladder",
                    "5.2",
                    "taskThatIgnoresInterruptsLosesItsWorker"));

    private WorkerMutants() {}

    private static final class OneWorker extends GoodDriver {

        OneWorker(DriverConfig config) {
            super(config);
        }

        @Override
        int limit() {
            return 1;
        }
    }

    private static Mutant claiming(Capability more, String broken, String rule, String check) {
        return new Mutant(broken, rule, check, new GoodBackend().claiming(more), new GoodBackend());
    }

    /** How a worker lives that is none of the pool's own. */
    private interface Living {
        void live(GoodDriver driver, String workerId, BooleanSupplier step);
    }

    private static Mutant living(String broken, String rule, String check, Living living) {
        return Mutant.of(broken, rule, check, config -> new GoodDriver(config) {
            @Override
            boolean live(String workerId, BooleanSupplier step, Runnable replace) {
                host.workerStarted(workerId);
                living.live(this, workerId, step);
                host.workerExited(workerId, null);
                return true;
            }
        });
    }

    private static void loop(BooleanSupplier step) {
        boolean goesOn = true;
        while (goesOn) {
            goesOn = step.getAsBoolean();
        }
    }

    private static void tryTo(VoidTask initializer) {
        try {
            initializer.run();
        } catch (Exception e) {
            return;
        }
    }
}
