package dev.runner.processes.internal.host;

import dev.runner.BackendStartException;
import dev.runner.WorkerCrashedException;
import dev.runner.processes.ProcessOptions;
import dev.runner.processes.internal.launch.WorkerCommand;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.PoolHost;
import dev.runner.spi.TaskRun;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What follows from the end of a worker: what it ran is lost, what it had not begun goes elsewhere, and the pool heals,
 * or breaks. Called by the worker's own thread, which tells nobody itself.
 */
final class Losses {

    private static final Logger LOG = LoggerFactory.getLogger(Losses.class);

    private final DriverConfig config;
    private final PoolHost host;
    private final Crew crew;
    private final Errands errands;
    private final Dispatch dispatch;
    private final WorkerCommand command;
    private final ProcessOptions options;

    Losses(DriverConfig config, Crew crew, Dispatch dispatch, WorkerCommand command, ProcessOptions options) {
        this.config = config;
        this.host = config.host();
        this.crew = crew;
        this.errands = crew.errands();
        this.dispatch = dispatch;
        this.command = command;
        this.options = options;
    }

    /** A worker has ended, or could not be started. */
    void gone(Worker worker, @Nullable ExitStatus status, @Nullable IOException cause) {
        WorkerProcess process = worker.process();
        if (process != null) {
            process.resultBlocks().close();
        }
        Verdict verdict = new Verdict(worker, status, cause, command, options.crashDirectory());
        Estate estate = crew.gone(worker, !verdict.isFromOutside());
        for (Errand errand : estate.lost()) {
            errand.reports().add(() -> lost(errand, worker.id(), verdict));
        }
        estate.unreadable().ifPresent(errand -> errand.reports().add(() -> unreadable(errand, verdict)));
        WorkerCrashedException crash = verdict.exception();
        if (!worker.wasAskedToEnd()) {
            boolean isTasksDoing = worker.wasReady() && worker.killedBecause() == null;
            LOG.atLevel(isTasksDoing ? Level.INFO : Level.WARN)
                    .log("pool '{}': {}", config.poolName(), crash.getMessage());
        }
        worker.reports().add(() -> farewell(worker, crash, estate.breaks()));
        dispatch.goOn();
        if (estate.restNanos() > 0) {
            dispatch.later(dispatch::goOn, Duration.ofNanos(estate.restNanos()));
        }
    }

    private void lost(Errand errand, String workerId, Verdict verdict) {
        try {
            errand.run().started(workerId); // it had begun, also where it could not say so any more
            Optional<? extends TaskRun<?>> next = errand.run().lost(verdict.exceptionFor(errand.run()));
            if (next.isPresent() && !errands.acceptAgain(errand, next.get())) {
                next.get().failed(verdict.exceptionFor(errand.run()));
            }
        } finally {
            errands.told(errand);
            dispatch.goOn();
        }
    }

    private void unreadable(Errand errand, Verdict verdict) {
        if (errands.told(errand)) {
            errand.run().failed(verdict.exceptionBefore(errand.run()));
        }
    }

    private void farewell(Worker worker, WorkerCrashedException crash, boolean breaks) {
        try {
            if (breaks) {
                host.broken(new BackendStartException(
                        "no worker could be started, " + options.maxStartFailures() + " times in a row: "
                                + crash.getMessage(),
                        crash));
            }
            if (worker.wasReady()) {
                host.workerExited(worker.id(), worker.wasAskedToEnd() ? null : crash);
            }
        } finally {
            crew.farewellTold();
            dispatch.goOn();
        }
    }
}
