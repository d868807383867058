package dev.runner.processes.internal.worker;

import dev.runner.Job;
import dev.runner.processes.internal.launch.WorkerSettings;
import dev.runner.processes.internal.wire.Message;
import dev.runner.processes.internal.wire.SlotPage;
import dev.runner.remote.JavaCodec;
import dev.runner.remote.LineStream;
import dev.runner.remote.Payloads;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * The worker: a JVM that runs one task after the other until its pool ends it, or is gone.
 *
 * <p>The main thread runs tasks; a second one reads what the pool sends; a third holds the worker's life: it reads
 * standard input, where nothing comes but the end of the pool. However it ends, it ends by {@link Runtime#halt}, since
 * threads and shutdown hooks of tasks must not keep it.
 */
public final class WorkerMain {

    /** How a worker ends that could not reach its pool, or was refused. */
    static final int NO_POOL = 111;

    private WorkerMain() {}

    /**
     * Runs the worker.
     *
     * @param args the names of the pool and the worker, for people who look at the list of processes
     */
    public static void main(String[] args) {
        PrintStream console = System.err;
        try {
            InputStream lifeline = System.in;
            WorkerSettings settings = WorkerSettings.readFrom(lifeline);
            System.setIn(InputStream.nullInputStream());
            watch(lifeline);
            Link link = Link.connect(settings);
            serve(settings, link);
            endDescendants();
            Runtime.getRuntime().halt(0);
        } catch (Throwable e) {
            console.println("worker " + String.join(" ", args) + " could not start, or lost its pool: " + e);
            console.flush();
            Runtime.getRuntime().halt(NO_POOL);
        }
    }

    private static void watch(InputStream lifeline) {
        Thread watch = new Thread(() -> awaitEnd(lifeline), "runner-lifeline");
        watch.setDaemon(true);
        watch.start();
    }

    private static void awaitEnd(InputStream lifeline) {
        int read = 0;
        while (read >= 0) {
            try {
                read = lifeline.read();
            } catch (IOException e) {
                read = -1; // as good as its end
            }
        }
        endDescendants();
        Runtime.getRuntime().halt(NO_POOL);
    }

    /** What tasks left running lives no longer than the worker. */
    private static void endDescendants() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }

    private static void serve(WorkerSettings settings, Link link) throws IOException, InterruptedException {
        Payloads payloads = new Payloads(
                new JavaCodec(),
                ClassLoader.getSystemClassLoader(),
                null,
                settings.maxTaskBytes(),
                settings.maxResultBytes());
        TaskLoop loop = new TaskLoop(settings.workerId(), SlotPage.open(Path.of(settings.page())), payloads, link);
        LineStream out = new LineStream(line -> loop.printed(line, false));
        LineStream err = new LineStream(line -> loop.printed(line, true));
        System.setOut(out.asPrintStream());
        System.setErr(err.asPrintStream());
        loop.streams(out, err);
        link.send(new Message.Hello(
                Message.VERSION, settings.token(), ProcessHandle.current().pid()));
        if (initialize(settings, payloads, link)) {
            link.send(new Message.Ready());
            link.listen(loop);
            loop.runAll();
        }
        link.finish();
    }

    private static boolean initialize(WorkerSettings settings, Payloads payloads, Link link) {
        if (settings.initializer().length == 0) {
            return true;
        }
        try {
            Job<?> initializer = payloads.decodeTask(settings.initializer(), "the initializer");
            initializer.call();
            Thread.interrupted();
            return true;
        } catch (Throwable e) {
            link.send(new Message.NotInitialized(payloads.encodeError(e)));
            return false;
        }
    }
}
