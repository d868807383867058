package dev.runner.processes.internal.host;

import dev.runner.StopLevel;
import dev.runner.processes.fuzz.Finding;
import dev.runner.processes.internal.launch.LaunchDirectory;
import dev.runner.processes.internal.launch.LaunchSite;
import dev.runner.processes.internal.launch.SharedDirectory;
import dev.runner.processes.internal.launch.WorkerSettings;
import dev.runner.processes.internal.wire.BadFrameException;
import dev.runner.processes.internal.wire.Message;
import dev.runner.processes.internal.wire.SlotPage;
import dev.runner.remote.JavaCodec;
import dev.runner.remote.Payloads;
import dev.runner.spi.CloseMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver as far as it is concerned with one worker: the real crew, answers, connection and traffic, with a worker
 * whose part somebody else plays. Reports are made at once, by the thread of the traffic, so that one input always
 * leads to the same. One after the other uses the traffic and the page that they share.
 */
final class FuzzedPool {

    private static final Logger LOG = LoggerFactory.getLogger(FuzzedPool.class);
    private static final int LONGEST_FRAME = 1 << 20;
    private static final int LONGEST_RESULT = 1 << 24;
    private static final AtomicReference<Throwable> STOPPED = new AtomicReference<>();
    private static final LaunchDirectory DIRECTORY;
    private static final SlotPage PAGE;
    private static final SlotPage WORKERS_PAGE;
    private static final Traffic TRAFFIC;
    private static final Path SOCKET;

    static {
        try {
            DIRECTORY = new LaunchSite().create();
            PAGE = SlotPage.create(DIRECTORY.page());
            WORKERS_PAGE = SlotPage.open(DIRECTORY.page());
            DIRECTORY.delete();
            TRAFFIC = new Traffic("fuzz", false, () -> 20_000, () -> 2, STOPPED::set);
            TRAFFIC.start(() -> false);
            SOCKET = Files.createTempDirectory("fuzz").resolve("s");
            SOCKET.getParent().toFile().deleteOnExit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final FuzzedHost host = new FuzzedHost();
    private int watched;
    private final List<FuzzedRun> runs = new ArrayList<>();
    private final Crew crew = new Crew(new Staff(1, 1, 0, 0), this::hire, 3);
    private final Dispatch dispatch = new Dispatch(host, crew, TRAFFIC, worker -> {}, () -> {});
    private final Payloads payloads =
            new Payloads(new JavaCodec(), FuzzedPool.class.getClassLoader(), null, LONGEST_FRAME, LONGEST_FRAME);
    private final Answers answers =
            new Answers(host, crew, dispatch, payloads, new Output("fuzz", line -> {}), (worker, process) -> watched++);
    private final IntFunction<Runnable> before;
    private final Worker worker;
    private final Connection connection;
    private final LaunchSite site = new LaunchSite();
    private final Arena arena;
    private final ResultBlocks resultBlocks;
    private final List<Path> lentFiles = new ArrayList<>();
    private int hired;
    private int heard;
    private boolean initializerFailed;

    /**
     * Makes it, with a worker that is about to connect.
     *
     * @param tasks how many are queued
     * @param before what happens before the pool takes the message of a number
     */
    FuzzedPool(int tasks, IntFunction<Runnable> before) throws IOException {
        this.before = before;
        for (int slot = 0; slot < SlotPage.SLOTS; slot++) {
            PAGE.free(slot);
        }
        PAGE.ring().takeAll(ended -> {}); // of the one before
        for (int i = 0; i < tasks; i++) {
            submit();
        }
        worker = crew.orders().start().get(0);
        Files.deleteIfExists(SOCKET);
        connection =
                new Connection(TRAFFIC, Optional.of(SOCKET), PAGE.ring(), new Random(1), LONGEST_FRAME, listener());
        WorkerSettings settings = new WorkerSettings(
                "fuzz",
                worker.id(),
                SOCKET.toString(),
                0,
                connection.token(),
                "",
                LONGEST_FRAME,
                LONGEST_FRAME,
                "java",
                true,
                false,
                new byte[0]);
        arena = Arena.forResults("fuzz", new SharedDirectory(site));
        resultBlocks = new ResultBlocks(arena, PAGE.blocks(), 0, LONGEST_RESULT);
        crew.started(
                worker, new WorkerProcess(new FuzzedProcess(), DIRECTORY, connection, PAGE, settings, resultBlocks));
        connection.listen();
    }

    private Worker hire() {
        return new Worker("fuzz-worker-" + ++hired, new Reports(Runnable::run), Integer.MAX_VALUE, payloads);
    }

    private Connection.Listener listener() {
        Connection.Listener real = answers.of(worker);
        return new Connection.Listener() {
            @Override
            public void received(Message.Up message) throws BadFrameException {
                before.apply(heard++).run();
                initializerFailed |= message instanceof Message.NotInitialized && host.workersStarted() == 0;
                real.received(message);
            }

            @Override
            public void allReceived() throws BadFrameException {
                real.allReceived();
            }

            @Override
            public boolean isBehind() {
                return real.isBehind();
            }

            @Override
            public void closed(@Nullable IOException cause) {
                real.closed(cause);
            }
        };
    }

    /** Has the worker connect, say something, and read until the pool ends the connection. */
    void hear(byte[] said) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(SOCKET))) {
            ByteBuffer all = ByteBuffer.wrap(said);
            while (all.hasRemaining()) {
                channel.write(all);
            }
            channel.shutdownOutput();
            ByteBuffer sink = ByteBuffer.allocate(8192);
            while (channel.read(sink.clear()) >= 0) {
                // what the pool says does not matter
            }
        } catch (IOException e) {
            LOG.debug("the pool has ended the connection", e);
        }
    }

    Message.Hello hello() {
        return new Message.Hello(Message.VERSION, connection.token());
    }

    // What happens in the pool

    void submit() {
        FuzzedRun run = new FuzzedRun(1 + runs.size());
        runs.add(run);
        crew.errands()
                .accept(List.of(new Errand(
                        new OneTask(
                                run,
                                new Payloads.ShortTask(
                                        new byte[1], run.id() % 2 == 0 ? 7 : 0, new byte[0], List.of(), List.of()),
                                Map.of()),
                        Runnable::run)));
    }

    void submitIfOpen() {
        if (!crew.errands().isClosing()) {
            submit();
            dispatch.goOn();
        }
    }

    void withdraw(int number) {
        FuzzedRun run = runs.get(number % runs.size());
        if (crew.errands().withdraw(run) == null) {
            run.withdrawn();
        }
    }

    void stop(int number, StopLevel level) {
        crew.errands().stop(runs.get(number % runs.size()), level);
        dispatch.goOn();
    }

    void close(CloseMode mode) {
        crew.close(mode, new LinkedHashSet<>()).forEach(run -> ((FuzzedRun) run).withdrawn());
        dispatch.goOn();
    }

    /** The worker marks what it begins, as it should. */
    void begin(int slot) {
        PAGE.begin(slot, 0);
    }

    /** The worker takes a mark back, as it never should. */
    void unmark(int slot) {
        PAGE.send(slot);
    }

    /**
     * The worker puts an outcome in the memory that it shares with the pool, which is told of it or looks by itself.
     */
    void put(Message.Ended ended) {
        WORKERS_PAGE.ring().put(ended);
    }

    /** The pool lends the worker a block of at least so many bytes: its number, or empty without such memory. */
    OptionalInt lendBlock(int bytes) {
        resultBlocks.missed(bytes);
        Message.Lend lend = resultBlocks.missed(bytes);
        if (lend == null) {
            return OptionalInt.empty();
        }
        lentFiles.add(Path.of(lend.place()));
        return OptionalInt.of(lend.block());
    }

    /** Returns how many files of blocks are left. */
    int sharedFiles() {
        return lentFiles.stream().mapToInt(file -> Files.exists(file) ? 1 : 0).sum();
    }

    /** The worker marks what it ends. */
    void end(int slot) {
        PAGE.end(slot, 0, true);
    }

    // What must come of it

    /** Returns why the connection was ended, or null if the worker ended it. */
    @Nullable
    String diagnosis() {
        IOException broken = connection.brokenBy();
        return broken == null ? null : broken.getMessage();
    }

    /** The worker has said everything: waits until that has been heard, and requires that all is in order. */
    void requireOrder(long limitMillis) throws IOException {
        TRAFFIC.soon(connection::processEnded);
        Finding.unless(connection.awaitClosed(limitMillis), "the connection was not ended in " + limitMillis + " ms");
        Files.deleteIfExists(SOCKET);
        Finding.unless(TRAFFIC.isMoving(), "the traffic has stopped: " + STOPPED.get());
        IOException broken = connection.brokenBy();
        if (broken != null && !(broken instanceof BadFrameException) && broken.getCause() != null) {
            throw new Finding("the connection was ended by a failure of this side", broken);
        }
        Finding.unless(host.workersStarted() <= 1, "a worker was told to have started " + host.workersStarted());
        Finding.unless(watched <= 1, "a worker was watched " + watched + " times");
        if (host.brokenBy() != null && !initializerFailed) {
            throw new Finding("a worker broke its pool", host.brokenBy());
        }
        resultBlocks.close();
        arena.close();
        site.close();
        requireEachIsAccountedFor(crew.gone(worker, true));
    }

    /** Every run has ended, was taken back, is lost, or waits for another worker: and is only one of that. */
    private void requireEachIsAccountedFor(Estate estate) {
        Set<FuzzedRun> lost = estate.lost().stream()
                .map(errand -> (FuzzedRun) errand.run())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Set<FuzzedRun> waiting = new LinkedHashSet<>();
        crew.close(CloseMode.CANCEL_QUEUED, new LinkedHashSet<>()).forEach(run -> waiting.add((FuzzedRun) run));
        for (FuzzedRun run : runs) {
            int places = (run.hasEnded() ? 1 : 0)
                    + (run.isWithdrawn() ? 1 : 0)
                    + (lost.contains(run) ? 1 : 0)
                    + (waiting.contains(run) ? 1 : 0);
            Finding.unless(
                    places == 1,
                    run.label() + " is in " + places + " places: ended " + run.hasEnded()
                            + ", withdrawn " + run.isWithdrawn() + ", lost " + lost.contains(run) + ", waiting "
                            + waiting.contains(run));
        }
    }
}
