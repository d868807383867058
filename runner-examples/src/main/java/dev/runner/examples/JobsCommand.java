package dev.runner.examples;

import static java.util.Objects.requireNonNull;

import dev.runner.Futures;
import dev.runner.Job;
import dev.runner.Jobs;
import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.PoolException;
import dev.runner.PoolFuture;
import dev.runner.Pools;
import dev.runner.ResultOrder;
import dev.runner.TaskOptions;
import dev.runner.examples.JobFile.Row;
import dev.runner.spi.PoolBackend;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The jobs of the page that Runner began with, or those of a file. */
@Command(
        name = "jobs",
        description = {
            "Runs four jobs, or those of a file, and prints their results, one a line.",
            "What was used goes to the standard error. By default on half the processors; with one worker"
                    + " the jobs run in the calling thread and no worker is created."
        },
        footer = {
            "",
            "A file has the columns " + JobFile.HEADER + ". The functions:",
            "  doWork a,b,c   primesBelow n   collatzLength n   gcd a,b",
            "A row that makes no sense is reported with its line number, and the rest goes on."
        })
final class JobsCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final PoolChoice choice = new PoolChoice();

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            defaultValue = "submission",
            description = "The order of the results: submission or completion. Default: ${DEFAULT-VALUE}.")
    private ResultOrder order = ResultOrder.SUBMISSION;

    @Option(names = "--file", paramLabel = "CSV", description = "Run the jobs of this file.")
    private @Nullable Path file;

    JobsCommand() {}

    @Override
    public Integer call() {
        int workers = choice.workers(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        PoolBackend backend = choice.backend();
        Usage usage = new Usage(backend.id(), workers);
        return file == null ? runTheFour(backend.id(), workers, usage) : runFile(file, backend.id(), workers, usage);
    }

    private int runTheFour(String backend, int workers, Usage usage) {
        List<String> results = Jobs.builder()
                .workers(workers)
                .backend(backend)
                .order(order)
                .listener(usage)
                .run(List.of(
                        Job.of(Work::doWork, 2L, 4L, 5L),
                        Job.of(Work::doWork, 2L, 5L, 0L),
                        Job.of(Work::doWork, 3L, 8L, 0L),
                        Job.of(Work::doWork, 3L, 8L, 1L)));
        results.forEach(out()::println);
        out().flush();
        err().println(usage);
        return ExitCode.OK;
    }

    private int runFile(Path path, String backend, int workers, Usage usage) {
        JobFile jobs = fileAt(path);
        jobs.problems().forEach(err()::println);
        PoolConfig config = PoolConfig.builder()
                // As the list runner does: what one worker would do, the calling thread does.
                .backend(workers == 1 ? "serial" : backend)
                .workers(workers)
                .listener(usage)
                .build();
        int failed;
        try (Pool pool = Pools.open(config)) {
            failed = run(jobs.rows(), pool);
        }
        err().println(usage);
        return failed > 0 || !jobs.problems().isEmpty() ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private JobFile fileAt(Path path) {
        try {
            return JobFile.read(path);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), OneLineErrors.messageOf(e), e);
        }
    }

    /** Runs the rows, each with a fate of its own, and tells how many failed. */
    private int run(List<Row> rows, Pool pool) {
        int failed = 0;
        List<Runnable> held = new ArrayList<>();
        try (Progress progress = Progress.of("jobs", rows.size())) {
            Map<PoolFuture<String>, Row> futures = new LinkedHashMap<>();
            for (Row row : rows) {
                TaskOptions options = TaskOptions.defaults().name(row.place());
                futures.put(pool.submit(row.job(), options).onDone(done -> progress.step()), row);
            }
            for (PoolFuture<String> future :
                    order == ResultOrder.COMPLETION ? Futures.asCompleted(futures.keySet()) : futures.keySet()) {
                Runnable line = lineOf(future, requireNonNull(futures.get(future)));
                if (progress.isShown()) {
                    held.add(line); // the bar has the terminal to itself
                } else {
                    line.run();
                }
                failed += future.failure().isPresent() ? 1 : 0;
                if (out().checkError()) {
                    pool.shutdownNow(); // nobody reads on, as behind "| head"
                    return failed;
                }
            }
        }
        held.forEach(Runnable::run);
        out().flush();
        return failed;
    }

    private Runnable lineOf(PoolFuture<String> future, Row row) {
        try {
            String result = future.join();
            return () -> out().println(result);
        } catch (PoolException | CancellationException e) {
            String why = OneLineErrors.messageOf(future.failure().orElse(e));
            return () -> err().println(row.place() + ": " + row.fields() + " failed: " + why);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
