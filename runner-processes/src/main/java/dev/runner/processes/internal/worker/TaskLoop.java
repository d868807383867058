package dev.runner.processes.internal.worker;

import dev.runner.processes.internal.wire.Message;
import dev.runner.processes.internal.wire.SlotPage;
import dev.runner.remote.LineStream;
import dev.runner.remote.Payloads;
import dev.runner.remote.RemoteExecution;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

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
    private @Nullable LineStream out;
    private @Nullable LineStream err;

    TaskLoop(String workerId, SlotPage page, Payloads payloads, Link link) {
        this.workerId = workerId;
        this.page = page;
        this.payloads = payloads;
        this.link = link;
    }

    void streams(LineStream standardOut, LineStream standardError) {
        this.out = standardOut;
        this.err = standardError;
    }

    /** Takes a message, in the thread that reads. */
    void received(Message message) {
        if (message instanceof Message.Stop stop) {
            stop(stop);
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
        Message next = take();
        while (next instanceof Message.Run run) {
            attempt(run);
            next = take();
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
        RemoteExecution.Outcome outcome = execution.run(run.task(), payloads);
        endLines();
        current = null;
        if (!page.end(run.slot())) {
            awaitDeath();
        }
        link.send(new Message.Ended(run.slot(), outcome.succeeded(), outcome.bytes()));
    }

    private void endLines() {
        System.out.flush();
        System.err.flush();
        if (out != null && err != null) {
            out.endPartialLine();
            err.endPartialLine();
        }
    }

    /** The pool is killing this worker for the task that has just ended, and has given up its result. */
    private static void awaitDeath() {
        Runtime.getRuntime().halt(WorkerMain.NO_POOL);
    }

    /** Passes a printed line on. */
    void printed(String line, boolean standardError) {
        Current running = current;
        long taskId = running == null ? Message.NO_TASK : running.execution().taskId();
        link.send(new Message.Line(taskId, standardError, line));
    }
}
