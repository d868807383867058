package dev.runner.processes.internal.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    /**
     * What is put before each command, found out by the thread itself before the first start: {@code setpriv} for the
     * kernel's signal, and {@code setsid} for a process group of the worker's own, so that a terminal's Ctrl-C reaches
     * the parent alone, and what a worker leaves behind can be told from everything else. Both become the worker by
     * {@code exec}.
     */
    private static final class Prefix {
        private static final List<String> WORDS = find();

        private static List<String> find() {
            List<String> words = new ArrayList<>();
            words.addAll(usable("setpriv", "--pdeathsig", "KILL", "--"));
            words.addAll(usable("setsid"));
            return List.copyOf(words);
        }

        private static List<String> usable(String program, String... arguments) {
            for (String directory : List.of("/usr/bin", "/bin")) {
                Path path = Path.of(directory, program);
                List<String> words = new ArrayList<>(List.of(path.toString()));
                words.addAll(List.of(arguments));
                if (Files.isExecutable(path) && works(words)) {
                    return words;
                }
            }
            return List.of();
        }

        private static boolean works(List<String> words) {
            List<String> command = new ArrayList<>(words);
            command.add("true");
            try {
                Process probe = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (!probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                    probe.destroyForcibly();
                    return false;
                }
                return probe.exitValue() == 0;
            } catch (IOException e) {
                LOG.debug("{} does not start", command, e);
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
