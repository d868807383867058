package dev.runner;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** Records what a class logs, instead of letting it be printed, until it is closed. */
final class LogRecorder implements AutoCloseable {

    static {
        readModuleOf("ch.qos.logback.classic.Logger");
        readModuleOf("ch.qos.logback.core.read.ListAppender");
    }

    private final Logger logger;
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    LogRecorder(Class<?> source) {
        logger = (Logger) LoggerFactory.getLogger(source);
        logger.setAdditive(false);
        appender.start();
        logger.addAppender(appender);
    }

    /** The tests are in the module that they test, which does not name the one that logs. */
    private static void readModuleOf(String className) {
        try {
            Class<?> type = Class.forName(className, false, LogRecorder.class.getClassLoader());
            LogRecorder.class.getModule().addReads(type.getModule());
        } catch (ClassNotFoundException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Does something that logs what the test knows already. */
    static <T> T silently(Class<?> source, Supplier<T> action) {
        LogRecorder recorder = new LogRecorder(source);
        try {
            return action.get();
        } finally {
            recorder.close();
        }
    }

    /** Returns the messages of one level, in the order in which they were logged. */
    List<String> at(Level level) {
        return List.copyOf(appender.list).stream()
                .filter(event -> event.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setAdditive(true);
    }
}
