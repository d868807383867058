package dev.runner.processes.internal.worker;

import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** What SLF4J finds in a worker in place of a logging framework: loggers whose events go home to the pool. */
public final class LogProvider implements SLF4JServiceProvider {

    private static final boolean CHOSEN = LogProvider.class.getName().equals(System.getProperty("slf4j.provider"));

    private static volatile boolean inUse;

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new BasicMDCAdapter();

    /** Called by SLF4J. */
    public LogProvider() {}

    /** Tells whether anything of SLF4J may have been used, which takes its time at first. */
    static boolean mayBeInUse() {
        return inUse || !CHOSEN;
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return WorkerLog.INSTANCE;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {
        inUse = true;
    }
}
