package dev.runner.codec.fory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.runner.BackendStartException;
import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.PoolFuture;
import dev.runner.Pools;
import dev.runner.Shared;
import dev.runner.TaskFailedException;
import dev.runner.codec.fory.Samples.Point;
import dev.runner.processes.ProcessOptions;
import java.io.File;
import java.io.ObjectInputFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Pools of processes with the codec on the class path. */
class PoolTest {

    private static Pool open(ProcessOptions.Builder options) {
        return Pools.open(PoolConfig.builder()
                .backend("processes")
                .workers(1)
                .name("coded")
                .options(options.jvmArgs("-XX:TieredStopAtLevel=1").build())
                .build());
    }

    private static List<String> logged(ProcessOptions.Builder options) {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.runner.processes.internal.host.ProcessesDriver");
        Level before = logger.getLevel();
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(Level.DEBUG);
        try (Pool pool = open(options)) {
            roundTrip(pool);
        } finally {
            logger.setLevel(before);
            logger.detachAppender(appender);
        }
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static void roundTrip(Pool pool) {
        Map<String, List<Point>> graph = Map.of("points", List.of(new Point(1, 2), new Point(3, 4)));
        assertEquals(graph, pool.submit(() -> Map.copyOf(graph)).join());
        assertEquals(List.of(new Point(5, 5)), pool.submit(PoolTest::points, 5).join());
    }

    @Test
    void resultsOfManyElementsTravelOn() {
        List<Integer> numbers = IntStream.range(0, 5000).boxed().toList();
        try (Pool pool = open(ProcessOptions.builder())) {
            List<Integer> results = pool.map(number -> number, numbers);
            assertEquals(numbers, results);
            assertEquals(numbers, pool.submit(same -> same, results).join());
        }
    }

    /** A handle sends what it is in by Java serialization, and its value goes by the codec. */
    @Test
    void sharedValuesCross() {
        Map<String, List<Point>> graph = Map.of("points", List.of(new Point(1, 2), new Point(3, 4)));
        try (Pool pool = open(ProcessOptions.builder());
                Shared<Map<String, List<Point>>> shared = pool.share(graph)) {
            assertEquals(graph, pool.submit(() -> shared.get()).join());
            Map<Point, Object> inside = Map.of(new Point(1, 1), shared);
            assertEquals(
                    List.of(graph),
                    pool.submit(
                                    map -> map.values().stream()
                                            .map(each -> ((Shared<?>) each).get())
                                            .toList(),
                                    inside)
                            .join());
        }
    }

    private static List<Point> points(int of) {
        return List.of(new Point(of, of));
    }

    @Test
    void itIsTakenWhereItIsInstalled() {
        List<String> logged = logged(ProcessOptions.builder());
        assertTrue(logged.contains("pool 'coded' encodes with codec 'fory'"), logged::toString);
    }

    @Test
    void anotherMayBeNamed() {
        List<String> logged = logged(ProcessOptions.builder().codec("java"));
        assertTrue(logged.contains("pool 'coded' encodes with codec 'java'"), logged::toString);
    }

    @Test
    void oneThatIsNotInstalledIsRefusedWhenThePoolOpens() {
        assertEquals(
                "codec 'fury' is not installed; add its jar (for fory: dev.runner:runner-codec-fory) to the class path of"
                        + " the pool and of its workers, or name another; installed: fory, java",
                assertThrows(
                                BackendStartException.class,
                                () -> open(ProcessOptions.builder().codec("fury"))
                                        .close())
                        .getMessage());
    }

    /** The worker has a class path of its own, from which the codec's jar is missing. */
    @Test
    void workerThatLacksItTellsSo() {
        List<String> without = new ArrayList<>();
        StringTokenizer entries = new StringTokenizer(System.getProperty("java.class.path"), File.pathSeparator);
        while (entries.hasMoreTokens()) {
            String entry = entries.nextToken();
            if (!entry.contains("runner-codec-fory")) {
                without.add(entry);
            }
        }
        ProcessOptions.Builder options =
                ProcessOptions.builder().maxStartFailures(1).jvmArgs("-cp", String.join(File.pathSeparator, without));
        try (Pool pool = open(options)) {
            PoolFuture<List<Integer>> task = pool.submit(() -> List.of(1));
            Throwable broken = assertThrows(TaskFailedException.class, task::join);
            StringBuilder all = new StringBuilder();
            for (Throwable at = broken; at != null; at = at.getCause()) {
                all.append(at.getMessage()).append('\n');
            }
            assertTrue(
                    all.toString()
                            .contains("codec 'fory' is not installed; add its jar (for fory:"
                                    + " dev.runner:runner-codec-fory) to the class path of the pool and of its workers, or name"
                                    + " another; installed: java"),
                    all::toString);
        }
    }

    @Test
    void filterHasItsSayOnResults() {
        ObjectInputFilter filter = info -> info.serialClass() == Point.class
                ? ObjectInputFilter.Status.REJECTED
                : ObjectInputFilter.Status.UNDECIDED;
        try (Pool pool = open(ProcessOptions.builder().resultFilter(filter))) {
            assertEquals(
                    List.of("x", List.of()),
                    pool.submit(() -> List.of("x", List.of())).join());
            PoolFuture<List<Point>> task = pool.submit(PoolTest::points, 5);
            Throwable refused = assertThrows(RuntimeException.class, task::join);
            assertTrue(
                    refused.toString().contains("class " + Point.class.getName() + " is refused by the filter"),
                    refused::toString);
        }
    }
}
