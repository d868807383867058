package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import dev.runner.Pool;
import dev.runner.TaskOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What tasks log, and what they know of who submitted them. */
class LogsTest {

    private static final String NAME = "app.tasks.Work";
    private static final TaskOptions NAMED = TaskOptions.defaults().name("parcel 71");

    /** Keeps events with their context. */
    private static final class Recorder extends AppenderBase<ILoggingEvent> {
        private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            event.getMDCPropertyMap();
            events.add(event);
        }
    }

    private final Recorder recorder = new Recorder();
    private final Logger logger = (Logger) LoggerFactory.getLogger(NAME);

    @BeforeEach
    void record() {
        recorder.start();
        logger.addAppender(recorder);
        logger.setAdditive(false);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(recorder);
        logger.setAdditive(true);
        logger.setLevel(null);
        MDC.clear();
    }

    private static int work(int x) {
        org.slf4j.Logger log = LoggerFactory.getLogger(NAME);
        log.info("begun {} of {}", x, "ten");
        MDC.put("step", "second");
        log.warn("in trouble", new IllegalStateException("no 72"));
        log.info("braces {} stay");
        return x;
    }

    @Test
    void eventsComeHomeBeforeTheResultAsTheyWere() throws Exception {
        MDC.put("request", "r-70");
        try (Pool pool = Tasks.open(options -> options, config -> config.name("logging"))) {
            assertEquals(3, Tasks.get(pool.submit(() -> work(3), NAMED)));
            List<ILoggingEvent> events = List.copyOf(recorder.events);
            assertEquals(
                    List.of("INFO begun 3 of ten", "WARN in trouble", "INFO braces {} stay"),
                    events.stream()
                            .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                            .toList());
            Map<String, String> about =
                    Map.of("request", "r-70", "runner.worker", "logging-worker-1", "runner.task", "parcel 71");
            assertEquals(about, events.get(0).getMDCPropertyMap());
            assertEquals("second", events.get(1).getMDCPropertyMap().get("step"));
            ThrowableProxy thrown = (ThrowableProxy) events.get(1).getThrowableProxy();
            assertEquals(
                    "java.lang.IllegalStateException: no 72",
                    thrown.getThrowable().toString());
            assertEquals("work", thrown.getThrowable().getStackTrace()[0].getMethodName());
            assertEquals("r-70", MDC.get("request"));
        }
    }

    private static @Nullable Map<String, String> context() {
        return MDC.getCopyOfContextMap();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void contextIsThatOfEachSubmissionAndLeavesNothingToTheNext(boolean forwarded) throws Exception {
        try (Pool pool = Tasks.open(options -> options.forwardsLogs(forwarded))) {
            MDC.put("request", "first");
            assertEquals(Map.of("request", "first"), Tasks.get(pool.submit(() -> context())));
            MDC.put("request", "second");
            assertEquals("second", Tasks.get(pool.submit(() -> {
                MDC.put("mine", "left");
                return MDC.get("request");
            })));
            MDC.clear();
            Map<String, String> none = Tasks.get(pool.submit(() -> context()));
            assertTrue(none == null || none.isEmpty(), () -> "left: " + none);
        }
    }

    private static boolean isDebugEnabled() {
        return LoggerFactory.getLogger(NAME).isDebugEnabled();
    }

    /** It is asked for when the worker makes the logger, so a moment later it is known. */
    @Test
    void levelsAreThoseOfThisJvm() throws Exception {
        logger.setLevel(Level.DEBUG);
        try (Pool pool = Tasks.open(options -> options)) {
            Pooled.eventually(
                    "DEBUG to be enabled",
                    () -> pool.submit(() -> isDebugEnabled()).join());
            Tasks.get(pool.submit(() -> LoggerFactory.getLogger(NAME).debug("detail 73")));
            assertEquals("detail 73", recorder.events.get(0).getFormattedMessage());
        }
        logger.setLevel(Level.ERROR);
        try (Pool pool = Tasks.open(options -> options)) {
            Pooled.eventually(
                    "INFO to be disabled",
                    () -> !pool.submit(() -> LoggerFactory.getLogger(NAME).isInfoEnabled())
                            .join());
        }
    }

    @Test
    void loggersTravel() throws Exception {
        org.slf4j.Logger mine = LoggerFactory.getLogger(NAME);
        try (Pool pool = Tasks.open(options -> options)) {
            org.slf4j.Logger back = Tasks.get(pool.submit(() -> {
                mine.info("from a captured logger");
                return mine;
            }));
            assertEquals(mine, back);
            assertEquals("from a captured logger", recorder.events.get(0).getFormattedMessage());
        }
    }

    @Test
    void workersMayLogByThemselves() throws Exception {
        try (Pool pool = Tasks.open(options -> options.forwardsLogs(false))) {
            String factory = Tasks.get(pool.submit(
                    () -> LoggerFactory.getILoggerFactory().getClass().getName()));
            assertNotNull(factory);
            assertTrue(!factory.startsWith("dev.runner."), factory);
        }
    }
}
