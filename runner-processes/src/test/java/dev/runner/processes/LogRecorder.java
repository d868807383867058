package dev.runner.processes;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Records the warnings of one logger. */
final class LogRecorder extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final Logger logger;

    private LogRecorder(Logger logger) {
        this.logger = logger;
    }

    static LogRecorder of(String name) {
        LogRecorder recorder = new LogRecorder((Logger) LoggerFactory.getLogger(name));
        recorder.start();
        recorder.logger.addAppender(recorder);
        return recorder;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            messages.add(event.getFormattedMessage());
        }
    }

    List<String> messages() {
        return messages;
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        stop();
    }
}
