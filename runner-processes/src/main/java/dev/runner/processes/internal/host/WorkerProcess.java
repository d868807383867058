package dev.runner.processes.internal.host;

import dev.runner.processes.internal.launch.LaunchDirectory;
import dev.runner.processes.internal.launch.LaunchSite;
import dev.runner.processes.internal.launch.Spawner;
import dev.runner.processes.internal.launch.WorkerCommand;
import dev.runner.processes.internal.launch.WorkerSettings;
import dev.runner.processes.internal.wire.BlockStates;
import dev.runner.processes.internal.wire.ResultRing;
import dev.runner.processes.internal.wire.SlotPage;
import dev.runner.remote.LineStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process of one worker, with what the pool holds of it. Thread-safe. */
final class WorkerProcess {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);

    private final Process process;
    private final LaunchDirectory directory;
    private final Connection connection;
    private final SlotPage page;
    private final WorkerSettings settings;
    private final ResultBlocks resultBlocks;
    private final CountDownLatch outputEnded = new CountDownLatch(1);

    WorkerProcess(
            Process process,
            LaunchDirectory directory,
            Connection connection,
            SlotPage page,
            WorkerSettings settings,
            ResultBlocks resultBlocks) {
        this.settings = settings;
        this.resultBlocks = resultBlocks;
        this.process = process;
        this.directory = directory;
        this.connection = connection;
        this.page = page;
    }

    /** Makes the connection of a worker to be started, at the address in its directory. */
    interface Listening {
        Connection at(Optional<Path> socket, ResultRing ring) throws IOException;
    }

    /** Makes what lends a worker blocks for long results. */
    interface Lending {
        ResultBlocks with(BlockStates states);
    }

    /** Makes the settings of a worker. */
    interface Settings {
        WorkerSettings of(String socket, int port, String token, String page);
    }

    /**
     * Starts a worker, which then connects. If it can't be started, nothing of it is left. Its JVM boots while this one
     * makes what it is told of by {@link #tell()}.
     *
     * @param flags flags of this worker alone, which may take a while to find: asked for by the thread that spawns
     */
    static WorkerProcess start(
            WorkerCommand command,
            LaunchSite site,
            Supplier<List<String>> flags,
            String poolName,
            String workerId,
            Listening listening,
            Lending lending,
            Settings settings)
            throws IOException, InterruptedException {
        LaunchDirectory directory = site.create();
        List<String> what = new ArrayList<>(command.main());
        what.addAll(List.of(poolName, workerId));
        Spawner.Start start =
                Spawner.begin(prefix -> command.prepare(directory.arguments(), prefix, flags.get(), what));
        Connection connection = null;
        boolean complete = false;
        try {
            SlotPage page = SlotPage.create(directory.page());
            connection = listening.at(directory.socket(), page.ring());
            Process process = start.await();
            String socket = directory.socket().map(Path::toString).orElse("");
            WorkerSettings told =
                    settings.of(socket, connection.port(), connection.token(), String.valueOf(directory.page()));
            complete = true;
            return new WorkerProcess(process, directory, connection, page, told, lending.with(page.blocks()));
        } finally {
            if (!complete) {
                start.giveUp();
                directory.delete();
                if (connection != null) {
                    connection.close(null);
                }
            }
        }
    }

    /**
     * Writes the settings. One that has died meanwhile is noticed by its exit, with its last words; one that does not
     * read holds up the caller until it is killed.
     */
    void tell() {
        try {
            settings.writeTo(process.getOutputStream());
        } catch (IOException e) {
            LOG.debug("could not write the settings of worker '{}'", settings.workerId(), e);
        }
    }

    /** Begins to read what the process prints, in a thread of its own. What never ends a line comes in parts. */
    void readOutput(String threadName, Consumer<String> lines) {
        Thread reader = new Thread(() -> read(lines), threadName);
        reader.setDaemon(true);
        reader.start();
    }

    private void read(Consumer<String> lines) {
        try {
            LineStream split = new LineStream(lines);
            copyOutput(split);
            split.endPartialLine();
        } finally {
            outputEnded.countDown();
        }
    }

    private void copyOutput(OutputStream to) {
        try (InputStream printed = process.getInputStream()) {
            printed.transferTo(to);
        } catch (IOException e) {
            LOG.debug("the output of process {} has ended", process.pid(), e);
        }
    }

    /** Waits until the process has ended. */
    ExitStatus awaitExit() {
        while (true) {
            try {
                return new ExitStatus(process.waitFor());
            } catch (InterruptedException e) {
                LOG.debug("interrupted while waiting for process {}, which has not ended for that", process.pid(), e);
            }
        }
    }

    /** Waits until all that the process printed has been read; no longer, since others may go on printing there. */
    void awaitOutput(long time, TimeUnit unit) {
        try {
            if (!outputEnded.await(time, unit)) {
                LOG.debug("something holds the output of process {} open", process.pid());
            }
        } catch (InterruptedException e) {
            LOG.debug("interrupted while reading the last output of process {}", process.pid(), e);
        }
    }

    Connection connection() {
        return connection;
    }

    SlotPage page() {
        return page;
    }

    ResultBlocks resultBlocks() {
        return resultBlocks;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Returns how long it has used the processor, or zero where that is not known. */
    Duration processorTime() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Deletes what was needed for the start only. */
    void deleteDirectory() {
        directory.delete();
    }

    void terminate() {
        process.toHandle().destroy(); // unlike Process.destroy() it leaves the streams open: the last words count
    }

    /** Kills the worker and the processes that it has started. */
    void kill() {
        if (!process.isAlive()) {
            return; // its number may be another's by now
        }
        List<ProcessHandle> descendants = descendants();
        boolean killed = process.toHandle().destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        if (!killed) {
            endGroup(); // without descriptors Java kills nobody, since it can't see who that is; its shell can
        }
    }

    private List<ProcessHandle> descendants() {
        try {
            return process.descendants().toList();
        } catch (RuntimeException e) {
            LOG.debug("the descendants of process {} can't be seen; those of its group end with it", process.pid(), e);
            return List.of(); // it takes a descriptor to look, and the worker has to go all the same
        }
    }

    /** The process has ended: kills what it has left in its process group. */
    void endGroup() {
        Spawner.ended(process);
    }
}
