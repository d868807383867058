package dev.runner.processes.internal.worker;

import dev.runner.Job;
import dev.runner.processes.internal.launch.WorkerSettings;
import dev.runner.processes.internal.wire.BadFrameException;
import dev.runner.processes.internal.wire.Channels;
import dev.runner.processes.internal.wire.Inbox;
import dev.runner.processes.internal.wire.Message;
import dev.runner.processes.internal.wire.Outbox;
import dev.runner.processes.internal.wire.SlotPage;
import dev.runner.remote.Codecs;
import dev.runner.remote.Payloads;
import dev.runner.remote.TaskBundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a pool does, for the one worker of a training in the same JVM: sends short tasks by themselves and together, and
 * takes what comes of them, until the worker's code has been used often enough for Java to know how. A thread of its
 * own does it.
 */
final class TrainingPool {

    /** More than Java wants to have seen of a method before it compiles it for good. */
    private static final int ROUNDS = 40;

    private static final int ALONE = 250;
    private static final int TOGETHER = 1000;
    private static final int SLOT = 0;
    private static final long LIMIT_SECONDS = 10;
    private static final int LONGEST = 1 << 20;

    /** Is always there, whatever others are. */
    private static final String CODEC = "java";

    private final SlotPage page;
    private final String socket;
    private final ServerSocketChannel server;
    private final WorkerSettings settings;
    private final Payloads payloads;
    private final Set<Integer> defined = new HashSet<>();
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    private int sent;
    private int answered;

    /**
     * Begins to listen.
     *
     * @param page the shared page
     * @param socket where to listen, or empty for a port on the loopback interface
     * @param pageFile the file of the page
     */
    TrainingPool(SlotPage page, String socket, String pageFile) throws IOException {
        this.page = page;
        this.socket = socket;
        this.server = socket.isEmpty()
                ? ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                : ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                        .bind(UnixDomainSocketAddress.of(Path.of(socket)));
        int port = server.getLocalAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
        this.settings = new WorkerSettings(
                "training", "training", socket, port, "", pageFile, LONGEST, LONGEST, CODEC, true, false, new byte[0]);
        ClassLoader loader = ClassLoader.getSystemClassLoader();
        this.payloads = new Payloads(Codecs.find(loader).named(CODEC), loader, null, LONGEST, LONGEST);
    }

    /** Starts the thread, and returns what the worker is to know. */
    WorkerSettings start() {
        Thread thread = new Thread(this::serve, "training-pool");
        thread.setDaemon(true);
        thread.start();
        return settings;
    }

    /** Waits until all is done: how many tasks were run. */
    int awaitEnd() throws InterruptedException, ExecutionException, TimeoutException {
        return ended.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private void serve() {
        try (server;
                SocketChannel worker = server.accept()) {
            Channels.prepare(worker);
            Outbox outbox = new Outbox(worker);
            Inbox inbox = new Inbox(worker, LONGEST);
            for (int round = 0; round < ROUNDS; round++) {
                together(outbox, inbox);
                alone(outbox, inbox);
            }
            outbox.add(new Message.End());
            flush(outbox);
            ended.complete(answered);
        } catch (IOException | RuntimeException | Error e) {
            ended.completeExceptionally(e);
            WorkerEnd.halt(WorkerEnd.NO_POOL, "the pool of a training on '" + socket + "' has failed: " + e);
        }
    }

    private void together(Outbox outbox, Inbox inbox) throws IOException {
        TaskBundle bundle = new TaskBundle(payloads);
        for (int i = 0; i < TOGETHER; i++) {
            bundle.add(Job.of((Integer x) -> x + 1, i), () -> "a task");
        }
        bundle.complete();
        define(outbox, bundle.function(), bundle.definition());
        page.send(SLOT);
        outbox.add(new Message.RunAll(SLOT, sent + 1, false, Map.of(), bundle.tasks(0, bundle.size())));
        awaitAnswers(bundle.size(), outbox, inbox);
    }

    private void alone(Outbox outbox, Inbox inbox) throws IOException {
        for (int i = 0; i < ALONE; i++) {
            List<Job<?>> jobs = List.of(
                    Job.of((Integer x) -> x + 1, i),
                    Job.of((String text) -> text + "!", "text " + i),
                    Job.of((ArrayDeque<Integer> numbers) -> numbers, new ArrayDeque<>(List.of(i))));
            Payloads.ShortTask task = payloads.encodeShortTask(jobs.get(i % jobs.size()), () -> "a task", null);
            define(outbox, task.function(), task.definition());
            page.send(SLOT);
            outbox.add(new Message.Run(SLOT, sent + 1, 1, 0, "", Map.of(), task.bytes()));
            awaitAnswers(1, outbox, inbox);
        }
    }

    private void define(Outbox outbox, int function, byte[] definition) {
        if (function != 0 && defined.add(function)) {
            outbox.add(new Message.Define(function, definition));
        }
    }

    private void awaitAnswers(int count, Outbox outbox, Inbox inbox) throws IOException {
        flush(outbox);
        sent += count;
        while (answered < sent) {
            inbox.receive(this::received);
            boolean found = page.ring().takeAll(this::received);
            requireTime();
            if (!found) {
                Thread.onSpinWait();
            }
        }
        page.free(SLOT);
    }

    private void received(Message message) throws BadFrameException {
        if (message instanceof Message.Ended one) {
            if (!one.succeeded()) {
                throw new BadFrameException("a task of the training has failed");
            }
            answered++;
        }
    }

    private void flush(Outbox outbox) throws IOException {
        while (!outbox.flush()) {
            requireTime();
        }
    }

    private void requireTime() throws IOException {
        if (System.nanoTime() - endNanos > 0) {
            throw new IOException("it was not done after " + LIMIT_SECONDS + " s, but " + answered + " tasks");
        }
    }
}
