package dev.runner.bench;

import dev.runner.bench.program.ManyTasks;
import dev.runner.bench.program.Payload;
import java.util.ArrayList;
import java.util.List;

/** All plots. */
final class Plots {

    private static final int[] TASKS = {10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000};
    private static final int MOST_TASKS_OF_PROCESSES = 1_000_000;
    private static final int[] BYTES = {
        1, 16, 256, 4 << 10, 32 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20, 64 << 20, 256 << 20
    };
    private static final int MOST_WORKERS = 64;
    private static final int TASKS_FOR_WORKERS = 20_000;

    private Plots() {}

    static List<Plot> all() {
        return List.of(
                new Plot(
                        "tasks",
                        "A no-op task among so many, 2 workers",
                        "tasks",
                        "µs a task",
                        true,
                        List.of(tasks("threads", Integer.MAX_VALUE), tasks("processes", MOST_TASKS_OF_PROCESSES))),
                new Plot(
                        "workers",
                        "A no-op task, with so many workers",
                        "workers",
                        "µs a task",
                        false,
                        List.of(workers("threads"), workers("processes"))),
                new Plot(
                        "payload",
                        "A `byte[]` one way to a worker of `processes`",
                        "bytes",
                        "µs",
                        false,
                        List.of(payload())));
    }

    private static Plot.Series tasks(String backend, int most) {
        List<Plot.Point> points = new ArrayList<>();
        for (int tasks : TASKS) {
            Side side = Side.java(backend + ": " + tasks + " tasks", ManyTasks.class, backend, 2, tasks);
            boolean large = tasks > most;
            points.add(new Plot.Point(tasks, side.touched(heap(tasks, large)).number("us"), large));
        }
        return new Plot.Series(backend, points);
    }

    private static String heap(int tasks, boolean large) {
        if (large) {
            return "12g";
        }
        return tasks <= 100_000 ? "1g" : tasks <= 1_000_000 ? "4g" : "6g";
    }

    private static Plot.Series workers(String backend) {
        List<Plot.Point> points = new ArrayList<>();
        for (int workers = 1; workers <= MOST_WORKERS; workers *= 2) {
            Side side = Side.java(
                    backend + ": " + workers + " workers", ManyTasks.class, backend, workers, TASKS_FOR_WORKERS);
            points.add(new Plot.Point(workers, side.touched("1g").number("us"), false));
        }
        return new Plot.Series(backend, points);
    }

    private static Plot.Series payload() {
        List<Plot.Point> points = new ArrayList<>();
        for (int bytes : BYTES) {
            Side side = Side.java("processes: " + bytes + " bytes", Payload.class, bytes);
            points.add(new Plot.Point(bytes, side.with("-Xmx2g").number("us"), false));
        }
        return new Plot.Series("processes", points);
    }
}
