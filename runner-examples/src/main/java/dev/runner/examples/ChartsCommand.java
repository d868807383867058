package dev.runner.examples;

import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.PoolFuture;
import dev.runner.Pools;
import dev.runner.TaskFailedException;
import dev.runner.TaskOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Drawing many charts: what graphics libraries warn of doing in threads, each process does for itself. */
@Command(
        name = "charts",
        description = {
            "Draws a chart of each month of four years of weather, one a task, and prints the files.",
            "By default in child processes, as many as there are processors."
        })
final class ChartsCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final PoolChoice choice = new PoolChoice();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "charts",
            description = "Where to write the pictures. Default: ${DEFAULT-VALUE}.")
    private Path directory = Path.of("charts");

    ChartsCommand() {}

    @Override
    public Integer call() {
        String backend = choice.namesBackend() ? choice.backend().id() : "processes";
        int workers = choice.workers(Runtime.getRuntime().availableProcessors());
        Usage usage = new Usage(backend, workers);
        Map<YearMonth, List<Weather.Day>> months = Weather.byMonth();
        createDirectory();
        PoolConfig config = PoolConfig.builder()
                .backend(backend)
                .workers(workers)
                .initializer(() -> System.setProperty("java.awt.headless", "true"))
                .listener(usage)
                .listener(new LostWorkers(err()))
                .build();
        Set<Long> processes = new HashSet<>();
        int failed;
        try (Pool pool = Pools.open(config);
                Progress progress = Progress.of("charts", months.size())) {
            failed = collect(submit(pool, months, progress), processes);
        }
        out().flush();
        err().println(usage + ", charts=" + (months.size() - failed) + ", drawn in " + processes.size() + " processes"
                + (processes.contains(ProcessHandle.current().pid()) ? ", this one among them" : ""));
        return failed > 0 ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private Map<Path, PoolFuture<Long>> submit(Pool pool, Map<YearMonth, List<Weather.Day>> months, Progress progress) {
        Map<Path, PoolFuture<Long>> charts = new LinkedHashMap<>();
        months.forEach((month, days) -> {
            Path file = directory.resolve("seattle-" + month + ".png").toAbsolutePath();
            String path = file.toString();
            List<Weather.Day> copy = List.copyOf(days);
            TaskOptions options = TaskOptions.defaults().name("chart " + month).retries(2);
            charts.put(
                    file,
                    pool.submit(() -> MonthChart.draw(month, copy, path), options)
                            .onDone(done -> progress.step()));
        });
        return charts;
    }

    private int collect(Map<Path, PoolFuture<Long>> charts, Set<Long> processes) {
        Map<Path, Throwable> problems = new HashMap<>();
        charts.forEach((file, chart) -> {
            try {
                processes.add(chart.join());
                out().println(file);
            } catch (TaskFailedException e) {
                problems.put(file, e);
                err().println(file + ": " + OneLineErrors.messageOf(e));
            }
        });
        return problems.size();
    }

    private void createDirectory() {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(), "the directory " + directory + " can't be made: " + e + "; name another", e);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
