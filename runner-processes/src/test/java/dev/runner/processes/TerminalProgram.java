package dev.runner.processes;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** An application that somebody has started in a terminal. It says how it is in a file. */
final class TerminalProgram {

    static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(1);

    /** How many tasks it has: two run until they may end, the others are queued behind them. */
    static final int TASKS = 8;

    private final String log;
    private final Pooled.Comings comings = new Pooled.Comings();
    private final List<PoolFuture<Long>> tasks = new ArrayList<>();

    private TerminalProgram(String log) {
        this.log = log;
    }

    /**
     * Runs the tasks.
     *
     * @param args the file for what it says, the files that the first two tasks wait for, how many tasks a worker may
     *     run, and whether a hook closes the pool at the exit
     */
    public static void main(String[] args) {
        new TerminalProgram(args[0]).run(args[1], args[2], Integer.parseInt(args[3]), Boolean.parseBoolean(args[4]));
    }

    private void run(String first, String second, int tasksPerWorker, boolean closesAtExit) {
        Pool pool = Pooled.open(
                2,
                config -> config.listener(comings)
                        .maxTasksPerWorker(tasksPerWorker)
                        .shutdownGrace(Pooled.LIMIT),
                options -> options.heartbeatTimeout(HEARTBEAT_TIMEOUT));
        if (closesAtExit) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                say("closing");
                pool.close();
                sayOutcome();
            }));
        }
        String file = log;
        tasks.add(pool.submit(() -> pidAfter(first, file)));
        tasks.add(pool.submit(() -> pidAfter(second, file)));
        while (tasks.size() < TASKS) {
            tasks.add(pool.submit(() -> Tasks.pid()));
        }
        say("pid " + Tasks.pid());
        sayOutcome();
        pool.close();
    }

    private static long pidAfter(String file, String log) {
        Pooled.mark(log, "worker " + Tasks.pid());
        Pooled.await(file);
        return Tasks.pid();
    }

    private void sayOutcome() {
        Set<Long> pids = new TreeSet<>();
        for (PoolFuture<Long> task : tasks) {
            try {
                pids.add(task.join());
            } catch (RuntimeException e) {
                say("failed: " + e);
            }
        }
        say("done by " + pids + ", workers that have exited: " + comings.exited.size());
    }

    private void say(String line) {
        Pooled.mark(log, line);
    }
}
