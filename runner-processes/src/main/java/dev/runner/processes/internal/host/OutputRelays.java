package dev.runner.processes.internal.host;

import dev.runner.processes.ProcessOptions.OutputLine;
import dev.runner.processes.ProcessOptions.OutputRelay;
import java.io.PrintStream;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the lines go that workers print. */
final class OutputRelays {

    private static final Logger OUTPUT = LoggerFactory.getLogger("dev.runner.processes.output");
    private static final Logger LOG = LoggerFactory.getLogger(OutputRelays.class);

    private OutputRelays() {}

    static Consumer<OutputLine> consumerOf(OutputRelay relay) {
        if (relay instanceof OutputRelay.StandardStreams) {
            return OutputRelays::print;
        } else if (relay instanceof OutputRelay.Callback callback) {
            return line -> call(callback.callback(), line);
        }
        return OutputRelays::log;
    }

    private static void log(OutputLine line) {
        if (line.taskId().isPresent()) {
            OUTPUT.info("[{} task {}] {}", line.workerId(), line.taskId().getAsLong(), line.line());
        } else {
            OUTPUT.info("[{}] {}", line.workerId(), line.line());
        }
    }

    private static void print(OutputLine line) {
        PrintStream stream = line.standardError() ? System.err : System.out;
        stream.println(line.line());
    }

    private static void call(Consumer<OutputLine> callback, OutputLine line) {
        try {
            callback.accept(line);
        } catch (RuntimeException | Error e) {
            LOG.error("the output callback of pool '{}' failed", line.pool(), e);
        }
    }
}
