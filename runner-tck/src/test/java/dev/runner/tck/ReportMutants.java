package dev.runner.tck;

import dev.runner.Job;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.PoolDriver;
import dev.runner.spi.RunningTask;
import dev.runner.spi.TaskRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Backends that are broken in how they run a task and what they tell of it. */
final class ReportMutants {

    static final List<Mutant> ALL = new ArrayList<>();

    static {
        starts();
        failures();
        values();
        places();
        runs();
        memory();
    }

    private ReportMutants() {}

    private static void starts() {
        ALL.add(Mutant.copying(
                "runs tasks that must not start any more",
                "1.4",
                "cancelBeforeStartNeverRunsTask",
                config -> new CopyingDriver(config) {
                    @Override
                    public void withdraw(TaskRun<?> run) {}

                    @Override
                    boolean begin(TaskRun<?> run, String workerId) {
                        run.started(workerId);
                        return true;
                    }
                }));
        ALL.add(Mutant.copying(
                "reports the start when a task enters the queue",
                "1.2",
                "taskThatNoWorkerBeganIsQueued",
                StartedInQueue::new));
        ALL.add(Mutant.copying(
                "frees a place in the queue before a worker takes the task",
                "4.6",
                "capacityCountsWhatHasNotStarted",
                StartedInQueue::new));
        ALL.add(Mutant.copying(
                "never reports a start",
                "1.1",
                "taskIsQueuedThenRunsThenSucceeds",
                config -> new CopyingDriver(config) {
                    @Override
                    boolean begin(TaskRun<?> run, String workerId) {
                        return true;
                    }
                }));
        ALL.add(Mutant.of(
                "reports the start when the task has ended",
                "5.1",
                "taskThatIgnoresInterruptsFailsOnTime",
                config -> running(config, (run, workerId) -> {
                    Object value = call(run, workerId).call();
                    run.started(workerId);
                    run.succeeded(value);
                })));
    }

    private static final class StartedInQueue extends CopyingDriver {

        StartedInQueue(DriverConfig config) {
            super(config);
        }

        @Override
        void accept(TaskRun<?> run) {
            run.started("queue");
            super.accept(run);
        }

        @Override
        boolean begin(TaskRun<?> run, String workerId) {
            return true;
        }
    }

    private static void failures() {
        ALL.add(failing("reports a failure as a result", "1.1", "failureIsFinal", (driver, run) -> error -> {
            driver.succeed(run, null);
        }));
        ALL.add(failing(
                "does not report what is no Exception", "1.1", "errorIsFailureLikeAnyOther", (driver, run) -> error -> {
                    if (error instanceof Exception) {
                        run.failed(error);
                    }
                }));
        ALL.add(failing(
                "wraps what a task throws",
                "1.3",
                "everyGetAfterFailureHasTheTasksOwnException",
                (driver, run) -> error -> run.failed(new IllegalStateException("a task failed", error))));
        ALL.add(failing(
                "adds to what a task throws", "1.6", "nothingIsAddedToTheTasksOwnException", (driver, run) -> error -> {
                    error.addSuppressed(new IllegalStateException("in a worker"));
                    run.failed(error);
                }));
        ALL.add(failing(
                "cuts the stack of what a task throws",
                "1.6",
                "failureShowsWhereItHappenedInTheWorker",
                (driver, run) -> error -> {
                    error.setStackTrace(new StackTraceElement[0]);
                    run.failed(error);
                }));
    }

    /** How a failure is reported. */
    private interface Failing {
        Consumer<Throwable> of(CopyingDriver driver, TaskRun<Object> run);
    }

    private static Mutant failing(String broken, String rule, String check, Failing failing) {
        return Mutant.copying(broken, rule, check, config -> new CopyingDriver(config) {
            @Override
            void fail(TaskRun<Object> run, Throwable error) {
                failing.of(this, run).accept(error);
            }
        });
    }

    private static void values() {
        ALL.add(succeeding("reports each result twice", "1.1", "eachRunIsReportedOnce", (driver, run, value) -> {
            run.succeeded(value);
            run.succeeded("another");
        }));
        ALL.add(succeeding("does not report null", "3.6", "nullIsResultAndInputLikeAnyOther", (driver, run, value) -> {
            if (value != null) {
                run.succeeded(value);
            }
        }));
        ALL.add(succeeding(
                "takes a result that is an exception for a failure",
                "3.6",
                "resultsThatLookLikeNoneComeBackAsTheyAre",
                (driver, run, value) -> {
                    if (value instanceof Throwable error) {
                        driver.fail(run, error);
                    } else {
                        run.succeeded(value);
                    }
                }));
        ALL.add(Mutant.copying(
                "gives some tasks the result of another",
                "8.1",
                "aProgramWithoutSharedStateGivesTheSameAsOnSerial",
                config -> new CopyingDriver(config) {
                    private volatile @Nullable Object last;

                    @Override
                    void succeed(TaskRun<Object> run, @Nullable Object value) {
                        Object reported = run.id() % 11 == 0 ? last : value;
                        last = value;
                        super.succeed(run, reported);
                    }
                }));
    }

    /** How a result is reported. */
    private interface Succeeding {
        void report(CopyingDriver driver, TaskRun<Object> run, @Nullable Object value);
    }

    private static Mutant succeeding(String broken, String rule, String check, Succeeding succeeding) {
        return Mutant.copying(broken, rule, check, config -> new CopyingDriver(config) {
            @Override
            void succeed(TaskRun<Object> run, @Nullable Object value) {
                succeeding.report(this, run, value);
            }
        });
    }

    private static void places() {
        ALL.add(Mutant.copying(
                "reports for one worker at a time",
                "1.5",
                "callbackThatWaitsHoldsUpNoOtherWorker",
                config -> new CopyingDriver(config) {
                    @Override
                    synchronized void succeed(TaskRun<Object> run, @Nullable Object value) {
                        run.succeeded(value);
                    }
                }));
        ALL.add(Mutant.copying(
                "reports on the thread that submits the next task",
                "1.5",
                "callbackRunsInThisJvmOnThreadOfThePool",
                config -> new CopyingDriver(config) {
                    private final Queue<Runnable> reports = new ConcurrentLinkedQueue<>();

                    @Override
                    void succeed(TaskRun<Object> run, @Nullable Object value) {
                        reports.add(() -> run.succeeded(value));
                    }

                    @Override
                    public void execute(TaskRun<?> run) {
                        super.execute(run);
                        for (Runnable report = reports.poll(); report != null; report = reports.poll()) {
                            report.run();
                        }
                    }
                }));
        ALL.add(Mutant.of(
                "reports on another thread than the one that ran the task",
                "1.5",
                "callbackRunsOnTheThreadThatRanTheTask",
                config -> running(config, (run, workerId) -> {
                    run.started(workerId);
                    Object value = call(run, workerId).call();
                    config.host().completions().execute(() -> run.succeeded(value));
                })));
        ALL.add(Mutant.copying(
                "tells a task the number of another",
                "8.2",
                "aTaskSeesItsNumberItsAttemptItsWorkerAndItsLimit",
                config -> new CopyingDriver(config) {
                    private volatile @Nullable RunningTask first;

                    @Override
                    RunningTask context(TaskRun<?> run, String workerId) {
                        RunningTask known = first;
                        first = known == null ? super.context(run, workerId) : known;
                        return first;
                    }
                }));
    }

    /** How a worker runs a task. */
    private interface Running {
        void run(TaskRun<Object> run, String workerId) throws Exception;
    }

    private static PoolDriver running(DriverConfig config, Running running) {
        return new GoodDriver(config) {
            @Override
            @SuppressWarnings("unchecked") // what the task returns is an R
            void run(TaskRun<?> run, String workerId) {
                try {
                    running.run((TaskRun<Object>) run, workerId);
                } catch (Exception e) {
                    run.failed(e);
                }
            }
        };
    }

    private static Callable<@Nullable Object> call(TaskRun<Object> run, String workerId) {
        Job<Object> job = run.payload().orElseThrow();
        return () -> CopyingDriver.callIn(new CopyingDriver.Running(run, workerId), job);
    }

    private static void runs() {
        Running itself = (run, workerId) -> {
            if (run.started(workerId)) {
                run.succeeded(call(run, workerId).call());
            }
        };
        ALL.add(Mutant.of(
                "claims to interrupt, and runs tasks where the pool can't",
                "1.4",
                "cancelInterruptsRunningTask",
                config -> running(config, itself)));
        ALL.add(Mutant.of(
                "does not interrupt at the time limit",
                "5.1",
                "taskIsInterruptedAtItsLimit",
                config -> running(config, itself)));
        ALL.add(Mutant.of(
                "does not show what a task was doing at its limit",
                "5.3",
                "verdictShowsWhatTheWorkerWasDoing",
                config -> running(config, itself)));
        ALL.add(Mutant.of(
                "runs tasks where waiting for another can't help",
                "4.9",
                "getHelps",
                config -> running(config, itself)));
        ALL.add(Mutant.of(
                "runs tasks without their context",
                "8.2",
                "outsideOfATaskThereIsNoContext",
                config -> running(config, (run, workerId) -> {
                    if (run.started(workerId)) {
                        run.succeeded(run.payload().orElseThrow().call());
                    }
                })));
        ALL.add(Mutant.of(
                "runs each task twice",
                "1.1",
                "cancelThatMeetsTheStartAgreesWithWhatRan",
                config -> running(config, (run, workerId) -> {
                    Job<Object> job = run.payload().orElse(Job.of(() -> 0));
                    run.run();
                    job.call();
                })));
        ALL.add(Mutant.of(
                "leaves an interrupt to the next task",
                "1.4",
                "interruptOfOneTaskIsGoneBeforeTheNext",
                config -> running(config, (run, workerId) -> {
                    Thread.currentThread().interrupt();
                    run.run();
                })));
    }

    private static void memory() {
        ALL.add(Mutant.of(
                "keeps what tasks were given",
                "1.8",
                "endedTaskHoldsItsArgumentsNoLonger",
                config -> keeping(config, run -> run.payload().orElseThrow())));
        ALL.add(Mutant.of(
                "keeps the handles of ended tasks",
                "1.8",
                "handleThatIsDroppedGoes",
                config -> keeping(config, run -> run)));
    }

    /** What is kept of a run. */
    private interface Keeping {
        Object of(TaskRun<Object> run);
    }

    @SuppressWarnings("ModifiedButNotUsed") // that is what is broken
    private static PoolDriver keeping(DriverConfig config, Keeping keeping) {
        Queue<Object> kept = new ConcurrentLinkedQueue<>();
        return running(config, (run, workerId) -> {
            kept.add(keeping.of(run));
            run.run();
        });
    }
}
