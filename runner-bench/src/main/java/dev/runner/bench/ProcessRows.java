package dev.runner.bench;

import dev.runner.bench.program.ArrayCopies;
import dev.runner.bench.program.BareBoot;
import dev.runner.bench.program.Boot;
import dev.runner.bench.program.ColdStart;
import dev.runner.bench.program.CpuBound;
import dev.runner.bench.program.Graph;
import dev.runner.bench.program.IdleMemory;
import dev.runner.bench.program.MapInts;
import dev.runner.bench.program.Mixed;
import dev.runner.bench.program.Payload;
import dev.runner.bench.program.RoundTrip;
import dev.runner.bench.program.SocketEcho;
import dev.runner.bench.program.Submit;
import dev.runner.bench.program.SubmitObjects;
import dev.runner.bench.program.WireBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Rows on {@code processes}: what a task costs, what a worker costs, and what goes between. */
final class ProcessRows {

    private static final int TASKS = 50_000;
    private static final int OBJECTS = 20_000;
    private static final int NUMBERS = 200_000;
    private static final int MEBIBYTES = 64;

    private ProcessRows() {}

    static List<Row> all() {
        List<Row> rows = new ArrayList<>();
        throughput(rows);
        objects(rows);
        fairness(rows);
        latency(rows);
        starts(rows);
        boots(rows);
        payloads(rows);
        return rows;
    }

    private static void throughput(List<Row> rows) {
        Side ours = Side.java("processes: submit", Submit.class, "processes", TASKS, 40)
                .touched("1g");
        Side executor = Side.python("ProcessPoolExecutor: submit", "executor_submit", TASKS, 2);
        Side pool = Side.python("multiprocessing.Pool: apply_async", "pool_apply_async", TASKS, 2);
        String what = "`processes`, 50k no-op tasks one by one, collected as completed, tasks/s";
        rows.add(new Row(
                "submit-executor",
                what,
                "Python `ProcessPoolExecutor`",
                ours.number("warm"),
                executor.number("warm"),
                new Goal.AtLeast(30, 100)));
        rows.add(new Row(
                "submit-pool",
                what,
                "`multiprocessing.Pool.apply_async`",
                ours.number("warm"),
                pool.number("warm"),
                new Goal.AtLeast(15, 50)));
        rows.add(new Row(
                "map",
                "`processes`, `map` over 200k ints, default chunks, calls/s",
                "`multiprocessing.Pool.map`",
                Side.java("processes: map", MapInts.class, "processes", NUMBERS, 40)
                        .touched("1g")
                        .number("warm"),
                Side.python("multiprocessing.Pool: map", "pool_map", NUMBERS, 3).number("warm"),
                new Goal.AtLeast(1, 4)));
        Side bound = Side.java("processes: computing", CpuBound.class, "processes", 2);
        rows.add(new Row(
                "cpu-bound",
                "tasks that compute 1 ms, 2 workers, tasks/s",
                "twice one thread",
                bound.number("pool"),
                bound.number("alone"),
                2,
                new Goal.AtLeast(0.9, 0.97)));
    }

    private static void objects(List<Row> rows) {
        Side ours = Side.java("processes: objects", SubmitObjects.class, "processes", OBJECTS, 40)
                .touched("1g");
        rows.add(new Row(
                "objects-executor",
                "`processes`, 20k tasks one by one, each with an object of four fields there and back, tasks/s",
                "Python `ProcessPoolExecutor`",
                ours.number("warm"),
                Side.python("ProcessPoolExecutor: objects", "executor_objects", OBJECTS, 3)
                        .number("warm"),
                new Goal.AtLeast(8, 16)));
        rows.add(new Row(
                "objects-pool",
                "the same",
                "`multiprocessing.Pool.apply_async`",
                ours.number("warm"),
                Side.python("multiprocessing.Pool: objects", "pool_objects", OBJECTS, 3)
                        .number("warm"),
                new Goal.AtLeast(4, 8)));
    }

    private static void fairness(List<Row> rows) {
        rows.add(new Row(
                "fairness",
                "`processes`, 200 tasks, each tenth takes 50 ms and the others 1 ms, 2 workers, ms",
                "a thread pool of 2",
                Side.java("processes: long among short", Mixed.class, "processes")
                        .number("ms"),
                Side.java("executor: long among short", Mixed.class, "executor").number("ms"),
                new Goal.AtMost(1.15, 1.05)));
    }

    private static void latency(List<Row> rows) {
        Goal goal = new Goal.AtMost(1.5, 1.15);
        Side ours = Side.java("processes: round trip", RoundTrip.class, "processes");
        Side socket = Side.java("Unix socket (blocking)", SocketEcho.class, "blocking");
        rows.add(new Row(
                "round-trip",
                "`processes`, one task there and back, both on one core, µs (p50)",
                "64 bytes through a blocking Unix socket",
                ours.pinned("processes: round trip (one core)", 0).number("p50"),
                socket.pinned("Unix socket (blocking; one core)", 0).number("p50"),
                goal));
        rows.add(new Row(
                "round-trip-free",
                "the same, wherever the system puts both",
                "the same",
                ours.number("p50"),
                socket.number("p50"),
                goal));
        Side polling = Side.java("processes: round trip (low latency)", RoundTrip.class, "processes", "polling");
        rows.add(new Row(
                "round-trip-polling",
                "the same with `lowLatency`, on idle cores",
                "64 bytes through a Unix socket that both sides poll",
                polling.number("p50"),
                Side.java("Unix socket (polled)", SocketEcho.class, "polling").number("p50"),
                new Goal.AtMost(3, 1.5)));
        rows.add(new Row(
                "round-trip-polling-busy",
                "the same with `lowLatency`, all of it on one core",
                "without `lowLatency`",
                polling.pinned("processes: round trip (low latency; one core)", 0)
                        .number("p50"),
                ours.pinned("processes: round trip (one core)", 0).number("p50"),
                new Goal.AtMost(1.1, 1)));
    }

    private static void starts(List<Row> rows) {
        for (int processes = 1; processes <= 2; processes++) {
            rows.add(new Row(
                    "cold-start-" + processes,
                    "`processes`, from nothing to the first result of " + processes + ", ms",
                    "as many bare JVMs with the same flags that echo a byte",
                    Side.java("processes: start of " + processes, ColdStart.class, "pool", processes)
                            .number("ms"),
                    Side.java(
                                    "bare JVMs: start of " + processes,
                                    ColdStart.class,
                                    "bare",
                                    processes,
                                    "-XX:+UseSerialGC",
                                    "-XX:-UsePerfData")
                            .number("ms"),
                    new Goal.AtMost(1.3, 1.1)));
        }
        rows.add(new Row(
                "idle-memory",
                "an idle worker, proportional MiB",
                "a JVM as it is that does the same",
                Side.java("processes: idle", IdleMemory.class, "pool").number("mib"),
                Side.java("JVM: idle", IdleMemory.class, "jvm").number("mib"),
                new Goal.AtMost(0.85, 0.75)));
    }

    private static void boots(List<Row> rows) {
        Goal goal = new Goal.AtMost(0.65, 0.45);
        String what = "`processes`, a worker with 500 classes, second run of an application, ms";
        for (Side.Kind java : List.of(Side.Kind.JAVA, Side.Kind.JAVA_25)) {
            String suffix = java == Side.Kind.JAVA ? "" : "-25";
            String on = java == Side.Kind.JAVA ? "" : " on Java 25";
            Side archived = boot("processes: 500 classes" + on, java, Boot.class, "archived");
            Side plain = boot("processes: 500 classes (no archive)" + on, java, Boot.class, "plain");
            Side bare = boot("JVM: 500 classes" + on, java, BareBoot.class);
            rows.add(new Row(
                    "boot-500" + suffix,
                    java == Side.Kind.JAVA ? what : "the same on Java 25",
                    "a JVM as it is that loads them and echoes a byte",
                    archived.number("ms"),
                    bare.number("ms"),
                    goal));
            rows.add(new Row(
                    "boot-500-plain" + suffix,
                    "the same",
                    "the same worker without an archive",
                    archived.number("ms"),
                    plain.number("ms"),
                    goal));
        }
    }

    private static Side boot(String name, Side.Kind java, Class<?> program, String... words) {
        return new Side(
                name,
                java,
                -1,
                List.of(),
                "",
                Stream.concat(Stream.of(program.getName()), Stream.of(words)).toList());
    }

    private static void payloads(List<Row> rows) {
        Side ours =
                Side.java("processes: 64 MiB", Payload.class, MEBIBYTES << 20).with("-Xmx1g");
        rows.add(new Row(
                "payload-copies",
                "`processes`, a `byte[]` of 64 MiB one way, ms",
                "two copies of it",
                ours.number("ms"),
                Side.java("two copies of 64 MiB", ArrayCopies.class, MEBIBYTES)
                        .with("-Xmx1g")
                        .number("ms"),
                new Goal.AtMost(2.5, 1.3)));
        rows.add(new Row(
                "payload-executor",
                "the same",
                "Python `ProcessPoolExecutor`",
                ours.number("ms"),
                Side.python("ProcessPoolExecutor: 64 MiB", "executor_payload", MEBIBYTES)
                        .number("ms"),
                new Goal.AtMost(1.0 / 6, 1.0 / 12)));
        Side inMemory = Side.java("Java's serialization: graph", Graph.class, "memory");
        rows.add(new Row(
                "graph",
                "`processes`, a graph of 10k objects there and back, ms",
                "Java's serialization of it, in memory, there and back",
                Side.java("processes: graph", Graph.class, "pool", "java").number("ms"),
                inMemory.number("ms"),
                new Goal.AtMost(1.2, 0.25)));
        rows.add(new Row(
                "graph-fory",
                "`processes` with `runner-codec-fory`, the same, ms",
                "Java's serialization of it, in memory, there and back",
                Side.java("processes and fory: graph", Graph.class, "pool", "fory")
                        .besides("lib-fory")
                        .number("ms"),
                inMemory.number("ms"),
                new Goal.AtMost(1.2, 0.25)));
        rows.add(new Row(
                "wire-bytes",
                "`processes`, the same function with three ints, there and back, bytes a task",
                "-",
                Side.java("processes: wire", WireBytes.class).number("bytes"),
                null,
                new Goal.AtMost(64, 24, " B")));
    }
}
