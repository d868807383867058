package dev.runner.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the page of what was measured, in as many runs as it took. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Makes the page of results; of rows that several directories have, those of the last.")
final class ReportCommand implements Callable<Integer> {

    @Option(names = "--page", required = true, description = "the file, whose pictures go beside it")
    private Path page = Path.of("benchmarks.md");

    @Parameters(arity = "0..*", paramLabel = "DIRECTORY", description = "directories of results (--out)")
    private List<Path> directories = new ArrayList<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private ReportCommand() {}

    @Override
    public Integer call() throws IOException {
        List<Results> results = new ArrayList<>();
        for (Path directory : directories) {
            if (!Files.exists(Results.numbers(directory))) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        "there are no results in " + directory + "; measure with --out " + directory);
            }
            results.add(Results.read(directory));
        }
        new Report(results).write(page.toAbsolutePath());
        return 0;
    }
}
