package dev.runner.examples;

import dev.runner.BackendNotFoundException;
import dev.runner.BackendSelector;
import dev.runner.spi.Availability.Unavailable;
import dev.runner.spi.PoolBackend;
import java.io.PrintWriter;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What is installed, and why the rest is not. */
@Command(name = "backends", description = "Lists the backends: what is installed, what it promises, and what is not.")
final class BackendsCommand implements Callable<Integer> {

    private static final int SWITCH_NUMBERS = 3;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    BackendsCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        BackendSelector selector = BackendSelector.load();
        List<PoolBackend> installed = selector.installed();
        TextTable table = new TextTable("id", "number", "available", "capabilities");
        installed.forEach(backend -> table.row(
                backend.id(),
                number(backend),
                backend.availability() instanceof Unavailable ? "no" : "yes",
                String.join(
                        ", ",
                        new TreeSet<>(backend.capabilities())
                                .stream().map(Enum::name).toList())));
        table.lines().forEach(out::println);
        out.println();
        for (PoolBackend backend : installed) {
            if (backend.availability() instanceof Unavailable why) {
                out.println(backend.id() + " is not available: " + why.reason() + "; " + why.remedy());
            }
        }
        for (int number = 0; number < SWITCH_NUMBERS; number++) {
            if (isMissing(number, installed)) {
                out.println("number " + number + ": " + Backends.whyNot(selector, number));
            }
        }
        selector.explain()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("problem: "))
                .forEach(out::println);
        out.println("without --backend: " + unnamed(selector));
        out.flush();
        return ExitCode.OK;
    }

    private static String number(PoolBackend backend) {
        return backend.switchNumber().isPresent() ? "" + backend.switchNumber().getAsInt() : "-";
    }

    private static boolean isMissing(int number, List<PoolBackend> installed) {
        return installed.stream().noneMatch(backend -> backend.switchNumber().orElse(-1) == number);
    }

    private static String unnamed(BackendSelector selector) {
        try {
            return Backends.unnamed(selector).id();
        } catch (BackendNotFoundException e) {
            return "none: " + OneLineErrors.messageOf(e);
        }
    }
}
