package dev.runner.examples;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line of the examples. */
@Command(
        name = OneLineErrors.PROGRAM,
        description = "Runs jobs in parallel on whichever backend you choose.",
        subcommands = {JobsCommand.class, PiCommand.class, ChartsCommand.class, BackendsCommand.class},
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        usageHelpAutoWidth = true,
        sortOptions = false,
        synopsisSubcommandLabel = "EXAMPLE",
        commandListHeading = "%nExamples:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all is well",
            "1:a job failed, or a row of a file could not be used",
            "2:wrong usage: an option, a number, a file, or a backend that is not there"
        })
public final class Main implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Show the stack trace of an error.")
    private boolean verbose;

    Main() {}

    /**
     * Runs an example and ends the JVM with its exit code.
     *
     * @param args the name of the example and its options
     */
    public static void main(String[] args) {
        StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        int exitCode = run(args, new PrintWriter(output, false, Charset.defaultCharset()), System.err);
        System.exit(output.failure()
                .map(problem -> {
                    System.err.println(OneLineErrors.PROGRAM + ": can't write to the standard output: " + problem);
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .orElse(exitCode));
    }

    /** Runs an example: what {@link #main} does, without ending the JVM. */
    static int run(String[] args, PrintWriter out, PrintStream err) {
        OneLineErrors errors = new OneLineErrors();
        int exitCode = new CommandLine(new Main())
                .setOut(out)
                .setErr(new PrintWriter(err, true, Charset.defaultCharset()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .execute(args);
        out.flush();
        return exitCode;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "no example was named; name one of "
                        + String.join(", ", spec.subcommands().keySet()));
    }

    boolean isVerbose() {
        return verbose;
    }
}
