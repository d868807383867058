package dev.runner.processes.internal.host;

import dev.runner.WorkerCrashedException;
import dev.runner.processes.internal.launch.WorkerCommand;
import dev.runner.spi.TaskRun;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a worker ended, and the exceptions that say so: a new one for each who is told. */
final class Verdict {

    private final Worker worker;
    private final @Nullable ExitStatus status;
    private final @Nullable IOException cause;
    private final WorkerCommand command;

    /**
     * Gives the verdict.
     *
     * @param status how the process ended, or null if it could not be started
     * @param cause why that was so, or why it was ended, or null if that is not known
     */
    Verdict(Worker worker, @Nullable ExitStatus status, @Nullable IOException cause, WorkerCommand command) {
        this.worker = worker;
        this.status = status;
        this.cause = cause;
        this.command = command;
    }

    /** Tells of the worker's end. */
    WorkerCrashedException exception() {
        return worker.wasReady()
                ? about("").build()
                : about(" before it was ready (command: " + command.essence() + ")")
                        .build();
    }

    /** Tells of a run that the worker had begun. */
    WorkerCrashedException exceptionFor(TaskRun<?> run) {
        return about(" while it ran " + run.label() + ", attempt " + run.attempt())
                .attempt(run.attempt())
                .build();
    }

    /** Tells of a run that the worker had not begun, and nor had others before. */
    WorkerCrashedException exceptionBefore(TaskRun<?> run) {
        return about(" before it could begin " + run.label() + ", and so did another worker")
                .attempt(run.attempt())
                .build();
    }

    private WorkerCrashedException.Builder about(String circumstances) {
        WorkerProcess process = worker.process();
        String because = worker.killedBecause();
        List<String> lastOutput = worker.lastWords().lines();
        WorkerCrashedException.Builder crash = WorkerCrashedException.builder("worker '" + worker.id() + "'"
                        + (process == null ? "" : " (pid " + process.pid() + ")") + " "
                        + (status == null ? "could not be started" : status.toString())
                        + circumstances
                        + (because == null ? "" : "; the pool killed it: " + because)
                        + (cause == null ? "" : ": " + cause.getMessage())
                        + (lastOutput.isEmpty() ? "" : "; last output: " + String.join(" | ", lastOutput)))
                .lastOutput(lastOutput);
        if (process != null) {
            crash.pid(process.pid());
        }
        if (status != null) {
            status.signal().ifPresentOrElse(crash::signal, () -> crash.exitCode(status.code()));
        }
        if (cause != null) {
            crash.cause(cause);
        }
        worker.lastWords().crashReport().ifPresent(crash::crashReport);
        return crash;
    }
}
