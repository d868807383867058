package dev.runner.examples;

import dev.runner.BackendNotFoundException;
import dev.runner.BackendStartException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong in one line; the stack trace is there for those who ask. */
final class OneLineErrors implements IParameterExceptionHandler, IExecutionExceptionHandler {

    static final String PROGRAM = "runner-examples";

    @Override
    public int handleParseException(ParameterException error, String[] args) {
        CommandLine command = error.getCommandLine();
        String remedy = error instanceof UnmatchedArgumentException
                ? "; see " + command.getCommandSpec().qualifiedName() + " --help"
                : "";
        // The parsing has failed, so that nobody else has looked at the options.
        boolean verbose = List.of(args).contains("-v") || List.of(args).contains("--verbose");
        tell(command, messageOf(error) + remedy, error, verbose);
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
        Main main = (Main) command.getCommandSpec().root().userObject();
        tell(command, messageOf(error), error, main.isVerbose());
        return error instanceof BackendNotFoundException || error instanceof BackendStartException
                ? ExitCode.USAGE
                : ExitCode.SOFTWARE;
    }

    private static void tell(CommandLine command, String message, Exception error, boolean verbose) {
        command.getErr().println(PROGRAM + ": " + message);
        if (verbose) {
            error.printStackTrace(command.getErr());
        }
    }

    /** Returns what an exception says, in one line, with the reason where it says none itself. */
    static String messageOf(Throwable error) {
        String message = Optional.ofNullable(error.getMessage()).orElseGet(error::toString);
        return message.replaceAll("\\s*\\R\\s*", " ").strip();
    }
}
