package dev.runner.processes.internal.host;

import dev.runner.processes.ProcessOptions.OutputLine;
import dev.runner.processes.internal.wire.Message;
import dev.runner.spi.TaskRun;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Takes what workers print to where it is relayed, and remembers the last of it. Thread-safe. */
final class Output {

    private final String poolName;
    private final Consumer<OutputLine> relay;

    Output(String poolName, Consumer<OutputLine> relay) {
        this.poolName = poolName;
        this.relay = relay;
    }

    /** A line from the process itself, in the thread that reads it. */
    void printed(Worker worker, String line) {
        worker.lastWords().add(line);
        relay.accept(new OutputLine(poolName, worker.id(), OptionalLong.empty(), false, line));
    }

    /** A line that a task printed, or something else in the worker. */
    void printed(Worker worker, Optional<Errands.Begun> by, Message.Line line) {
        worker.lastWords().add(line.line());
        worker.backlog().add(line.line().length());
        if (by.isEmpty()) {
            worker.reports().add(() -> relay(worker, OptionalLong.empty(), line));
            return;
        }
        TaskRun<?> run = by.get().run();
        by.get().reports().add(() -> {
            relay(worker, OptionalLong.of(run.id()), line);
            run.output(line.line(), line.standardError());
        });
    }

    private void relay(Worker worker, OptionalLong taskId, Message.Line line) {
        try {
            relay.accept(new OutputLine(poolName, worker.id(), taskId, line.standardError(), line.line()));
        } finally {
            worker.backlog().done(line.line().length());
        }
    }
}
