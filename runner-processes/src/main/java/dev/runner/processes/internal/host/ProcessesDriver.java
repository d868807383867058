package dev.runner.processes.internal.host;

import dev.runner.BackendStartException;
import dev.runner.Job;
import dev.runner.StopLevel;
import dev.runner.TaskSerializationException;
import dev.runner.WorkerCrashedException;
import dev.runner.processes.ProcessOptions;
import dev.runner.processes.ProcessOptions.OutputLine;
import dev.runner.processes.internal.host.Worker.State;
import dev.runner.processes.internal.launch.LaunchDirectory;
import dev.runner.processes.internal.launch.WorkerCommand;
import dev.runner.processes.internal.launch.WorkerSettings;
import dev.runner.processes.internal.wire.BadFrameException;
import dev.runner.processes.internal.wire.Frames;
import dev.runner.processes.internal.wire.Message;
import dev.runner.processes.internal.worker.WorkerMain;
import dev.runner.remote.JavaCodec;
import dev.runner.remote.Payloads;
import dev.runner.spi.CloseMode;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.DriverStats;
import dev.runner.spi.PoolDriver;
import dev.runner.spi.PoolHost;
import dev.runner.spi.TaskRun;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver: takes runs to child JVMs and tells what became of them.
 *
 * <p>Who does what: submitters encode their tasks; the thread of the traffic reads what workers say; the pool's threads
 * for completions start workers, decode, and report. All of them change {@link Crew} under the one lock, and then call
 * {@link #goOn()}, which sends and starts what is due. Under the lock nothing waits, and no process, channel or user's
 * code is touched, but for words in shared pages.
 */
final class ProcessesDriver implements PoolDriver {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessesDriver.class);
    private static final long OUTPUT_GRACE_MILLIS = 300;

    private final DriverConfig config;
    private final PoolHost host;
    private final ProcessOptions options;
    private final WorkerCommand command;
    private final Payloads payloads;
    private final byte[] initializer;
    private final Consumer<OutputLine> output;
    private final Traffic traffic;
    private final SecureRandom random = new SecureRandom();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition allGone = lock.newCondition();
    private final Crew crew;
    private int workersMade;
    private int startFailures;
    private boolean closing;
    private boolean cancelling;
    private boolean killing;
    private boolean retirementScheduled;

    private ProcessesDriver(DriverConfig config, ProcessOptions options, Payloads payloads, byte[] initializer)
            throws IOException {
        this.config = config;
        this.host = config.host();
        this.options = options;
        this.command = new WorkerCommand(options, config.workers(), WorkerMain.class);
        this.payloads = payloads;
        this.initializer = initializer;
        this.output = OutputRelays.consumerOf(options.output());
        this.crew = new Crew(
                config.workers(),
                config.minWorkers(),
                config.idleTimeout().map(Duration::toNanos).orElse(0L));
        this.traffic = new Traffic(config.poolName(), this::trafficStopped);
    }

    static ProcessesDriver open(DriverConfig config) throws IOException {
        ProcessOptions options = config.options(ProcessOptions.class).orElseGet(ProcessOptions::defaults);
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ObjectInputFilter filter = options.resultFilter().orElse(null);
        Payloads payloads = new Payloads(
                new JavaCodec(),
                context == null ? ClassLoader.getSystemClassLoader() : context,
                filter,
                options.maxTaskBytes(),
                options.maxResultBytes());
        byte[] initializer = {};
        if (config.initializer().isPresent()) {
            try {
                initializer = payloads.encodeTask(Job.of(config.initializer().get()), "the initializer");
            } catch (TaskSerializationException e) {
                throw new BackendStartException(String.valueOf(e.getMessage()), e);
            }
        }
        LaunchDirectory.sweep();
        return new ProcessesDriver(config, options, payloads, initializer);
    }

    // Runs

    @Override
    public void execute(TaskRun<?> run) {
        Optional<byte[]> task;
        try {
            task = run.payload().map(job -> payloads.encodeTask(job, run.label()));
        } catch (TaskSerializationException e) {
            run.failed(e);
            return;
        }
        if (task.isPresent()) {
            accept(new Errand(run, task.get(), new Reports(host.completions())));
        }
    }

    private void accept(Errand errand) {
        lock.lock();
        try {
            if (closing) {
                throw new RejectedExecutionException("the workers are ending");
            }
            crew.accept(errand);
        } finally {
            lock.unlock();
        }
        goOn();
    }

    /** Makes another attempt at what was lost. */
    private void acceptAgain(Errand lost, TaskRun<?> next) {
        boolean taken;
        lock.lock();
        try {
            taken = !cancelling;
            if (taken) {
                crew.acceptFirst(new Errand(next, lost.task(), lost.reports()));
            }
        } finally {
            lock.unlock();
        }
        if (taken) {
            goOn();
        } else {
            next.failed(new RejectedExecutionException("the workers are ending"));
        }
    }

    @Override
    public void withdraw(TaskRun<?> run) {
        Worker begunBy = null;
        lock.lock();
        try {
            Errand errand = crew.find(run.id());
            if (errand == null || errand.run().attempt() != run.attempt()) {
                return;
            }
            Worker worker = errand.worker();
            if (worker == null || worker.takeBack(errand)) {
                crew.close(errand);
            } else {
                begunBy = worker;
            }
        } finally {
            lock.unlock();
        }
        if (begunBy != null) {
            run.started(begunBy.id());
        }
    }

    @Override
    public void cancel(TaskRun<?> run, StopLevel level) {
        Worker worker;
        lock.lock();
        try {
            Errand errand = crew.find(run.id());
            worker = errand == null || errand.run().attempt() != run.attempt() ? null : errand.worker();
            if (errand == null || worker == null || !worker.hasBegun(errand.slot())) {
                return;
            }
            if (level == StopLevel.COOPERATIVE || level == StopLevel.INTERRUPT) {
                worker.add(new Message.Stop(errand.slot(), level == StopLevel.INTERRUPT));
            } else if (worker.doom(errand.slot())) {
                worker.leaves(false);
            } else {
                return;
            }
        } finally {
            lock.unlock();
        }
        end(worker, level);
    }

    private static void end(Worker worker, StopLevel level) {
        WorkerProcess process = worker.process();
        if (process == null || level == StopLevel.NONE) {
            return;
        }
        switch (level) {
            case TERMINATE -> process.terminate();
            case KILL -> process.kill();
            default -> worker.flush();
        }
    }

    // Workers

    /**
     * Sends what can be sent, and starts and ends the workers that are due. Called without the lock, after any change.
     */
    private void goOn() {
        Set<Worker> touched = new LinkedHashSet<>();
        List<Worker> recruits = new ArrayList<>();
        List<Worker> ending = new ArrayList<>();
        List<Worker> unneeded = new ArrayList<>();
        boolean retirementDue;
        lock.lock();
        try {
            touched.addAll(crew.assign());
            boolean done = closing && crew.isQueueEmpty();
            recruits.addAll(killing ? List.of() : crew.recruit(this::makeWorker, !done));
            for (Worker worker : done ? List.copyOf(crew.workers()) : crew.dispensable()) {
                if (worker.isIdle()) {
                    worker.leaves(true);
                    worker.add(new Message.End());
                    ending.add(worker);
                } else if (worker.state() == State.STARTING) {
                    worker.leaves(true);
                    unneeded.add(worker);
                }
            }
            retirementDue = config.idleTimeout().isPresent() && !closing && !retirementScheduled && crew.hasSpare();
            retirementScheduled |= retirementDue;
            if (closing && crew.workers().isEmpty()) {
                traffic.end();
                allGone.signalAll();
            }
        } finally {
            lock.unlock();
        }
        touched.forEach(Worker::flush);
        ending.forEach(this::end);
        unneeded.forEach(ProcessesDriver::kill);
        recruits.forEach(worker -> host.completions().execute(() -> start(worker)));
        if (retirementDue) {
            later(this::retireIdle, config.idleTimeout().orElseThrow());
        }
    }

    private void retireIdle() {
        lock.lock();
        try {
            retirementScheduled = false;
        } finally {
            lock.unlock();
        }
        goOn();
    }

    /** Does something after a time, on a thread of the pool's own. */
    private void later(Runnable work, Duration delay) {
        var unused = host.scheduler()
                .schedule(() -> host.completions().execute(work), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private Worker makeWorker() {
        return new Worker(
                config.poolName() + "-worker-" + ++workersMade,
                new Reports(host.completions()),
                config.maxTasksPerWorker().orElse(Integer.MAX_VALUE));
    }

    /** Lets a worker end, and sees to it that it does. */
    private void end(Worker worker) {
        worker.flush();
        later(() -> kill(worker), config.stopGrace());
    }

    private static void kill(Worker worker) {
        WorkerProcess process = worker.process();
        if (process != null) {
            process.kill();
        }
    }

    /** Starts a worker. Called on a thread of the pool's own. */
    private void start(Worker worker) {
        WorkerProcess process;
        try {
            process = WorkerProcess.start(
                    command,
                    config.poolName(),
                    worker.id(),
                    socket -> new Connection(
                            traffic, socket, random, options.maxResultBytes() + Frames.OVERHEAD, hears(worker)),
                    (socket, port, token, page) -> new WorkerSettings(
                            config.poolName(),
                            worker.id(),
                            socket,
                            port,
                            token,
                            page,
                            options.maxTaskBytes(),
                            options.maxResultBytes(),
                            initializer));
        } catch (IOException e) {
            gone(worker, null, e);
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            gone(worker, null, new IOException("interrupted while starting a worker", e));
            return;
        }
        boolean unwanted;
        lock.lock();
        try {
            worker.started(process);
            unwanted = worker.state() == State.LEAVING || killing;
        } finally {
            lock.unlock();
        }
        watch(worker, process);
        if (unwanted) {
            process.kill();
        }
        process.tell();
    }

    private void watch(Worker worker, WorkerProcess process) {
        process.connection().listen();
        process.readOutput(worker.id() + "-output", line -> printed(worker, line));
        var unused = process.exit()
                .thenAccept(status -> traffic.soon(() -> process.connection().processEnded()));
        later(() -> giveUpStarting(worker), options.startTimeout());
    }

    private void giveUpStarting(Worker worker) {
        boolean late;
        lock.lock();
        try {
            late = worker.state() == State.STARTING;
        } finally {
            lock.unlock();
        }
        if (late) {
            worker.lastWords().add("(not ready after " + options.startTimeout().toMillis() + " ms: killed)");
            kill(worker);
        }
    }

    private void printed(Worker worker, String line) {
        worker.lastWords().add(line);
        output.accept(new OutputLine(config.poolName(), worker.id(), OptionalLong.empty(), false, line));
    }

    private Connection.Listener hears(Worker worker) {
        return new Connection.Listener() {
            @Override
            public void received(Message.Up message) throws BadFrameException {
                ProcessesDriver.this.received(worker, message);
            }

            @Override
            public void closed(@Nullable IOException cause) {
                host.completions().execute(() -> awaitExit(worker, cause));
            }
        };
    }

    /** The connection has ended: so will the process, or else it is of no more use. */
    private void awaitExit(Worker worker, @Nullable IOException cause) {
        WorkerProcess process = worker.process();
        if (process == null) {
            return;
        }
        if (cause != null) {
            LOG.warn("pool '{}': worker '{}' is ended: {}", config.poolName(), worker.id(), cause.getMessage());
            process.kill();
        } else {
            later(process::kill, config.stopGrace());
        }
        var unused = process.exit()
                .thenAcceptAsync(
                        status -> {
                            process.outputEnded()
                                    .completeOnTimeout(null, OUTPUT_GRACE_MILLIS, TimeUnit.MILLISECONDS)
                                    .join();
                            gone(worker, status, cause);
                        },
                        host.completions());
    }

    // What workers say

    /** Takes a message, in the thread of the traffic. */
    private void received(Worker worker, Message.Up message) throws BadFrameException {
        if (message instanceof Message.Ready) {
            ready(worker);
        } else if (message instanceof Message.NotInitialized failed) {
            worker.reports().add(() -> notInitialized(worker, failed));
        } else if (message instanceof Message.Started started) {
            Errand errand = errand(worker, started.slot());
            errand.begunNow();
            errand.reports().add(() -> errand.run().started(worker.id()));
        } else if (message instanceof Message.Ended ended) {
            Errand errand = answered(worker, ended.slot());
            errand.reports().add(() -> report(errand.run(), ended));
            goOn();
        } else if (message instanceof Message.TooLong tooLong) {
            TaskSerializationException error =
                    new TaskSerializationException("the result is too long for this JVM: " + tooLong.explained());
            received(worker, new Message.Ended(tooLong.slot(), false, payloads.encodeError(error)));
        } else if (message instanceof Message.Dropped dropped) {
            answered(worker, dropped.slot());
            goOn();
        } else if (message instanceof Message.Line line) {
            worker.lastWords().add(line.line());
            printed(worker, running(worker, line.taskId()), line);
        } else if (message instanceof Message.Progress progress) {
            running(worker, progress.taskId())
                    .ifPresent(errand ->
                            errand.reports().add(() -> errand.run().progress(progress.done(), progress.total())));
        } else if (message instanceof Message.Stack stack) {
            running(worker, stack.taskId()).ifPresent(errand -> errand.run().workerStack(stack.frames()));
        }
    }

    /** Returns what a worker runs under a number; empty if it comes too late, from what a task has left running. */
    private Optional<Errand> running(Worker worker, long taskId) {
        lock.lock();
        try {
            return Optional.ofNullable(crew.find(taskId)).filter(errand -> errand.worker() == worker);
        } finally {
            lock.unlock();
        }
    }

    private void printed(Worker worker, Optional<Errand> by, Message.Line line) {
        if (by.isEmpty()) {
            worker.reports().add(() -> relay(worker, OptionalLong.empty(), line));
            return;
        }
        TaskRun<?> run = by.get().run();
        by.get().reports().add(() -> {
            relay(worker, OptionalLong.of(run.id()), line);
            run.output(line.line(), line.standardError());
        });
    }

    private Errand errand(Worker worker, int slot) throws BadFrameException {
        lock.lock();
        try {
            Errand errand = worker.at(slot);
            if (errand == null) {
                throw new BadFrameException("no task is in slot " + slot);
            }
            return errand;
        } finally {
            lock.unlock();
        }
    }

    private void ready(Worker worker) {
        lock.lock();
        try {
            worker.ready();
            startFailures = 0;
        } finally {
            lock.unlock();
        }
        worker.reports().add(() -> {
            deleteDirectory(worker);
            host.workerStarted(worker.id());
        });
        goOn();
    }

    /** Without traffic the pool can do nothing more; its workers end when they see that. */
    private void trafficStopped(Throwable cause) {
        host.completions().execute(() -> {
            host.broken(new IllegalStateException("the traffic has stopped: " + cause, cause));
            close(CloseMode.KILL);
        });
    }

    private static void deleteDirectory(Worker worker) {
        WorkerProcess process = worker.process();
        if (process != null) {
            process.deleteDirectory();
        }
    }

    private void notInitialized(Worker worker, Message.NotInitialized failed) {
        Throwable error = payloads.decodeError(failed.error(), "the initializer");
        host.broken(
                new IllegalStateException("the initializer failed in worker '" + worker.id() + "': " + error, error));
    }

    private Errand answered(Worker worker, int slot) throws BadFrameException {
        Errand errand = errand(worker, slot);
        lock.lock();
        try {
            worker.free(slot);
            if (errand.worker() == worker && errand.slot() == slot) {
                crew.close(errand);
                errand.tookUntilNow(crew.pace());
            }
        } finally {
            lock.unlock();
        }
        return errand;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the worker ran what the run carried
    private <R> void report(TaskRun<R> run, Message.Ended ended) {
        if (!ended.succeeded()) {
            run.failed(payloads.decodeError(ended.outcome(), run.label()));
            return;
        }
        Object result;
        try {
            result = payloads.decodeResult(ended.outcome(), run.label());
        } catch (Throwable e) {
            run.failed(e);
            return;
        }
        run.succeeded((R) result);
    }

    private void relay(Worker worker, OptionalLong taskId, Message.Line line) {
        output.accept(new OutputLine(config.poolName(), worker.id(), taskId, line.standardError(), line.line()));
    }

    // The end of a worker

    /** A worker has ended, or could not be started. */
    private void gone(Worker worker, @Nullable ExitStatus status, @Nullable IOException cause) {
        List<Errand> culprits = new ArrayList<>();
        boolean inOrder;
        boolean broken;
        lock.lock();
        try {
            if (!crew.workers().remove(worker)) {
                return;
            }
            inOrder = worker.wasAskedToEnd();
            if (!worker.wasReady() && !inOrder) {
                startFailures++;
            }
            broken = startFailures >= options.maxStartFailures();
            List<Errand> innocents = new ArrayList<>();
            for (Errand errand : worker.errands()) {
                if (crew.isOpen(errand)) {
                    (worker.hasBegun(errand.slot()) ? culprits : innocents).add(errand);
                }
            }
            innocents.sort((a, b) -> Long.compare(b.run().id(), a.run().id()));
            innocents.forEach(crew::acceptFirst);
            culprits.forEach(crew::close);
            allGone.signalAll();
        } finally {
            lock.unlock();
        }
        deleteDirectory(worker);
        WorkerCrashedException crash = crash(worker, status, cause, null);
        for (Errand culprit : culprits) {
            culprit.reports().add(() -> lost(culprit, worker.id(), crash(worker, status, cause, culprit)));
        }
        if (worker.wasReady()) {
            worker.reports().add(() -> host.workerExited(worker.id(), inOrder ? null : crash));
        } else if (!inOrder) {
            LOG.warn("pool '{}': {}", config.poolName(), crash.getMessage());
        }
        if (broken && !worker.wasReady()) {
            host.broken(new BackendStartException(
                    "no worker could be started, " + options.maxStartFailures() + " times in a row: "
                            + crash.getMessage(),
                    crash));
        }
        goOn();
    }

    private void lost(Errand errand, String workerId, WorkerCrashedException crash) {
        errand.run().started(workerId); // it had begun, also where it could not say so any more
        errand.run().lost(crash).ifPresent(next -> acceptAgain(errand, next));
    }

    private WorkerCrashedException crash(
            Worker worker, @Nullable ExitStatus status, @Nullable IOException cause, @Nullable Errand errand) {
        WorkerProcess process = worker.process();
        List<String> lastOutput = worker.lastWords().lines();
        String doing = errand == null
                ? (worker.wasReady() ? "" : " before it was ready")
                : " while it ran " + errand.run().label() + ", attempt "
                        + errand.run().attempt();
        String pid = process == null ? "" : " (pid " + process.pid() + ")";
        String how = status == null ? "could not be started" : status.toString();
        WorkerCrashedException.Builder crash = WorkerCrashedException.builder("worker '" + worker.id() + "'" + pid + " "
                        + how + doing
                        + (cause == null ? "" : ": " + cause.getMessage())
                        + (lastOutput.isEmpty() ? "" : "; last output: " + String.join(" | ", lastOutput)))
                .lastOutput(lastOutput);
        if (process != null) {
            crash.pid(process.pid());
        }
        if (status != null) {
            crash.exitCode(status.code());
            status.signal().ifPresent(crash::signal);
        }
        if (cause != null) {
            crash.cause(cause);
        }
        if (errand != null) {
            crash.attempt(errand.run().attempt());
        }
        worker.lastWords().crashReport().ifPresent(crash::crashReport);
        return crash.build();
    }

    // The end of the pool

    @Override
    public List<TaskRun<?>> close(CloseMode mode) {
        List<TaskRun<?>> unstarted = new ArrayList<>();
        List<Worker> stopping = new ArrayList<>();
        lock.lock();
        try {
            closing = true;
            cancelling |= mode != CloseMode.DRAIN;
            killing |= mode == CloseMode.KILL;
            if (cancelling) {
                for (Errand errand : crew.open()) {
                    Worker worker = errand.worker();
                    if (worker == null || worker.takeBack(errand)) {
                        crew.close(errand);
                        unstarted.add(errand.run());
                    } else if (mode == CloseMode.STOP) {
                        worker.add(new Message.Stop(errand.slot(), true));
                        stopping.add(worker);
                    }
                }
            }
            if (killing) {
                stopping.addAll(crew.workers());
                stopping.forEach(worker -> worker.leaves(worker.outstanding() == 0));
            }
        } finally {
            lock.unlock();
        }
        stopping.forEach(mode == CloseMode.KILL ? ProcessesDriver::kill : Worker::flush);
        goOn();
        return unstarted;
    }

    @Override
    public boolean awaitClosed(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = timeout.toNanos();
            while (!closing || !crew.workers().isEmpty()) {
                if (left <= 0) {
                    return false;
                }
                left = allGone.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public DriverStats stats() {
        lock.lock();
        try {
            return new DriverStats(crew.workers().size());
        } finally {
            lock.unlock();
        }
    }
}
