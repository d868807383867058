package dev.runner.bench;

import dev.runner.bench.jmh.SubmitBenchmark;
import dev.runner.bench.program.Jmh;
import dev.runner.bench.program.JobsLoop;
import dev.runner.bench.program.Queued;
import java.util.ArrayList;
import java.util.List;

/** Rows on the backends within one JVM. */
final class InProcessRows {

    private InProcessRows() {}

    static List<Row> all() {
        List<Row> rows = new ArrayList<>();
        submits(rows);
        others(rows);
        return rows;
    }

    private static void submits(List<Row> rows) {
        submits(rows, "threads", Side.Kind.JAVA, "`ThreadPoolExecutor`", new Goal.AtMost(1.15, 1));
        submits(rows, "forkjoin", Side.Kind.JAVA, "`ForkJoinPool`", new Goal.AtMost(1.3, 1.05));
        submits(rows, "virtual", Side.Kind.JAVA_25, "`newVirtualThreadPerTaskExecutor`", new Goal.AtMost(1.15, 1));
    }

    private static void others(List<Row> rows) {
        rows.add(new Row(
                "jobs",
                "`Jobs` with one worker, 1M trivial jobs, ms",
                "a loop over the same objects",
                Side.java("Jobs", JobsLoop.class, "jobs").with("-Xmx2g").number("ms"),
                Side.java("loop", JobsLoop.class, "loop").with("-Xmx2g").number("ms"),
                new Goal.AtMost(1.5, 1.1)));
        rows.add(new Row(
                "queued",
                "a queued no-op task of `threads`, bytes",
                "a queued `FutureTask`",
                Side.java("threads: queued", Queued.class, "threads")
                        .with("-Xmx2g")
                        .number("bytes"),
                Side.java("executor: queued", Queued.class, "executor")
                        .with("-Xmx2g")
                        .number("bytes"),
                new Goal.AtMost(2, 1.2)));
    }

    private static void submits(List<Row> rows, String backend, Side.Kind java, String against, Goal goal) {
        Side ours = jmh(backend + ": submit and get", java, "runner", backend);
        Side theirs = jmh("JDK " + backend + ": submit and get", java, "jdk", backend);
        rows.add(new Row(
                backend,
                "`" + backend + "`, submit and get, ns",
                against,
                ours.number("ns"),
                theirs.number("ns"),
                goal));
        if (backend.equals("threads")) {
            rows.add(new Row(
                    backend + "-bytes",
                    "the same, bytes a task",
                    against,
                    ours.number("bytes"),
                    theirs.number("bytes"),
                    new Goal.AtMost(1.3, 1)));
        }
    }

    private static Side jmh(String name, Side.Kind java, String method, String backend) {
        String benchmark = SubmitBenchmark.class.getSimpleName() + "." + method + "$";
        return new Side(name, java, -1, List.of(), "", List.of(Jmh.class.getName(), benchmark, backend, "1"));
    }
}
