package dev.runner.processes.internal.worker;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A logger whose events go home. Where it travels itself, it arrives as the logger of that name there. */
final class ForwardingLogger extends LegacyAbstractLogger {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient WorkerLog log;
    private transient volatile int level = Level.INFO.toInt();

    ForwardingLogger(String name, WorkerLog log) {
        this.name = name;
        this.log = log;
    }

    /** Sets from which level on events are of interest. */
    void level(int least) {
        level = least;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level of,
            @Nullable Marker marker,
            @Nullable String text,
            @Nullable Object @Nullable [] arguments,
            @Nullable Throwable error) {
        log.log(name, of, String.valueOf(MessageFormatter.basicArrayFormat(text, arguments)), error);
    }

    @Override
    @Nullable
    protected String getFullyQualifiedCallerName() {
        return null;
    }

    private boolean isEnabled(Level of) {
        return of.toInt() >= level;
    }

    @Override
    public boolean isTraceEnabled() {
        return isEnabled(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return isEnabled(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return isEnabled(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return isEnabled(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return isEnabled(Level.ERROR);
    }
}
