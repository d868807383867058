package dev.runner.processes.internal.host;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The life of one worker, from its start to its end, told by a thread of its own. Only this thread waits for the
 * process, so that whatever else the threads of this JVM are busy with, its end is noticed at once.
 *
 * <p>The end is told when what the worker said has been read, and what it printed. Another process may go on holding
 * the other end of both: what stayed in the worker's process group is killed, and others are not waited for.
 */
final class WorkerLife implements Runnable {

    /** How long to wait for the end of streams that others hold open, when the process itself has ended. */
    private static final long LAST_WORDS_MILLIS = 300;

    private static final long LOOK_MILLIS = 1000;

    /** Starts the process of a worker. */
    interface Launch {
        WorkerProcess start(Worker worker) throws IOException, InterruptedException;
    }

    /** What is to become of a worker that has gone. */
    interface Heir {
        void gone(Worker worker, @Nullable ExitStatus status, @Nullable IOException cause);
    }

    private final Worker worker;
    private final Crew crew;
    private final Dispatch dispatch;
    private final Traffic traffic;
    private final Launch launch;
    private final Output output;
    private final Heir heir;
    private final Duration startTimeout;

    WorkerLife(
            Worker worker,
            Crew crew,
            Dispatch dispatch,
            Traffic traffic,
            Launch launch,
            Output output,
            Heir heir,
            Duration startTimeout) {
        this.worker = worker;
        this.crew = crew;
        this.dispatch = dispatch;
        this.traffic = traffic;
        this.launch = launch;
        this.output = output;
        this.heir = heir;
        this.startTimeout = startTimeout;
    }

    /** Begins it. */
    void begin() {
        Thread thread = new Thread(this, worker.id());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        WorkerProcess process;
        try {
            process = launch.start(worker);
        } catch (IOException e) {
            heir.gone(worker, null, e);
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            heir.gone(worker, null, new IOException("interrupted while starting a worker", e));
            return;
        } catch (Throwable e) {
            // a JVM without memory or descriptors can't load classes either; whatever it is, somebody waits for the end
            heir.gone(worker, null, new IOException("starting a worker failed: " + e, e));
            return;
        }
        boolean wanted = crew.started(worker, process);
        process.connection().listen();
        process.readOutput(worker.id() + "-output", line -> output.printed(worker, line));
        Runnable callOff = dispatch.later(this::giveUpStarting, startTimeout);
        if (!wanted) {
            process.kill();
        }
        process.tell();
        ExitStatus status = process.awaitExit();
        callOff.run();
        process.endGroup();
        awaitLastWords(process);
        process.deleteDirectory();
        heir.gone(worker, status, process.connection().brokenBy());
    }

    private void giveUpStarting() {
        if (crew.isStarting(worker)) {
            worker.kill("it was not ready after " + startTimeout.toMillis() + " ms");
        }
    }

    private void awaitLastWords(WorkerProcess process) {
        Connection connection = process.connection();
        traffic.soon(connection::processEnded);
        if (!connection.awaitClosed(LAST_WORDS_MILLIS)) {
            traffic.soon(connection::giveUp);
            while (!connection.awaitClosed(LOOK_MILLIS) && traffic.isMoving()) {
                // the thread of the traffic is behind, and has words of this worker yet to read
            }
        }
        process.awaitOutput(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
    }
}
