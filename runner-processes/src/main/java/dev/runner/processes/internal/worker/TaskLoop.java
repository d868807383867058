package dev.runner.processes.internal.worker;

import dev.runner.TaskSerializationException;
import dev.runner.processes.internal.wire.Message;
import dev.runner.processes.internal.wire.SlotPage;
import dev.runner.remote.LineStream;
import dev.runner.remote.Payloads;
import dev.runner.remote.RemoteExecution;
import dev.runner.remote.TaskBundle;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Runs the tasks that were sent, one after the other, in the main thread, which reads what the pool sends when it has
 * nothing to run; a {@link LongTaskReader} reads while a task takes long. A result is in the kernel's hands before the
 * next task is begun, so that a death can only take the task that was running.
 */
final class TaskLoop {

    /** What ends so soon before another that is to be seen at once may be seen with it. */
    private static final long LONGEST_UNSEEN_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private final String workerId;
    private final SlotPage page;
    private final Payloads payloads;
    private final Link link;
    private final LentBlocks blocks;
    private final ConcurrentLinkedQueue<Message> sent = new ConcurrentLinkedQueue<>();
    private final LongTaskReader longTaskReader;
    private volatile @Nullable Running running;
    private final TaskWatch watch = new TaskWatch();
    private long unseenNanos;
    private final LineStream out = new LineStream(line -> printed(line, false));
    private final LineStream err = new LineStream(line -> printed(line, true));
    private final PrintStream printedOut = out.asPrintStream();
    private final PrintStream printedErr = err.asPrintStream();

    TaskLoop(String workerId, SlotPage page, Payloads payloads, Link link) {
        this.workerId = workerId;
        this.page = page;
        this.payloads = payloads;
        this.link = link;
        this.blocks = new LentBlocks(page.blocks());
        payloads.putResultsIn(blocks);
        this.longTaskReader = new LongTaskReader(() -> running, link, this::received);
    }

    /** From now on, what is printed goes to the pool. */
    void takeOutput() {
        System.setOut(printedOut);
        System.setErr(printedErr);
    }

    /** Takes a message, in the thread that reads. */
    private void received(Message message) {
        if (message instanceof Message.Stop stop) {
            stop(stop);
        } else if (message instanceof Message.Define define) {
            payloads.define(define.function(), define.definition());
        } else if (message instanceof Message.DefineClass define) {
            payloads.classes().define(define.number(), define.definition());
        } else if (message instanceof Message.Share share) {
            payloads.receive(share.number(), share.value());
        } else if (message instanceof Message.NotShared none) {
            payloads.receiveNone(none.number(), none.explained());
        } else if (message instanceof Message.Forget forget) {
            payloads.forget(forget.number());
        } else if (message instanceof Message.Lend lend) {
            blocks.lent(lend);
        } else if (message instanceof Message.LogLevel level) {
            WorkerLog.INSTANCE.levelSet(level);
        } else {
            sent.add(message);
        }
    }

    private void stop(Message.Stop stop) {
        Running now = running;
        if (now == null || now.slot() != stop.slot()) {
            return;
        }
        if (stop.interrupt()) {
            now.tellBegun();
            link.send(
                    new Message.Stack(now.execution().taskId(), now.execution().stack()));
        }
        now.execution().stop(stop.interrupt());
    }

    /** Runs tasks until the pool asks for the end. */
    void runAll() {
        longTaskReader.start();
        for (Message next = take(); !(next instanceof Message.End); next = take()) {
            if (next instanceof Message.Run run) {
                run(run);
            } else if (next instanceof Message.RunAll run) {
                runAll(run);
            } else if (next instanceof Message.TooLong tooLong) {
                refuse(tooLong);
            }
        }
    }

    private Message take() {
        Message next = sent.poll();
        while (next == null) {
            link.receive(sent::isEmpty, this::received);
            next = sent.poll();
        }
        return next;
    }

    private void run(Message.Run run) {
        Duration limit = run.limitNanos() == 0 ? null : Duration.ofNanos(run.limitNanos());
        RemoteExecution execution = execution(run.taskId(), run.attempt(), run.label(), limit);
        watch.start();
        attempt(new Running(run.slot(), 0, execution, link), run.context(), run.task(), true, true);
        running = null;
    }

    private void runAll(Message.RunAll run) {
        ByteBuffer tasks = ByteBuffer.wrap(run.tasks());
        boolean goesOn = true;
        watch.start();
        for (int index = 0; goesOn && tasks.hasRemaining(); index++) {
            byte[] task = TaskBundle.next(tasks);
            RemoteExecution execution = execution(run.firstTaskId() + index, 1, "", null);
            Running next = new Running(run.slot(), index, execution, link);
            goesOn = attempt(next, run.context(), task, !tasks.hasRemaining(), run.eachAtOnce());
        }
        running = null;
    }

    private RemoteExecution execution(long taskId, int attempt, String name, @Nullable Duration limit) {
        return new RemoteExecution(
                taskId,
                attempt,
                () -> name.isEmpty() ? "task " + taskId : name,
                workerId,
                limit,
                (done, total) -> reported(taskId, done, total));
    }

    /**
     * Runs the task, unless the pool has taken it back. It can be asked to stop as soon as it has begun.
     *
     * @param isLast whether it is the last of its slot
     * @param atOnce whether the pool is to see its outcome at once, although others follow
     * @return whether to go on with its slot
     */
    private boolean attempt(Running next, Map<String, String> context, byte[] task, boolean isLast, boolean atOnce) {
        running = next;
        if (!next.begin(page)) {
            link.send(new Message.Dropped(next.slot()));
            return false;
        }
        longTaskReader.taskBegins();
        if (!context.isEmpty()) {
            MDC.setContextMap(context);
        }
        RemoteExecution.Outcome outcome = next.execution().run(task, payloads);
        if (LogProvider.mayBeInUse()) {
            MDC.clear();
        }
        flushOutput();
        offerClasses();
        SlotPage.Next then = page.end(next.slot(), next.index(), isLast);
        requireWanted(then);
        long nanos = watch.nanosOfTask(isLast || atOnce);
        unseenNanos += nanos;
        boolean mayWait = !isLast && (!atOnce || unseenNanos < LONGEST_UNSEEN_NANOS);
        if (!mayWait) {
            unseenNanos = 0;
        }
        next.tellEnd(outcome, nanos, then == SlotPage.Next.GO_ON && mayWait);
        if (then == SlotPage.Next.DROP) {
            link.send(new Message.Dropped(next.slot()));
        }
        return then == SlotPage.Next.GO_ON;
    }

    /** Has the pool give numbers to the classes of outcomes, which it tells with one of the next tasks. */
    private void offerClasses() {
        byte[] offered = payloads.classes().takeOffer();
        while (offered != null) {
            link.send(new Message.OfferClass(offered));
            offered = payloads.classes().takeOffer();
        }
    }

    /** Fails a task for which this worker has no room. */
    private void refuse(Message.TooLong tooLong) {
        if (!page.begin(tooLong.slot(), 0)) {
            link.send(new Message.Dropped(tooLong.slot()));
            return;
        }
        byte[] error = payloads.encodeError(
                new TaskSerializationException("the task is too long for its worker: " + tooLong.explained()));
        requireWanted(page.end(tooLong.slot(), 0, true));
        link.send(new Message.Ended(tooLong.slot(), 0, false, 0, error));
    }

    /** Ends the worker if the pool is killing it for the task that has just ended, and has given up its result. */
    private static void requireWanted(SlotPage.Next next) {
        if (next == SlotPage.Next.DIE) {
            WorkerEnd.halt(WorkerEnd.NO_POOL, null);
        }
    }

    /** Passes on what the task has printed. The streams may be the task's own by now; ours hold nothing back. */
    private void flushOutput() {
        try {
            if (System.out != printedOut) {
                System.out.flush();
            }
            if (System.err != printedErr) {
                System.err.flush();
            }
        } catch (RuntimeException | Error e) {
            printedErr.println("the standard output that a task has set could not be flushed: " + e);
        }
        endLines();
    }

    /** Passes on lines that have not ended. */
    void endLines() {
        out.endPartialLine();
        err.endPartialLine();
    }

    /** Passes the progress of a task on, which may have ended and left something running. */
    private void reported(long taskId, long done, long total) {
        Running now = running;
        if (now != null && now.execution().taskId() == taskId) {
            now.tellBegun();
        }
        link.send(new Message.Progress(taskId, done, total));
    }

    /** Passes a printed line on. */
    private void printed(String line, boolean standardError) {
        link.send(new Message.Line(numberOfTask(), standardError, line));
    }

    /** Returns the number of the task that has begun, of which something is to be said, or that of none. */
    long numberOfTask() {
        Running now = running;
        if (now == null) {
            return Message.NO_TASK;
        }
        return now.tellBegun() ? now.execution().taskId() : Message.NO_TASK;
    }
}
