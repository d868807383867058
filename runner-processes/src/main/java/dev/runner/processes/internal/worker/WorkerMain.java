package dev.runner.processes.internal.worker;

import dev.runner.Job;
import dev.runner.processes.internal.launch.WorkerSettings;
import dev.runner.processes.internal.wire.Message;
import dev.runner.processes.internal.wire.SlotPage;
import dev.runner.remote.Codecs;
import dev.runner.remote.Payloads;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Path;

/**
 * The worker: a JVM that runs one task after the other until its pool ends it, or is gone.
 *
 * <p>The main thread runs tasks, and reads what the pool sends when it has none; a second one reads while a task takes
 * long; a third holds the worker's life: it reads standard input, where nothing comes but the end of the pool; a fourth
 * shows that the JVM is not stopped. See {@link WorkerEnd} for how it ends.
 */
public final class WorkerMain {

    /** The property by which Java is told whose selectors to use. */
    private static final String SELECTORS = "java.nio.channels.spi.SelectorProvider";

    private static final String EPOLL = "sun.nio.ch.EPollSelectorProvider";

    private WorkerMain() {}

    /**
     * Runs the worker.
     *
     * @param args the names of the pool and the worker, for people who look at the list of processes
     */
    public static void main(String[] args) {
        try {
            chooseSelectors();
            InputStream lifeline = System.in;
            WorkerSettings settings = WorkerSettings.readFrom(lifeline);
            System.setIn(InputStream.nullInputStream());
            watch(lifeline);
            SlotPage page = SlotPage.open(Path.of(settings.page()));
            Link link = Link.connect(settings, page.ring());
            serve(settings, page, link);
            WorkerEnd.killDescendants();
            link.finish();
            WorkerEnd.halt(0, null);
        } catch (Throwable e) {
            WorkerEnd.halt(
                    WorkerEnd.NO_POOL, "worker " + String.join(" ", args) + " could not start, or lost its pool: " + e);
        }
    }

    /**
     * Has Java take its own selectors on Linux, unless it is told which. It would look for others in each jar of the
     * class path, for as long as a third of this JVM's start.
     */
    private static void chooseSelectors() {
        if (System.getProperty(SELECTORS) != null || !isThere(EPOLL)) {
            return;
        }
        System.setProperty(SELECTORS, EPOLL);
        SelectorProvider chosen = SelectorProvider.provider();
        System.clearProperty(SELECTORS);
        if (!chosen.getClass().getName().equals(EPOLL)) {
            throw new IllegalStateException("this Java has chosen " + chosen);
        }
    }

    private static boolean isThere(String ofJava) {
        try {
            return Class.forName(ofJava, false, null).getClassLoader() == null;
        } catch (ClassNotFoundException e) {
            return false; // not Linux, or another Java
        }
    }

    private static void watch(InputStream lifeline) {
        Thread watch = new Thread(() -> awaitEnd(lifeline), "runner-lifeline");
        watch.setDaemon(true);
        watch.start();
    }

    /** Waits until the pool is gone. What tasks left running lives no longer than the worker. */
    private static void awaitEnd(InputStream lifeline) {
        try {
            int read = 0;
            while (read >= 0) {
                read = readOrEnd(lifeline);
            }
            WorkerEnd.killDescendants();
        } finally {
            WorkerEnd.halt(WorkerEnd.NO_POOL, null);
        }
    }

    private static int readOrEnd(InputStream lifeline) {
        try {
            return lifeline.read();
        } catch (IOException e) {
            return -1; // as good as its end
        }
    }

    private static void serve(WorkerSettings settings, SlotPage page, Link link) {
        ClassLoader loader = ClassLoader.getSystemClassLoader();
        Payloads payloads = new Payloads(
                Codecs.find(loader).named(settings.codec()),
                loader,
                null,
                settings.maxTaskBytes(),
                settings.maxResultBytes(),
                settings.shortResults());
        payloads.findBlocksIn(new FoundBlocks());
        payloads.classes().use();
        TaskLoop loop = new TaskLoop(settings.workerId(), page, payloads, link);
        link.send(new Message.Hello(Message.VERSION, settings.token()));
        WorkerLog.INSTANCE.connect(link, loop::numberOfTask, payloads::encodeError);
        loop.takeOutput(); // not before: what is printed is sent, and the pool listens to nobody who has not said Hello
        WorkerEnd.limitExit(loop::endLines);
        if (initialize(settings, payloads, link)) {
            Pulse.start(page);
            link.send(new Message.Ready());
            loop.runAll();
        }
    }

    private static boolean initialize(WorkerSettings settings, Payloads payloads, Link link) {
        if (settings.initializer().length == 0) {
            return true;
        }
        try {
            Job<?> initializer = payloads.decodeTask(settings.initializer(), () -> "the initializer");
            initializer.call();
            Thread.interrupted();
            return true;
        } catch (Throwable e) {
            link.send(new Message.NotInitialized(payloads.encodeError(e)));
            return false;
        }
    }
}
