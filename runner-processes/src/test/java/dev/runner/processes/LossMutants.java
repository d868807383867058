package dev.runner.processes;

import dev.runner.WorkerCrashedException;
import dev.runner.spi.CloseMode;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.PoolHost;
import dev.runner.spi.TaskRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Pools of processes that are broken in what they make of the loss of a worker. */
final class LossMutants {

    private static final String TOLD_IN_FULL = "workerKilledFromOutsideIsToldInFull";
    private static final String TOLD_BY_NUMBER = "signalIsToldByNameAndExitCodeByNumber";

    static final List<KitMutant> ALL = List.of(
            KitMutant.of("fails what the other workers run too", "7.1", TOLD_IN_FULL, FailsNeighbours::new),
            KitMutant.of(
                    "fails what was sent ahead too",
                    "7.1",
                    "whatWasSentAheadRunsElsewhereExactlyOnce",
                    FailsQueued::new),
            telling("does not tell the pid", TOLD_IN_FULL, crash -> copy(crash, false, true, true, true)),
            telling("does not tell the last output", TOLD_IN_FULL, crash -> copy(crash, true, false, true, true)),
            telling("does not tell the exit code", TOLD_BY_NUMBER, crash -> copy(crash, true, true, false, true)),
            telling("does not tell the signal", TOLD_BY_NUMBER, crash -> copy(crash, true, true, true, false)),
            KitMutant.of(
                    "forgets results that were complete", "7.1", "resultThatWasCompleteIsKept", ForgetsResults::new),
            KitMutant.of(
                    "tells a death twice",
                    "7.1",
                    "eachDeathIsToldOnceWithItsCauseAndEachEndInOrderWithout",
                    TellsTwice::new),
            KitMutant.of("takes no more tasks when a worker has died", "7.1", TOLD_IN_FULL, RefusesMore::new),
            KitMutant.of("runs a lost task again that may not", "7.2", "taskThatMayNotIsRunOnce", RunsAgain::new),
            KitMutant.of("runs no lost task again", "7.2", "taskIsRunAgainAsOftenAsItMay", NeverRunsAgain::new),
            KitMutant.of("runs again what has thrown", "7.2", "exceptionIsNoReasonToRunAgain", RunsFailedAgain::new),
            KitMutant.of(
                    "takes a death under a task for a failed start",
                    "7.3",
                    "deathsUnderTasksNeverBreakThePool",
                    BreaksSoon::new),
            breaking("goes on when its workers do not start", (host, cause) -> {}),
            breaking(
                    "does not tell why its workers do not start",
                    (host, cause) -> host.broken(new IllegalStateException("no workers"))),
            KitMutant.of(
                    "leaves a process behind", "7.4", "poolThatTaskLeavesOpenEndsWithItsWorker", LeavesProcess::new));

    private LossMutants() {}

    private static KitMutant telling(String broken, String check, UnaryOperator<WorkerCrashedException> change) {
        return KitMutant.of(broken, "7.1", check, config -> new PassingDriver(config) {
            @Override
            <R extends @Nullable Object> Optional<TaskRun<R>> lost(Passed<R> run, Throwable cause) {
                return super.lost(run, cause instanceof WorkerCrashedException crash ? change.apply(crash) : cause);
            }
        });
    }

    private static KitMutant breaking(String broken, BiConsumer<PoolHost, Throwable> instead) {
        return KitMutant.of(
                broken,
                "7.3",
                "workersThatDoNotStartBreakThePoolAndAreTold",
                config -> new PassingDriver(new PassingConfig(config) {
                    @Override
                    public PoolHost host() {
                        PoolHost pool = super.host();
                        return new PassingHost(pool) {
                            @Override
                            public void broken(Throwable cause) {
                                instead.accept(pool, cause);
                            }
                        };
                    }
                }));
    }

    private static WorkerCrashedException copy(
            WorkerCrashedException crash, boolean pid, boolean output, boolean exitCode, boolean signal) {
        WorkerCrashedException.Builder copy =
                WorkerCrashedException.builder(crash.getMessage()).attempt(crash.attempt());
        if (pid) {
            crash.pid().ifPresent(copy::pid);
        }
        if (output) {
            copy.lastOutput(crash.lastOutput());
        }
        if (exitCode) {
            crash.exitCode().ifPresent(copy::exitCode);
        }
        if (signal) {
            crash.signal().ifPresent(copy::signal);
        }
        return copy.build();
    }

    /** Does something else besides at each loss. */
    private abstract static class AtLoss extends PassingDriver {

        AtLoss(DriverConfig config) {
            super(config);
        }

        abstract void also(Passed<?> lost, Throwable cause);

        @Override
        <R extends @Nullable Object> Optional<TaskRun<R>> lost(Passed<R> run, Throwable cause) {
            also(run, cause);
            return super.lost(run, cause);
        }
    }

    private static final class FailsNeighbours extends AtLoss {

        FailsNeighbours(DriverConfig config) {
            super(config);
        }

        @Override
        void also(Passed<?> lost, Throwable cause) {
            unfinished().stream().filter(run -> run.begun).forEach(run -> run.pool.failed(cause));
        }
    }

    private static final class FailsQueued extends AtLoss {

        FailsQueued(DriverConfig config) {
            super(config);
        }

        @Override
        void also(Passed<?> lost, Throwable cause) {
            unfinished().stream().filter(run -> !run.begun).forEach(run -> run.pool.failed(cause));
        }
    }

    private static final class ForgetsResults extends PassingDriver {

        private final AtomicInteger losses = new AtomicInteger();

        ForgetsResults(DriverConfig config) {
            super(config);
        }

        @Override
        <R extends @Nullable Object> void succeeded(Passed<R> run, R value) {
            int before = losses.get();
            var unused = config.host()
                    .scheduler()
                    .schedule(
                            () -> {
                                if (losses.get() == before) {
                                    super.succeeded(run, value);
                                } else {
                                    run.pool.failed(new IllegalStateException("what was its result?"));
                                }
                            },
                            500,
                            TimeUnit.MILLISECONDS);
        }

        @Override
        <R extends @Nullable Object> Optional<TaskRun<R>> lost(Passed<R> run, Throwable cause) {
            losses.incrementAndGet();
            return super.lost(run, cause);
        }
    }

    private static final class TellsTwice extends AtLoss {

        TellsTwice(DriverConfig config) {
            super(config);
        }

        @Override
        void also(Passed<?> lost, Throwable cause) {
            config.host().workerExited(config.poolName() + "-worker-1", cause);
        }
    }

    private static final class RefusesMore extends AtLoss {

        private volatile boolean dead;

        RefusesMore(DriverConfig config) {
            super(config);
        }

        @Override
        void also(Passed<?> lost, Throwable cause) {
            dead = true;
        }

        @Override
        public void execute(TaskRun<?> run) {
            if (dead) {
                throw new RejectedExecutionException("no worker is left");
            }
            super.execute(run);
        }
    }

    private static final class RunsAgain extends PassingDriver {

        private volatile boolean again;

        RunsAgain(DriverConfig config) {
            super(config);
        }

        @Override
        <R extends @Nullable Object> Optional<TaskRun<R>> lost(Passed<R> run, Throwable cause) {
            if (again) {
                return super.lost(run, cause);
            }
            again = true;
            executeAgain(run);
            return Optional.empty();
        }
    }

    private static final class NeverRunsAgain extends PassingDriver {

        NeverRunsAgain(DriverConfig config) {
            super(config);
        }

        @Override
        <R extends @Nullable Object> Optional<TaskRun<R>> lost(Passed<R> run, Throwable cause) {
            run.pool.failed(cause);
            return Optional.empty();
        }
    }

    private static final class RunsFailedAgain extends PassingDriver {

        private volatile boolean again;

        RunsFailedAgain(DriverConfig config) {
            super(config);
        }

        @Override
        void failed(Passed<?> run, Throwable error) {
            if (again) {
                super.failed(run, error);
            } else {
                again = true;
                executeAgain(run);
            }
        }
    }

    private static final class BreaksSoon extends AtLoss {

        private final AtomicInteger losses = new AtomicInteger();

        BreaksSoon(DriverConfig config) {
            super(config);
        }

        @Override
        void also(Passed<?> lost, Throwable cause) {
            if (losses.incrementAndGet() == 3) {
                config.host().broken(cause);
            }
        }
    }

    private static final class LeavesProcess extends PassingDriver {

        LeavesProcess(DriverConfig config) {
            super(config);
        }

        @Override
        public List<TaskRun<?>> close(CloseMode mode) {
            try {
                new ProcessBuilder("sleep", "20").start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return super.close(mode);
        }
    }
}
