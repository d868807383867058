package dev.runner.processes.internal.host;

import dev.runner.processes.internal.launch.LaunchDirectory;
import dev.runner.processes.internal.launch.Spawner;
import dev.runner.processes.internal.launch.WorkerCommand;
import dev.runner.processes.internal.launch.WorkerSettings;
import dev.runner.processes.internal.wire.SlotPage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
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
    private final CompletableFuture<Void> outputEnded = new CompletableFuture<>();

    private WorkerProcess(
            Process process, LaunchDirectory directory, Connection connection, SlotPage page, WorkerSettings settings) {
        this.settings = settings;
        this.process = process;
        this.directory = directory;
        this.connection = connection;
        this.page = page;
    }

    /** Makes the connection of a worker to be started, at the address in its directory. */
    interface Listening {
        Connection at(Optional<Path> socket) throws IOException;
    }

    /** Makes the settings of a worker. */
    interface Settings {
        WorkerSettings of(String socket, int port, String token, String page);
    }

    /** Starts a worker, which then connects. If it can't be started, nothing of it is left. */
    static WorkerProcess start(
            WorkerCommand command, String poolName, String workerId, Listening listening, Settings settings)
            throws IOException, InterruptedException {
        LaunchDirectory directory = LaunchDirectory.create();
        Connection connection = null;
        boolean complete = false;
        try {
            connection = listening.at(directory.socket());
            SlotPage page = SlotPage.create(directory.page());
            Process process = Spawner.start(command, directory, poolName, workerId);
            String socket = directory.socket().map(Path::toString).orElse("");
            WorkerSettings told =
                    settings.of(socket, connection.port(), connection.token(), String.valueOf(directory.page()));
            complete = true;
            return new WorkerProcess(process, directory, connection, page, told);
        } finally {
            if (!complete) {
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

    /** Begins to read what the process prints, in a thread of its own. */
    void readOutput(String threadName, Consumer<String> lines) {
        Thread reader = new Thread(() -> read(lines), threadName);
        reader.setDaemon(true);
        reader.start();
    }

    private void read(Consumer<String> lines) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.accept(line);
            }
        } catch (IOException e) {
            LOG.debug("the output of process {} has ended", process.pid(), e);
        } finally {
            outputEnded.complete(null);
        }
    }

    /** Completes with the exit status, when nothing is left of the worker's process group. */
    CompletableFuture<ExitStatus> exit() {
        return process.onExit()
                .whenComplete((ended, failed) -> Spawner.ended(process))
                .thenApply(ended -> new ExitStatus(ended.exitValue()));
    }

    /** Completes when all that the process printed has been read; not while a process that it started still prints. */
    CompletableFuture<Void> outputEnded() {
        return outputEnded;
    }

    Connection connection() {
        return connection;
    }

    SlotPage page() {
        return page;
    }

    long pid() {
        return process.pid();
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
        List<ProcessHandle> descendants = process.descendants().toList();
        process.toHandle().destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }
}
