package dev.runner.processes.internal.worker;

import dev.runner.TaskSerializationException;
import dev.runner.processes.internal.wire.Message;
import dev.runner.processes.internal.wire.SlotPage;
import dev.runner.remote.LineStream;
import dev.runner.remote.Payloads;
import dev.runner.remote.RemoteExecution;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Runs the tasks that were sent, one after the other, in the main thread. A result is in the kernel's hands before the
 * next task is begun, so that a death can only take the task that was running.
 */
final class TaskLoop {

    /** What runs now, and under which number the pool knows it. */
    private record Current(int slot, RemoteExecution execution) {}

    private final String workerId;
    private final SlotPage page;
    private final Payloads payloads;
    private final Link link;
    private final LinkedBlockingQueue<Message> sent = new LinkedBlockingQueue<>();
    private volatile @Nullable Current current;
    private final LineStream out = new LineStream(line -> printed(line, false));
    private final LineStream err = new LineStream(line -> printed(line, true));

    TaskLoop(String workerId, SlotPage page, Payloads payloads, Link link) {
        this.workerId = workerId;
        this.page = page;
        this.payloads = payloads;
        this.link = link;
    }

    /** From now on, what is printed goes to the pool. */
    void takeOutput() {
        System.setOut(out.asPrintStream());
        System.setErr(err.asPrintStream());
    }

    /** Takes a message, in the thread that reads. */
    void received(Message message) {
        if (message instanceof Message.Stop stop) {
            stop(stop);
        } else if (message instanceof Message.LogLevel level) {
            WorkerLog.INSTANCE.levelSet(level);
        } else {
            sent.add(message);
        }
    }

    private void stop(Message.Stop stop) {
        Current running = current;
        if (running == null || running.slot() != stop.slot()) {
            return;
        }
        if (stop.interrupt()) {
            link.send(new Message.Stack(
                    running.execution().taskId(), running.execution().stack()));
        }
        running.execution().stop(stop.interrupt());
    }

    /** Runs tasks until the pool asks for the end. */
    void runAll() throws InterruptedException {
        for (Message next = take(); !(next instanceof Message.End); next = take()) {
            if (next instanceof Message.Run run) {
                attempt(run);
            } else if (next instanceof Message.TooLong tooLong) {
                refuse(tooLong);
            }
        }
    }

    private Message take() throws InterruptedException {
        while (true) {
            try {
                return sent.take();
            } catch (InterruptedException e) {
                Thread.interrupted(); // left by a task: nobody interrupts a worker between two tasks
            }
        }
    }

    /** Begins the task, unless the pool has taken it back. It can be asked to stop as soon as it has begun. */
    private void attempt(Message.Run run) {
        Duration limit = run.limitNanos() == 0 ? null : Duration.ofNanos(run.limitNanos());
        RemoteExecution execution = new RemoteExecution(
                run.taskId(),
                run.attempt(),
                run.label(),
                workerId,
                limit,
                (done, total) -> link.send(new Message.Progress(run.taskId(), done, total)));
        current = new Current(run.slot(), execution);
        if (page.begin(run.slot())) {
            run(run, execution);
        } else {
            current = null;
            link.send(new Message.Dropped(run.slot()));
        }
    }

    private void run(Message.Run run, RemoteExecution execution) {
        link.send(new Message.Started(run.slot()));
        if (!run.context().isEmpty()) {
            MDC.setContextMap(run.context());
        }
        RemoteExecution.Outcome outcome = execution.run(run.task(), payloads);
        MDC.clear();
        flushOutput();
        current = null;
        end(run.slot(), outcome);
    }

    /** Fails a task for which this worker has no room. */
    private void refuse(Message.TooLong tooLong) {
        if (!page.begin(tooLong.slot())) {
            link.send(new Message.Dropped(tooLong.slot()));
            return;
        }
        link.send(new Message.Started(tooLong.slot()));
        byte[] error = payloads.encodeError(
                new TaskSerializationException("the task is too long for its worker: " + tooLong.explained()));
        end(tooLong.slot(), new RemoteExecution.Outcome(false, error));
    }

    private void end(int slot, RemoteExecution.Outcome outcome) {
        if (!page.end(slot)) {
            // the pool is killing this worker for the task that has just ended, and has given up its result
            WorkerEnd.halt(WorkerEnd.NO_POOL, null);
        }
        link.send(new Message.Ended(slot, outcome.succeeded(), outcome.bytes()));
    }

    /** Passes on what the task has printed. The streams may be the task's own by now. */
    private void flushOutput() {
        try {
            System.out.flush();
            System.err.flush();
        } catch (RuntimeException | Error e) {
            err.asPrintStream().println("the standard output that a task has set could not be flushed: " + e);
        }
        endLines();
    }

    /** Passes on lines that have not ended. */
    void endLines() {
        out.endPartialLine();
        err.endPartialLine();
    }

    /** Passes a printed line on. */
    private void printed(String line, boolean standardError) {
        link.send(new Message.Line(taskId(), standardError, line));
    }

    /** Returns the number of the task that runs, or that of none. */
    long taskId() {
        Current running = current;
        return running == null ? Message.NO_TASK : running.execution().taskId();
    }
}
