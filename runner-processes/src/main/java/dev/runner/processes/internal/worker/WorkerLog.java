package dev.runner.processes.internal.worker;

import dev.runner.processes.internal.wire.Context;
import dev.runner.processes.internal.wire.Message;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * The loggers of this worker. One asks the pool from which level on it is of interest when it is made, and until that
 * is answered it is from INFO on. SLF4J has one such thing for a JVM, so this is one too. Thread-safe.
 */
final class WorkerLog implements ILoggerFactory {

    static final WorkerLog INSTANCE = new WorkerLog();

    private static final int LONGEST_NAME = 1000;
    private static final int LONGEST_TEXT = 16 * 1024;
    private static final byte[] NOTHING = {};

    /** What it needs to send. */
    private record Home(Link link, LongSupplier taskId, Function<Throwable, byte[]> encode) {}

    private final Map<String, ForwardingLogger> loggers = new ConcurrentHashMap<>();
    private volatile @Nullable Home home;

    private WorkerLog() {}

    /**
     * From now on events go to the pool.
     *
     * @param taskId gives the number of the task that runs
     * @param encode encodes an exception
     */
    void connect(Link link, LongSupplier taskId, Function<Throwable, byte[]> encode) {
        home = new Home(link, taskId, encode);
        loggers.keySet().forEach(name -> link.send(new Message.NewLogger(name)));
    }

    @Override
    public Logger getLogger(String fullName) {
        String name = cut(fullName, LONGEST_NAME);
        ForwardingLogger known = loggers.get(name);
        return known != null ? known : made(name);
    }

    /** The logger is known before the pool is asked, whose answer may come at once. */
    private ForwardingLogger made(String name) {
        ForwardingLogger made = new ForwardingLogger(name, this);
        ForwardingLogger known = loggers.putIfAbsent(name, made);
        Home to = home;
        if (known == null && to != null) {
            to.link().send(new Message.NewLogger(name));
        }
        return known == null ? made : known;
    }

    /** The pool has said what is of interest. */
    void levelSet(Message.LogLevel message) {
        ForwardingLogger logger = loggers.get(message.logger());
        if (logger != null) {
            logger.level(message.level());
        }
    }

    /** Sends an event; one that comes before the pool is there is lost. */
    void log(String logger, Level level, String text, @Nullable Throwable error) {
        Home to = home;
        if (to == null) {
            return;
        }
        to.link()
                .send(new Message.Logged(
                        to.taskId().getAsLong(),
                        logger,
                        level.toInt(),
                        cut(Thread.currentThread().getName(), LONGEST_NAME),
                        cut(text, LONGEST_TEXT),
                        Context.ofThisThread(),
                        error == null ? NOTHING : to.encode().apply(error)));
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }
}
