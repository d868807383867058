package dev.runner.examples;

import dev.runner.PoolListener;
import dev.runner.WorkerCrashedException;
import dev.runner.WorkerEvent;
import java.io.PrintWriter;

/** Says on the standard error which workers were lost, and how. The tasks are retried, so the work goes on. */
record LostWorkers(PrintWriter err) implements PoolListener {

    @Override
    public void workerExited(WorkerEvent event) {
        if (event.cause() instanceof WorkerCrashedException crash) {
            err.println(OneLineErrors.PROGRAM + ": lost " + crash.getMessage() + "; its task is run again");
        }
    }
}
