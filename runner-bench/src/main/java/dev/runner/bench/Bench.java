package dev.runner.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures side by side: in each round each program runs once, one after the other, so that what else the machine does
 * meets all alike; each round gives a ratio, and the table has their median and their spread.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = {ScaleCommand.class, ReportCommand.class},
        description = "Measures Runner side by side with what it is to beat.")
public final class Bench implements Callable<Integer> {

    @Option(names = "--rows", defaultValue = ".*", description = "a regular expression on the names of rows")
    private Pattern rows = Pattern.compile(".*");

    @Option(names = "--rounds", defaultValue = "5", description = "how many rounds (${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(names = "--list", description = "lists the rows")
    private boolean list;

    @Mixin
    private MeasureOptions options = new MeasureOptions();

    @Spec
    private @Nullable CommandSpec spec;

    private Bench() {}

    /** Runs it; see {@code --help}. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs it, and returns the exit code. */
    static int run(String... args) {
        return new CommandLine(new Bench()).execute(args);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Row> chosen = Rows.all().stream()
                .filter(row -> rows.matcher(row.id()).matches())
                .toList();
        if (chosen.isEmpty()) {
            throw new CommandLine.ParameterException(
                    new CommandLine(this), "no row is called '" + rows + "'; --list lists them");
        }
        PrintWriter console = spec == null
                ? new PrintWriter(System.out, true)
                : spec.commandLine().getOut();
        if (list) {
            chosen.forEach(row -> console.printf("%-18s %s, against %s%n", row.id(), row.what(), row.against()));
            return 0;
        }
        List<Side> sides =
                chosen.stream().flatMap(row -> row.sides().stream()).distinct().toList();
        Measurement measurement = options.measurement(rounds, "--rows '" + rows + "'", console);
        Results results = measurement.measure(sides);
        String table = new Table(chosen.stream().map(results::measured).toList()).toString();
        Files.writeString(options.out().resolve("table.md"), table);
        console.println(table);
        return measurement.isComplete() ? 0 : 1;
    }
}
