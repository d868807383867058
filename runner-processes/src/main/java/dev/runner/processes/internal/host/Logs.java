package dev.runner.processes.internal.host;

import dev.runner.processes.ProcessOptions;
import dev.runner.processes.internal.wire.Message;
import dev.runner.processes.internal.worker.LogProvider;
import dev.runner.remote.Payloads;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs here what workers have logged, and tells them what is of interest here. Thread-safe. */
final class Logs {

    private static final String WORKER = "runner.worker";
    private static final String TASK = "runner.task";

    /** A level above all that there are. */
    private static final int NOTHING = Level.ERROR.toInt() + 1;

    /** How much of a logger's name counts: logback makes a logger for each of its parts, and keeps them for ever. */
    private static final int LONGEST_NAME = 512;

    private final Payloads payloads;

    Logs(Payloads payloads) {
        this.payloads = payloads;
    }

    /** Returns the flags by which SLF4J finds in a worker what sends events home, if it is to. */
    static List<String> flags(ProcessOptions options) {
        return options.forwardsLogs()
                ? List.of("-Dslf4j.provider=" + LogProvider.class.getName(), "-Dslf4j.internal.verbosity=WARN")
                : List.of();
    }

    /** A worker asks from which level on a logger is of interest. Logging is the user's code, as reports are. */
    void asked(Worker worker, Message.NewLogger message) {
        worker.reports().add(() -> answer(worker, message.logger()));
    }

    private static void answer(Worker worker, String name) {
        WorkerProcess process = worker.process();
        if (process != null) {
            process.connection().add(new Message.LogLevel(name, leastLevel(logger(name))));
            process.connection().flush();
        }
    }

    private static Logger logger(String name) {
        return LoggerFactory.getLogger(name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME));
    }

    private static int leastLevel(Logger logger) {
        return Stream.of(Level.values())
                .filter(logger::isEnabledForLevel)
                .mapToInt(Level::toInt)
                .min()
                .orElse(NOTHING);
    }

    /** A worker has logged something, by a task or by something else. */
    void logged(Worker worker, Optional<Errands.Begun> by, Message.Logged message) {
        int length = message.text().length() + message.error().length;
        worker.backlog().add(length);
        Reports reports = by.map(Errands.Begun::reports).orElseGet(worker::reports);
        reports.add(() -> {
            try {
                log(worker, by.map(begun -> begun.run().label()).orElse(null), message);
            } finally {
                worker.backlog().done(length);
            }
        });
    }

    private void log(Worker worker, @Nullable String task, Message.Logged message) {
        Logger logger = logger(message.logger());
        LoggingEventBuilder event = logger.atLevel(level(message.level()));
        Map<String, String> before = MDC.getCopyOfContextMap();
        try {
            MDC.setContextMap(message.context());
            MDC.put(WORKER, worker.id());
            if (task != null) {
                MDC.put(TASK, task);
            }
            if (message.error().length > 0) {
                event = event.setCause(payloads.decodeError(message.error(), () -> "an event of " + message.logger()));
            }
            event.log(message.text());
        } finally {
            if (before == null) {
                MDC.clear();
            } else {
                MDC.setContextMap(before);
            }
        }
    }

    private static Level level(int number) {
        for (Level level : Level.values()) {
            if (number >= level.toInt()) {
                return level;
            }
        }
        return Level.TRACE;
    }
}
