package dev.runner.processes.internal.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of this JVM that starts processes. Where the machine can, the kernel kills a worker when its parent is
 * gone: it takes the thread that started it for the parent, so this thread never ends.
 */
public final class Spawner {

    private static final Logger LOG = LoggerFactory.getLogger(Spawner.class);
    private static final LinkedBlockingQueue<Runnable> WORK = new LinkedBlockingQueue<>();

    static {
        Thread thread = new Thread(Spawner::work, "runner-spawner");
        thread.setDaemon(true);
        thread.start();
    }

    /** Asked for by the thread itself, before the first start. */
    private static final class Means {
        private static final Prefix PREFIX = Prefix.ofThisMachine();
        private static final GroupGuard GUARD = new GroupGuard(PREFIX.group());
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

    /** Prepares a start. */
    public interface Preparation {
        /**
         * Prepares it.
         *
         * @param prefix what the command is to begin with
         */
        ProcessBuilder with(List<String> prefix) throws IOException;
    }

    /** A process that is being started. */
    public static final class Start {

        private final FutureTask<Process> task;

        private Start(FutureTask<Process> task) {
            this.task = task;
        }

        /** Returns the process when the operating system has it. */
        public Process await() throws IOException, InterruptedException {
            try {
                return task.get();
            } catch (ExecutionException e) {
                throw new IOException(
                        "the process could not be started: " + e.getCause()
                                + whatIsMissingIn(Path.of(System.getProperty("java.home"))),
                        e.getCause());
            }
        }

        /** Nobody needs the process: it is killed, as soon as it is there. Does not wait. */
        public void giveUp() {
            WORK.add(this::kill); // what was to be started before that has been
        }

        private void kill() {
            try {
                Process process = task.get();
                process.destroyForcibly();
                ended(process);
            } catch (ExecutionException | InterruptedException e) {
                LOG.debug("the process that nobody needs was not started", e);
            }
        }
    }

    /** Finds out how this machine starts processes, so that the first start need not wait for that. Does not wait. */
    public static void prepare() {
        WORK.add(() -> LOG.debug("processes are started by {}", Means.PREFIX.words()));
    }

    /** Begins to start a process. Does not wait. */
    public static Start begin(Preparation preparation) {
        Callable<Process> start = () -> spawn(preparation);
        FutureTask<Process> task = new FutureTask<>(start);
        WORK.add(task);
        return new Start(task);
    }

    /** Starts a process, and returns when the operating system has. */
    public static Process start(Preparation preparation) throws IOException, InterruptedException {
        return begin(preparation).await();
    }

    /** Tells of a JDK that was replaced or removed under this JVM, which then can start nothing any more. */
    static String whatIsMissingIn(Path home) {
        boolean isThere = WorkerCommand.isWindows() || Files.exists(home.resolve("lib/jspawnhelper"));
        return isThere
                ? ""
                : "; the JDK of this JVM has been replaced or removed (no lib/jspawnhelper in " + home
                        + "): restart this JVM";
    }

    private static Process spawn(Preparation preparation) throws IOException {
        Room.requireDescriptors();
        Process process = preparation.with(Means.PREFIX.words()).start();
        if (!Means.PREFIX.group().isEmpty()) {
            Means.GUARD.add(process.pid());
        }
        return process;
    }

    /** A process has ended: kills what it left in its process group. Idempotent. */
    public static void ended(Process process) {
        Means.GUARD.end(process.pid());
    }
}
