package dev.runner.examples;

import dev.runner.BackendSelector;
import dev.runner.PoolException;
import dev.runner.spi.Availability.Unavailable;
import dev.runner.spi.PoolBackend;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Work that keeps processors busy, and what more workers make of it. */
@Command(
        name = "pi",
        description = {
            "Computes pi on one worker and on several, and prints the speed-up.",
            "By default on as many workers as there are processors."
        })
final class PiCommand implements Callable<Integer> {

    private static final int LEAST_BLOCKS = 64;
    private static final int MOST_BLOCKS = 4096;
    private static final int BLOCKS_PER_WORKER = 16;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final PoolChoice choice = new PoolChoice();

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "3",
            converter = Seconds.class,
            description = "About how long one worker is to take. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(names = "--all", description = "Print a table over every backend that is installed.")
    private boolean all;

    PiCommand() {}

    @Override
    public Integer call() {
        if (all && choice.namesBackend()) {
            throw new ParameterException(
                    spec.commandLine(), "--all is about every backend and --backend about one; leave one of them out");
        }
        int workers = choice.workers(Runtime.getRuntime().availableProcessors());
        int blocks = (int) Math.min(MOST_BLOCKS, Math.max(LEAST_BLOCKS, (long) BLOCKS_PER_WORKER * workers));
        int exitCode = all ? compareAll(workers, blocks) : compare(choice.backend(), workers, blocks);
        out().flush();
        return exitCode;
    }

    private int compare(PoolBackend backend, int workers, int blocks) {
        PiSum sum = PiSum.lasting(seconds, blocks);
        PiRun one = PiRun.on(backend, 1, sum, new LostWorkers(err()));
        PiRun several = workers == 1 ? one : PiRun.on(backend, workers, sum, new LostWorkers(err()));
        out().println(piLine(one.pi()));
        out().println(text("%-12s%8.2f s", "1 worker", one.seconds()));
        if (workers > 1) {
            out().println(text("%-12s%8.2f s", workers + " workers", several.seconds()));
            out().println(text(
                    "%-12s%8.2f   (efficiency %.0f %%)",
                    "speed-up", several.speedUpOver(one), 100 * several.efficiencyOver(one)));
        } else {
            out().println("speed-up: nothing to compare with one worker; use --workers 2 or more");
        }
        err().println("backend=" + backend.id() + ", workers=" + workers + ", workers created="
                + (several.created() == 0 ? "0 (ran in the calling thread)" : several.created()) + ", jobs=" + blocks
                + ", strips=" + sum.strips());
        return sameValue(one, several);
    }

    private int compareAll(int workers, int blocks) {
        PiSum sum = PiSum.lasting(seconds, blocks);
        // Serial comes first, and is what the others are compared with.
        List<PoolBackend> backends = BackendSelector.load().installed().stream()
                .sorted(Comparator.comparing(backend -> !backend.id().equals("serial")))
                .toList();
        TextTable table = new TextTable("backend", "workers", "created", "seconds", "speed-up", "efficiency");
        List<String> notes = new ArrayList<>();
        List<PiRun> runs = new ArrayList<>();
        int exitCode = ExitCode.OK;
        for (PoolBackend backend : backends) {
            if (backend.availability() instanceof Unavailable why) {
                notes.add(backend.id() + " is not available: " + why.reason() + "; " + why.remedy());
                continue;
            }
            try {
                runs.add(PiRun.on(backend, runs.isEmpty() ? 1 : workers, sum, new LostWorkers(err())));
                addRow(table, backend, runs);
                exitCode = Math.max(exitCode, sameValue(runs.get(0), runs.get(runs.size() - 1)));
            } catch (PoolException e) {
                notes.add(backend.id() + " failed: " + OneLineErrors.messageOf(e));
                exitCode = ExitCode.SOFTWARE;
            }
        }
        out().println(piLine(runs.get(0).pi()));
        table.lines().forEach(out()::println);
        notes.forEach(out()::println);
        err().println("backends=" + runs.size() + ", jobs=" + blocks + " on each, strips=" + sum.strips());
        return exitCode;
    }

    private static void addRow(TextTable table, PoolBackend backend, List<PiRun> runs) {
        PiRun base = runs.get(0);
        PiRun run = runs.get(runs.size() - 1);
        table.row(
                backend.id(),
                "" + run.workers(),
                "" + run.created(),
                text("%.2f", run.seconds()),
                text("%.2f", run.speedUpOver(base)),
                text("%.0f %%", 100 * run.efficiencyOver(base)));
    }

    private int sameValue(PiRun one, PiRun other) {
        if (Double.compare(one.pi(), other.pi()) == 0) {
            return ExitCode.OK;
        }
        err().println(OneLineErrors.PROGRAM + ": two runs disagree on pi: " + one.pi() + " and " + other.pi());
        return ExitCode.SOFTWARE;
    }

    private static String piLine(double pi) {
        return text("pi = %.12f (off by %.0e)", pi, Math.abs(pi - Math.PI));
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Reads a time. */
    static final class Seconds implements ITypeConverter<Double> {

        private static final double MOST = 3600;

        Seconds() {}

        @Override
        public Double convert(String value) {
            try {
                double seconds = Double.parseDouble(value);
                if (seconds > 0 && seconds <= MOST) {
                    return seconds;
                }
            } catch (NumberFormatException e) {
                // The message below is about both mistakes.
            }
            throw new TypeConversionException("seconds must be a number above 0 and up to 3600 (was '" + value + "')");
        }
    }
}
