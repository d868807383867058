package dev.runner.processes.internal.host;

import dev.runner.BackendStartException;
import dev.runner.Job;
import dev.runner.Shared;
import dev.runner.StopLevel;
import dev.runner.TaskSerializationException;
import dev.runner.processes.ProcessOptions;
import dev.runner.processes.internal.archive.ClassArchive;
import dev.runner.processes.internal.launch.LaunchDirectory;
import dev.runner.processes.internal.launch.LaunchSite;
import dev.runner.processes.internal.launch.MachineMemory;
import dev.runner.processes.internal.launch.MemoryPlan;
import dev.runner.processes.internal.launch.SharedDirectory;
import dev.runner.processes.internal.launch.Spawner;
import dev.runner.processes.internal.launch.WorkerCommand;
import dev.runner.processes.internal.launch.WorkerSettings;
import dev.runner.processes.internal.wire.Context;
import dev.runner.processes.internal.wire.Frames;
import dev.runner.processes.internal.worker.WorkerMain;
import dev.runner.remote.Codecs;
import dev.runner.remote.Payloads;
import dev.runner.remote.SharedParcel;
import dev.runner.remote.spi.PayloadCodec;
import dev.runner.spi.BulkRun;
import dev.runner.spi.CloseMode;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.DriverStats;
import dev.runner.spi.PoolDriver;
import dev.runner.spi.PoolHost;
import dev.runner.spi.TaskRun;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver: takes runs to child JVMs and tells what became of them. Here is what the pool asks for; the work is
 * shared out among {@link Crew}, which decides, {@link Dispatch}, which has that done, {@link WorkerLife}, the thread
 * of each worker, {@link Answers} and {@link Losses}, which take what comes back, and {@link Reports}, which tell it.
 */
final class ProcessesDriver implements PoolDriver {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessesDriver.class);

    private final DriverConfig config;
    private final PoolHost host;
    private final ProcessOptions options;
    private final WorkerCommand command;
    private final LaunchSite site = new LaunchSite();
    private final Arena arena;
    private final Arena resultArena;
    private final long resultShare;
    private final ClassArchive archive;
    private final String codec;
    private final Payloads payloads;
    private final byte[] initializer;
    private final AtomicInteger workersMade = new AtomicInteger();
    private final ReportThreads reportThreads;
    private final Output output;
    private final Traffic traffic;
    private final Crew crew;
    private final Dispatch dispatch;
    private final Answers answers;
    private final Losses losses;
    private final AtomicBoolean swept = new AtomicBoolean();
    private volatile boolean expected;

    /** Asked for by who starts a worker: the first in a JVM takes a while to find. */
    private static final class Secrets {
        private static final SecureRandom RANDOM = new SecureRandom();
    }

    private ProcessesDriver(
            DriverConfig config, ProcessOptions options, PayloadCodec codec, Payloads payloads, byte[] initializer)
            throws IOException {
        this.config = config;
        this.host = config.host();
        this.options = options;
        this.command = new WorkerCommand(options, config.workers(), WorkerMain.class, flags(options, codec));
        this.archive = ClassArchive.of(config.poolName(), options, command, this::later); // others wait for it
        SharedDirectory shared = new SharedDirectory(site);
        this.arena = Arena.forArguments(config.poolName(), shared);
        this.resultArena = Arena.forResults(config.poolName(), shared);
        this.codec = codec.id();
        this.payloads = payloads;
        this.initializer = initializer;
        this.reportThreads = new ReportThreads(config.poolName(), host::completions, host::scheduler);
        this.output = new Output(config.poolName(), OutputRelays.consumerOf(options.output()));
        int processes = workersInMemory();
        int workers = Math.min(processes, config.workers());
        this.resultShare = Arena.MOST_BYTES / processes;
        Staff staff = new Staff(
                workers,
                Math.min(workers, config.minWorkers()),
                config.idleTimeout().map(Errand::nanos).orElse(0L),
                processes - workers);
        this.crew = new Crew(staff, this::hire, options.maxStartFailures());
        this.traffic = new Traffic(
                config.poolName(), options.lowLatency(), crew::quietNanos, crew::underWay, this::trafficStopped);
        this.dispatch = new Dispatch(config, crew, traffic, this::begin, this::closeSite);
        this.answers = new Answers(config, crew, dispatch, payloads, output, this::watch);
        this.losses = new Losses(config, crew, dispatch, command, options);
        traffic.start(dispatch::look);
    }

    /** Returns what a worker needs for its logs and its codec. Of another JDK than ours the version is not known. */
    private static List<String> flags(ProcessOptions options, PayloadCodec codec) {
        List<String> flags = new ArrayList<>(Logs.flags(options));
        if (WorkerCommand.isOnThisJdk(options)) {
            flags.addAll(codec.workerFlags(Runtime.version().feature()));
        }
        return flags;
    }

    /** Returns how many of the workers that are wanted, with the spare ones, there is memory for. */
    private int workersInMemory() {
        MemoryPlan plan = new MemoryPlan(Math.addExact(config.workers(), options.spareWorkers()), command.heapBytes());
        int workers = MachineMemory.now().map(plan::workersIn).orElse(plan.wanted());
        if (workers < config.workers()) {
            LOG.warn(
                    "pool '{}' has {} workers instead of {}: each may need {}, and there is no more available;"
                            + " set ProcessOptions.heap to less, or ask for fewer",
                    config.poolName(),
                    workers,
                    config.workers(),
                    plan.describe());
        }
        return workers;
    }

    static ProcessesDriver open(DriverConfig config) throws IOException {
        Spawner.prepare();
        ProcessOptions options = config.options(ProcessOptions.class).orElseGet(ProcessOptions::defaults);
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context == null ? ClassLoader.getSystemClassLoader() : context;
        Codecs codecs = Codecs.find(loader);
        PayloadCodec codec = options.codec().map(codecs::named).orElseGet(codecs::theOne);
        LOG.debug("pool '{}' encodes with codec '{}'", config.poolName(), codec.id());
        Payloads payloads = new Payloads(
                codec, loader, options.resultFilter().orElse(null), options.maxTaskBytes(), options.maxResultBytes());
        payloads.classes().give();
        byte[] initializer = {};
        if (config.initializer().isPresent()) {
            try {
                initializer = payloads.encodeTask(Job.of(config.initializer().get()), () -> "the initializer");
            } catch (TaskSerializationException e) {
                throw new BackendStartException(String.valueOf(e.getMessage()), e);
            }
        }
        if (options.crashDirectory().isPresent()) {
            Files.createDirectories(options.crashDirectory().get());
        }
        return new ProcessesDriver(config, options, codec, payloads, initializer);
    }

    // Runs

    @Override
    public void execute(TaskRun<?> run) {
        expect(1);
        Errand errand = encoded(run);
        if (errand != null) {
            accept(List.of(errand));
        }
    }

    @Override
    public void executeAll(List<? extends TaskRun<?>> runs) {
        expect(runs.size());
        List<Errand> all = new ArrayList<>(runs.size());
        try {
            for (TaskRun<?> run : runs) {
                Errand errand = encoded(run);
                if (errand != null) {
                    all.add(errand);
                }
            }
        } catch (RuntimeException | Error e) {
            all.forEach(errand -> errand.cargo().giveBack());
            throw e;
        }
        accept(all);
    }

    /** The first tasks are about to come: workers start while these are encoded. */
    private void expect(int tasks) {
        if (!expected) {
            expected = true;
            dispatch.carryOut(crew.expect(tasks));
        }
    }

    /** Encodes a run: null if that can't be done, which it has been told, or it has ended already. */
    private @Nullable Errand encoded(TaskRun<?> run) {
        try {
            return run.payload()
                    .map(job -> payloads.encodeShortTask(job, run::label, arena))
                    .map(task -> new Errand(new OneTask(run, task, Context.ofThisThread()), reportThreads))
                    .orElse(null);
        } catch (TaskSerializationException e) {
            run.failed(e);
            return null;
        }
    }

    @Override
    public boolean takesBulk() {
        return true;
    }

    @Override
    public void execute(BulkRun<?> bulk) {
        expect(1);
        accept(new Packing(payloads, arena, reportThreads, bulk).pack());
    }

    @Override
    public BitSet withdraw(BulkRun<?> bulk) {
        return crew.errands().withdraw(bulk);
    }

    private void accept(List<Errand> all) {
        Orders orders;
        try {
            orders = crew.accept(all);
        } catch (RejectedExecutionException e) {
            all.forEach(errand -> errand.cargo().giveBack());
            throw e;
        }
        dispatch.carryOut(orders);
        traffic.sent();
    }

    @Override
    public void withdraw(TaskRun<?> run) {
        Worker begunBy = crew.errands().withdraw(run);
        if (begunBy != null) {
            run.started(begunBy.id());
        }
    }

    @Override
    public void cancel(TaskRun<?> run, StopLevel level) {
        stop(crew.errands().stop(run, level), level);
    }

    @Override
    public void cancel(BulkRun<?> bulk, int index, StopLevel level) {
        stop(crew.errands().stop(bulk, index, level), level);
    }

    private static void stop(@Nullable Worker worker, StopLevel level) {
        WorkerProcess process = worker == null ? null : worker.process();
        if (worker == null || process == null || level == StopLevel.NONE) {
            return;
        }
        switch (level) {
            case TERMINATE -> process.terminate();
            case KILL -> process.kill();
            default -> worker.flush();
        }
    }

    @Override
    public Object share(Shared<?> handle, int number) {
        return payloads.share(handle, number, arena);
    }

    @Override
    public void unshare(Shared<?> handle) {
        SharedParcel closed = payloads.unshare(handle);
        if (closed != null) {
            crew.forget(closed.number()).forEach(Worker::flush);
            dispatch.goOn();
        }
    }

    @Override
    public void await(BooleanSupplier done, long nanos) {
        dispatch.hurry();
        traffic.await(done, nanos);
    }

    @Override
    public void wakeWaiting() {
        traffic.wakeGuest();
    }

    // Workers

    /** Looks after a worker that is ready. */
    private void watch(Worker worker, WorkerProcess process) {
        new Vitals(worker, process, crew, dispatch, options, this::replace).begin();
    }

    /** Replaces a worker that is too large, without harm to what it runs. */
    private void replace(Worker worker) {
        LOG.info(
                "pool '{}': worker '{}' holds {} MiB of memory, more than maxResidentBytes, and is replaced",
                config.poolName(),
                worker.id(),
                worker.residentBytes() >> 20);
        crew.becameTooLarge(worker);
        dispatch.goOn();
    }

    private void later(Runnable work, Duration delay) {
        dispatch.later(work, delay);
    }

    private Worker hire() {
        return new Worker(
                config.poolName() + "-worker-" + workersMade.incrementAndGet(),
                new Reports(reportThreads),
                config.maxTasksPerWorker().orElse(Integer.MAX_VALUE),
                payloads);
    }

    private void begin(Worker worker) {
        new WorkerLife(worker, crew, dispatch, traffic, this::launch, output, losses::gone, options.startTimeout())
                .begin();
    }

    private WorkerProcess launch(Worker worker) throws IOException, InterruptedException {
        WorkerProcess process = startProcess(worker);
        if (!swept.getAndSet(true)) {
            LaunchDirectory.sweep(); // while the worker's JVM boots
        }
        return process;
    }

    private WorkerProcess startProcess(Worker worker) throws IOException, InterruptedException {
        return WorkerProcess.start(
                command,
                site,
                archive::flags,
                config.poolName(),
                worker.id(),
                (socket, ring) -> new Connection(
                        traffic,
                        socket,
                        ring,
                        Secrets.RANDOM,
                        options.maxResultBytes() + Frames.OVERHEAD,
                        answers.of(worker)),
                states -> new ResultBlocks(resultArena, states, resultShare, options.maxResultBytes()),
                (socket, port, token, page) -> new WorkerSettings(
                        config.poolName(),
                        worker.id(),
                        socket,
                        port,
                        token,
                        page,
                        options.maxTaskBytes(),
                        options.maxResultBytes(),
                        codec,
                        payloads.takesShortResults(),
                        options.lowLatency(),
                        initializer));
    }

    /** Without traffic the pool can do nothing more; its workers end when they see that. */
    private void trafficStopped(Throwable cause) {
        host.completions().execute(() -> {
            host.broken(new IllegalStateException("the traffic has stopped: " + cause, cause));
            close(CloseMode.KILL);
        });
    }

    // The end

    @Override
    public List<TaskRun<?>> close(CloseMode mode) {
        Set<Worker> stopping = new LinkedHashSet<>();
        List<TaskRun<?>> unstarted = crew.close(mode, stopping);
        if (mode == CloseMode.KILL) {
            stopping.forEach(Worker::kill);
            closeSite();
        } else {
            stopping.forEach(Worker::flush);
        }
        dispatch.goOn();
        return unstarted;
    }

    /** Nothing more is started. */
    private void closeSite() {
        archive.close();
        arena.close();
        resultArena.close();
        site.close();
    }

    @Override
    public boolean awaitClosed(Duration timeout) throws InterruptedException {
        return crew.awaitEnd(timeout.toNanos());
    }

    @Override
    public DriverStats stats() {
        return new DriverStats(crew.count());
    }
}
