package dev.runner.processes.internal.host;

import dev.runner.TaskSerializationException;
import dev.runner.processes.internal.wire.BadFrameException;
import dev.runner.processes.internal.wire.Message;
import dev.runner.remote.Payloads;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.PoolHost;
import dev.runner.spi.TaskRun;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what workers say. The thread of the traffic calls; what has to be decoded, or told, is left to the reports. */
final class Answers {

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    /** How long a result may be to be decoded by the thread of the traffic, which others wait for. */
    private static final int LONGEST_AT_ONCE = 8 * 1024;

    private final DriverConfig config;
    private final PoolHost host;
    private final Crew crew;
    private final Errands errands;
    private final Dispatch dispatch;
    private final Payloads payloads;
    private final LongResults longResults;
    private final Output output;
    private final Logs logs;
    private final BiConsumer<Worker, WorkerProcess> watch;

    /**
     * Makes it.
     *
     * @param watch begins to look after a worker that is ready
     */
    Answers(
            DriverConfig config,
            Crew crew,
            Dispatch dispatch,
            Payloads payloads,
            Output output,
            BiConsumer<Worker, WorkerProcess> watch) {
        this.config = config;
        this.host = config.host();
        this.crew = crew;
        this.errands = crew.errands();
        this.dispatch = dispatch;
        this.payloads = payloads;
        this.longResults = new LongResults(payloads);
        this.output = output;
        this.logs = new Logs(payloads);
        this.watch = watch;
    }

    /** Returns who is to hear a worker. */
    Connection.Listener of(Worker worker) {
        return new Hearing(worker);
    }

    /** Hears one worker; what comes at once is taken before anything follows from it, and outcomes together. */
    private final class Hearing implements Connection.Listener {

        private final Worker worker;
        private final List<Message.Ended> ended = new ArrayList<>();
        private boolean initialized;
        private boolean changed;

        Hearing(Worker worker) {
            this.worker = worker;
        }

        @Override
        public void received(Message.Up message) throws BadFrameException {
            if (message instanceof Message.Ended one) {
                longResults.arrived(worker, one);
                ended.add(one);
                return;
            }
            takeEnded();
            if (message instanceof Message.TooLong tooLong) {
                answered(worker, tooLong);
                changed = true;
            } else if (message instanceof Message.Started started) {
                Errand errand = errands.begun(worker, started);
                TaskRun<?> run = errand.sentRun(started.index());
                errand.reports().add(() -> run.started(worker.id()));
            } else if (message instanceof Message.Look) {
                return; // who reads this looks there anyway
            } else if (message instanceof Message.Dropped dropped) {
                errands.dropped(worker, dropped.slot());
                changed = true;
            } else if (message instanceof Message.Ready) {
                requireFirst();
                ready(worker);
            } else if (message instanceof Message.NotInitialized failed) {
                requireFirst();
                worker.reports().add(() -> notInitialized(worker, failed));
            } else {
                said(worker, message);
            }
        }

        /** A worker tells once how its initializer ended: later it could break the whole pool by that. */
        private void requireFirst() throws BadFrameException {
            if (initialized) {
                throw new BadFrameException("the worker has told already how its initializer ended");
            }
            initialized = true;
        }

        private void takeEnded() throws BadFrameException {
            if (!ended.isEmpty()) {
                changed = true;
                try {
                    ended(worker, ended);
                } finally {
                    ended.clear();
                }
            }
        }

        @Override
        public void allReceived() throws BadFrameException {
            takeEnded();
            if (changed) {
                changed = false;
                dispatch.goOn();
            }
        }

        @Override
        public boolean isBehind() {
            return worker.backlog().isFull();
        }

        @Override
        public void closed(@Nullable IOException cause) {
            Answers.this.closed(worker, cause);
        }
    }

    /** Takes what is said besides how tasks and the initializer went. */
    private void said(Worker worker, Message.Up message) {
        if (message instanceof Message.Line line) {
            output.printed(worker, errands.running(worker, line.taskId()), line);
        } else if (message instanceof Message.Logged logged) {
            logs.logged(worker, errands.running(worker, logged.taskId()), logged);
        } else if (message instanceof Message.OfferClass offer) {
            payloads.classes().offer(offer.definition());
        } else if (message instanceof Message.NewLogger asked) {
            logs.asked(worker, asked);
        } else if (message instanceof Message.Progress progress) {
            errands.running(worker, progress.taskId())
                    .ifPresent(by -> by.reports().add(() -> by.run().progress(progress.done(), progress.total())));
        } else if (message instanceof Message.Stack stack) {
            errands.running(worker, stack.taskId()).ifPresent(by -> by.run().workerStack(stack.frames()));
        }
    }

    private void ready(Worker worker) {
        boolean wanted = crew.ready(worker);
        worker.reports().add(() -> {
            WorkerProcess process = worker.process();
            if (process != null) {
                process.deleteDirectory();
            }
            if (wanted) {
                host.workerStarted(worker.id());
            }
            if (process != null) {
                watch.accept(worker, process);
            }
        });
        dispatch.goOn();
    }

    private void notInitialized(Worker worker, Message.NotInitialized failed) {
        Throwable error = payloads.decodeError(failed.error(), () -> "the initializer");
        host.broken(
                new IllegalStateException("the initializer failed in worker '" + worker.id() + "': " + error, error));
    }

    /** A worker has run tasks. What runs no users' code is told at once, in this thread. */
    private void ended(Worker worker, List<Message.Ended> all) throws BadFrameException {
        List<Errand> of = new ArrayList<>(all.size());
        try {
            errands.answered(worker, all, of);
        } finally {
            tell(worker, all, of);
            longResults.drop(worker, all.subList(of.size(), all.size()));
        }
    }

    /** Tells of those whose errands are given, and together of elements of a bulk call that follow one another. */
    private void tell(Worker worker, List<Message.Ended> all, List<Errand> of) {
        List<Errand> told = new ArrayList<>();
        ResultsInTurn together = new ResultsInTurn(payloads);
        try {
            for (int i = 0; i < of.size(); i++) {
                tellOrFail(worker, of.get(i), all.get(i), together, told);
            }
        } finally {
            together.tell();
            if (!told.isEmpty()) {
                errands.told(told);
            }
        }
    }

    /** Whatever keeps one from being told, such as no memory: others are, and somebody waits for this one too. */
    private void tellOrFail(
            Worker worker, Errand errand, Message.Ended ended, ResultsInTurn together, List<Errand> told) {
        ResultBlocks.Taken block = null;
        try {
            if (!isToldAtOnce(errand, ended)) {
                block = longResults.blockOf(worker, ended);
                tellLater(worker, errand, ended, block);
            } else if (errand.cargo() instanceof ManyTasks) {
                together.add(errand, ended);
            } else {
                tell(worker, errand, errand.run(), run -> reportAtOnce(run, ended.outcome(), errand));
                told.add(errand);
            }
        } catch (Throwable e) {
            LOG.error("an outcome could not be told", e);
            giveBack(block);
            TaskRun<?> run = errand.sentRun(ended.index());
            errand.reports().add(() -> run.failed(e));
        }
    }

    private boolean isToldAtOnce(Errand errand, Message.Ended ended) {
        return ended.succeeded()
                && ended.outcome().length <= LONGEST_AT_ONCE
                && payloads.isShortResult(ended.outcome())
                && errand.isReportedAtOnce();
    }

    private void tellLater(Worker worker, Errand errand, Message.Ended ended, ResultBlocks.@Nullable Taken block) {
        TaskRun<?> of = errand.sentRun(ended.index());
        errand.reportsOfOutcome().add(() -> {
            try {
                tellLater(worker, errand, of, run -> report(worker, run, ended, block));
            } finally {
                giveBack(block); // also where nobody came to read it
            }
        });
    }

    private static void giveBack(ResultBlocks.@Nullable Taken block) {
        if (block != null) {
            block.giveBack();
        }
    }

    private void answered(Worker worker, Message.TooLong tooLong) throws BadFrameException {
        Errand errand = errands.answered(worker, tooLong.slot(), tooLong.index());
        TaskRun<?> of = errand.sentRun(tooLong.index());
        errand.reports().add(() -> tellLater(worker, errand, of, run -> run.failed(tooLong(tooLong))));
    }

    private void tellLater(Worker worker, Errand errand, TaskRun<?> run, Consumer<TaskRun<?>> answer) {
        tell(worker, errand, run, answer);
        if (errand.cargo() instanceof OneTask) {
            errands.told(errand);
        }
    }

    private void tell(Worker worker, Errand errand, TaskRun<?> run, Consumer<TaskRun<?>> answer) {
        try {
            if (errand.saidBegun() == 0 || errand.cargo() instanceof ManyTasks) {
                run.started(worker.id());
            }
            answer.accept(run);
        } catch (Throwable e) {
            // such as no memory: whatever it is, somebody waits for the end of this task
            errand.reports().add(() -> run.failed(e));
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the worker ran what the run carried
    private <R> void reportAtOnce(TaskRun<R> run, byte[] outcome, Errand errand) {
        Object result;
        try {
            result = payloads.decodeShortResult(outcome, run::label);
        } catch (TaskSerializationException e) {
            errand.reports().add(() -> run.failed(e));
            return;
        }
        run.succeeded((R) result, command -> errand.reports().add(command));
    }

    private static TaskSerializationException tooLong(Message.TooLong what) {
        return new TaskSerializationException("the result is too long for this JVM: " + what.explained());
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the worker ran what the run carried
    private <R> void report(Worker worker, TaskRun<R> run, Message.Ended ended, ResultBlocks.@Nullable Taken block) {
        if (!ended.succeeded()) {
            run.failed(payloads.decodeError(ended.outcome(), run::label));
            return;
        }
        Object result;
        try {
            result = decoded(run, ended, block);
        } catch (Throwable e) {
            run.failed(e);
            return;
        }
        run.succeeded((R) result);
        if (block == null) {
            lendForNext(worker, ended);
        }
    }

    /** What goes wrong here, such as no memory, is no end of a task. */
    private void lendForNext(Worker worker, Message.Ended ended) {
        try {
            longResults.cameWithoutBlock(worker, ended);
        } catch (RuntimeException | Error e) {
            LOG.debug("worker '{}' is lent no block", worker.id(), e);
        }
    }

    /** Decodes a result, and gives its block back before users' code hears of it: the worker has use for it. */
    private @Nullable Object decoded(TaskRun<?> run, Message.Ended ended, ResultBlocks.@Nullable Taken block) {
        if (block == null) {
            return payloads.decodeResult(ended.outcome(), run::label);
        }
        try {
            return payloads.decodeResultInBlock(ended.outcome(), run::label, block);
        } finally {
            block.giveBack();
        }
    }

    /**
     * The connection has ended: so will the process, or else it is of no more use. A worker that was asked to end does
     * so last of all: it need not be waited for, since a JVM with a thread that reads takes 300 ms to halt.
     */
    private void closed(Worker worker, @Nullable IOException cause) {
        if (cause != null) {
            LOG.warn("pool '{}': worker '{}' is ended: {}", config.poolName(), worker.id(), cause.getMessage());
        }
        boolean hasDoneAll = cause != null || crew.wasAskedToEnd(worker);
        dispatch.later(
                hasDoneAll ? worker::kill : () -> killIfAlive(worker), hasDoneAll ? Duration.ZERO : config.stopGrace());
    }

    private static void killIfAlive(Worker worker) {
        WorkerProcess process = worker.process();
        if (process != null && process.isAlive()) {
            worker.kill("its connection to the pool had ended, and it went on");
        }
    }
}
