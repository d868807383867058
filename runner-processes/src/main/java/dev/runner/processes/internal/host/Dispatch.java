package dev.runner.processes.internal.host;

import dev.runner.spi.DriverConfig;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has done what the crew has decided, without its lock. Thread-safe. */
final class Dispatch {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

    private final DriverConfig config;
    private final Crew crew;
    private final Traffic traffic;
    private final Consumer<Worker> start;
    private final Runnable over;

    /**
     * Makes the dispatch.
     *
     * @param start begins to start a worker, and does not wait for it
     * @param over is called when nobody is left; more than once, it may be
     */
    Dispatch(DriverConfig config, Crew crew, Traffic traffic, Consumer<Worker> start, Runnable over) {
        this.config = config;
        this.crew = crew;
        this.traffic = traffic;
        this.start = start;
        this.over = over;
    }

    /** Sends what can be sent, and starts and ends the workers that are due. Called after any change. */
    void goOn() {
        carryOut(crew.orders());
    }

    /**
     * Looks who keeps others waiting, and sends elsewhere what can be: whether it is to be looked again soon. The
     * thread of the traffic calls it.
     */
    boolean look() {
        Outlook outlook = crew.look();
        if (outlook == Outlook.STALLED) {
            goOn();
        }
        return outlook != Outlook.QUIET;
    }

    /** Sends what waits for more to be sent together, since somebody waits for it. */
    void hurry() {
        if (crew.errands().isCollecting()) {
            goOn();
        }
    }

    /** Has done what the crew has decided. */
    void carryOut(Orders orders) {
        orders.flush().forEach(Worker::flush);
        orders.end().forEach(this::end);
        orders.kill().forEach(Worker::kill);
        orders.start().forEach(start);
        if (orders.retirementDue()) {
            later(this::retireIdle, config.idleTimeout().orElseThrow());
        }
        if (orders.look()) {
            traffic.requireLooks();
        }
        if (orders.over()) {
            over.run();
            traffic.end();
            crew.letGo();
        }
    }

    /** Lets a worker end, and sees to it that it does. */
    private void end(Worker worker) {
        worker.flush();
        later(worker::kill, config.stopGrace());
    }

    private void retireIdle() {
        crew.retirementLookedAt();
        goOn();
    }

    /** Does something after a time, on a thread of the pool's own that moves no traffic. Returns what calls it off. */
    Runnable later(Runnable work, Duration delay) {
        try {
            Future<?> alarm = config.host()
                    .scheduler()
                    .schedule(
                            () -> config.host().completions().execute(work), Errand.nanos(delay), TimeUnit.NANOSECONDS);
            return () -> alarm.cancel(false);
        } catch (RejectedExecutionException e) {
            LOG.debug("pool '{}' has been given up: nothing is due any more", config.poolName(), e);
            return () -> {};
        }
    }
}
