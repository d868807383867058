package dev.runner.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how a cost grows with tasks, with workers and with payloads. */
@Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        description = "Measures how costs grow, and says what is off the line by more than 20 %%.")
final class ScaleCommand implements Callable<Integer> {

    @Option(names = "--plots", defaultValue = ".*", description = "a regular expression on the names of plots")
    private Pattern plots = Pattern.compile(".*");

    @Option(names = "--rounds", defaultValue = "1", description = "how many rounds (${DEFAULT-VALUE})")
    private int rounds = 1;

    @Option(names = "--large", description = "measures also what takes minutes: 10 million tasks on processes")
    private boolean large;

    @Mixin
    private MeasureOptions options = new MeasureOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private ScaleCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Side> sides = Plots.all().stream()
                .filter(plot -> plots.matcher(plot.id()).matches())
                .flatMap(this::sides)
                .toList();
        if (sides.isEmpty()) {
            String names = String.join(", ", Plots.all().stream().map(Plot::id).toList());
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "no plot is called '" + plots + "'; there are " + names);
        }
        PrintWriter console = spec.commandLine().getOut();
        String command = "scale --plots '" + plots + "'" + (large ? " --large" : "");
        Measurement measurement = options.measurement(rounds, command, console);
        Results results = measurement.measure(sides);
        String text = new ScaleReport(Runtime.version().feature(), List.of(results)).write(options.out(), "");
        Files.writeString(options.out().resolve("scale.md"), text);
        console.println(text);
        return measurement.isComplete() ? 0 : 1;
    }

    private Stream<Side> sides(Plot plot) {
        return plot.series().stream()
                .flatMap(series -> series.points().stream())
                .filter(point -> large || !point.large())
                .map(point -> point.cost().side());
    }
}
