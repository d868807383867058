package dev.runner.bench;

import dev.runner.bench.program.RealWork;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows on what users do. A program of ours comes before one of Python's, since it makes what both work on.
 *
 * <p>That two workers are nearly twice as fast as one thread is the target of all work that computes. Against Python
 * the library is much the same for sums and compression, so that it is to be no worse there; a parser in Java is to be
 * better than one in C that makes Python's objects.
 */
final class WorkRows {

    private static final Goal TWICE = new Goal.AtLeast(1.8, 1.94);

    private WorkRows() {}

    static List<Row> all() {
        List<Row> rows = new ArrayList<>();
        load(rows, "sha256", "SHA-256 of 200 files of 1 MiB", "hashlib", new Goal.AtLeast(0.9, 1));
        load(rows, "gzip", "gzip of a table in blocks of 1 MiB", "zlib", new Goal.AtLeast(0.9, 1));
        load(rows, "csv", "sums over a table of a million lines of CSV", "csv", new Goal.AtLeast(1, 3));
        return rows;
    }

    private static void load(List<Row> rows, String load, String what, String library, Goal againstPython) {
        Side processes = Side.java("processes: " + load, RealWork.class, load, "processes");
        Side threads = Side.java("threads: " + load, RealWork.class, load, "threads");
        Side python = Side.python("multiprocessing.Pool: " + load, "work", load);
        rows.add(new Row(
                load,
                "`processes`, " + what + ", 2 workers, MiB/s",
                "one thread",
                processes.number("pool"),
                processes.number("alone"),
                TWICE));
        rows.add(new Row(
                load + "-threads",
                "`threads`, the same",
                "one thread",
                threads.number("pool"),
                threads.number("alone"),
                TWICE));
        rows.add(new Row(
                load + "-python",
                "`processes`, the same",
                "`multiprocessing.Pool(2)` and `" + library + "`",
                processes.number("pool"),
                python.number("pool"),
                againstPython));
    }
}
