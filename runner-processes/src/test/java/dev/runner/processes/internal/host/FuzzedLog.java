package dev.runner.processes.internal.host;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import dev.runner.processes.fuzz.Finding;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.LoggerFactory;

/** Hears what the pool logs while a fuzzer plays its worker: nothing that fails may be an error of the pool itself. */
final class FuzzedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private static final String OURS = "dev.runner.processes";

    private final LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger root = loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger ours = loggers.getLogger(OURS);
    private final Level rootBefore = root.getLevel();
    private final AtomicReference<ILoggingEvent> first = new AtomicReference<>();

    FuzzedLog() {
        setContext(loggers);
        start();
        root.setLevel(Level.OFF);
        ours.setLevel(Level.ERROR);
        ours.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        first.compareAndSet(null, event);
    }

    void requireNoErrors() {
        ILoggingEvent event = first.get();
        if (event != null) {
            throw event.getThrowableProxy() instanceof ThrowableProxy proxy
                    ? new Finding(event.getFormattedMessage(), proxy.getThrowable())
                    : new Finding(event.getFormattedMessage());
        }
    }

    @Override
    public void close() {
        ours.detachAppender(this);
        ours.setLevel(null);
        root.setLevel(rootBefore);
    }
}
