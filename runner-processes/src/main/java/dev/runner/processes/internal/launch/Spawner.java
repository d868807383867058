package dev.runner.processes.internal.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of this JVM that starts processes. Where the machine has {@code setpriv}, it asks the kernel to kill a
 * worker when its parent is gone; the kernel takes the thread that started it for the parent, so this thread never
 * ends.
 */
public final class Spawner {

    private static final Logger LOG = LoggerFactory.getLogger(Spawner.class);
    private static final LinkedBlockingQueue<Runnable> WORK = new LinkedBlockingQueue<>();
    private static final int PROBE_SECONDS = 5;

    static {
        Thread thread = new Thread(Spawner::work, "runner-spawner");
        thread.setDaemon(true);
        thread.start();
    }

    /** Asked for by the thread itself, before the first start. */
    private static final class Prefix {
        private static final List<String> WORDS = find();

        private static List<String> find() {
            for (String directory : List.of("/usr/bin", "/bin")) {
                Path setpriv = Path.of(directory, "setpriv");
                List<String> words = List.of(setpriv.toString(), "--pdeathsig", "KILL", "--");
                if (Files.isExecutable(setpriv) && works(words)) {
                    return words;
                }
            }
            return List.of();
        }

        private static boolean works(List<String> words) {
            try {
                Process probe = new ProcessBuilder(words.get(0), words.get(1), words.get(2), words.get(3), "true")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (!probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                    probe.destroyForcibly();
                    return false;
                }
                return probe.exitValue() == 0;
            } catch (IOException e) {
                LOG.debug("setpriv does not start", e);
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private Spawner() {}

    private static void work() {
        while (true) {
            try {
                WORK.take().run();
            } catch (InterruptedException e) {
                LOG.debug("the spawner was interrupted, which is nobody's business", e);
            } catch (RuntimeException | Error e) {
                LOG.error("starting a process failed", e);
            }
        }
    }

    /** Starts a worker, and returns when the operating system has. */
    public static Process start(WorkerCommand command, LaunchDirectory directory, String poolName, String workerId)
            throws IOException, InterruptedException {
        Callable<Process> start = () -> command.prepare(directory.path(), Prefix.WORDS, poolName, workerId)
                .start();
        FutureTask<Process> task = new FutureTask<>(start);
        WORK.add(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IOException("the process could not be started: " + e.getCause(), e.getCause());
        }
    }
}
