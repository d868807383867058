package dev.runner.processes.internal.host;

import dev.runner.WorkerCrashedException;
import dev.runner.processes.internal.launch.WorkerCommand;
import dev.runner.spi.TaskRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a worker ended, and the exceptions that say so: a new one for each who is told. Immutable. */
final class Verdict {

    private static final String KILLED = "SIGKILL";

    /** What people and their tools send to processes. */
    private static final Set<String> SENT = Set.of(KILLED, "SIGTERM", "SIGINT", "SIGHUP");

    private final Worker worker;
    private final @Nullable ExitStatus status;
    private final @Nullable IOException cause;
    private final WorkerCommand command;
    private final Optional<CrashReport> crashReport;
    private final boolean isLackOfMemory;

    /**
     * Gives the verdict.
     *
     * @param status how the process ended, or null if it could not be started
     * @param cause why that was so, or why it was ended, or null if that is not known
     * @param crashDirectory where crash reports are kept, if they are
     */
    Verdict(
            Worker worker,
            @Nullable ExitStatus status,
            @Nullable IOException cause,
            WorkerCommand command,
            Optional<Path> crashDirectory) {
        this.worker = worker;
        this.status = status;
        this.cause = cause;
        this.command = command;
        WorkerProcess process = worker.process();
        Optional<CrashReport> printed = worker.lastWords().crashReport();
        this.crashReport = process == null
                ? printed
                : crashDirectory
                        .flatMap(directory -> CrashReport.of(process.pid(), directory))
                        .or(() -> printed);
        this.isLackOfMemory = worker.killedBecause() == null
                && status != null
                && status.signal().equals(Optional.of(KILLED))
                && worker.hasOomKillerBeenAtWork();
    }

    /** Tells whether somebody else ended it: neither the pool, for a reason, nor the machine for want of memory. */
    boolean isFromOutside() {
        return status != null
                && cause == null
                && worker.killedBecause() == null
                && !isLackOfMemory
                && status.signal().filter(SENT::contains).isPresent();
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
        List<String> lastOutput = worker.lastWords().lines();
        WorkerCrashedException.Builder crash = WorkerCrashedException.builder("worker '" + worker.id() + "'"
                        + (process == null ? "" : " (pid " + process.pid() + ")") + " "
                        + (status == null ? "could not be started" : status.toString())
                        + circumstances
                        + why()
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
        if (worker.residentBytes() > 0) {
            crash.residentBytes(worker.residentBytes());
        }
        crashReport.map(CrashReport::toString).ifPresent(crash::crashReport);
        return crash;
    }

    /** Returns what is known of the reason beyond the status, as the middle of a sentence. */
    private String why() {
        StringBuilder why = new StringBuilder();
        String because = worker.killedBecause();
        if (because != null) {
            why.append("; the pool killed it: ").append(because);
        }
        worker.lastWords()
                .outOfMemory()
                .ifPresent(of -> why.append("; it ran out of memory: ")
                        .append(of)
                        .append(" (give it more by ProcessOptions.heap)"));
        if (isLackOfMemory) {
            why.append(
                            "; the system has killed somebody for want of memory meanwhile, which was probably this worker: ")
                    .append(worker.residentBytes() >> 20)
                    .append(" MiB when last seen");
        }
        crashReport
                .map(CrashReport::summary)
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> why.append("; its crash report: ").append(text));
        return why.toString();
    }
}
