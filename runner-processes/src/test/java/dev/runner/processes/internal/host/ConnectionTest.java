package dev.runner.processes.internal.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.processes.internal.wire.Message;
import dev.runner.processes.internal.wire.Outbox;
import dev.runner.processes.internal.wire.SlotPage;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The end of a connection when the process has ended, and another holds its end open. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ConnectionTest {

    private static final long LIMIT_MILLIS = 30_000;

    @TempDir
    private Path directory;

    private final List<Message.Up> heard = new CopyOnWriteArrayList<>();
    private Traffic traffic;
    private Connection connection;

    @BeforeEach
    void listen() throws IOException {
        traffic = new Traffic("test", false, () -> 0, () -> 2, failure -> {});
        traffic.start(() -> false);
        Connection.Listener listener = new Connection.Listener() {
            @Override
            public void received(Message.Up message) {
                heard.add(message);
            }

            @Override
            public void allReceived() {}

            @Override
            public boolean isBehind() {
                return false;
            }

            @Override
            public void closed(@Nullable IOException cause) {}
        };
        connection = new Connection(
                traffic,
                Optional.of(directory.resolve("s")),
                SlotPage.create(directory.resolve("page")).ring(),
                new SecureRandom(),
                10_000_000,
                listener);
    }

    @AfterEach
    void end() {
        traffic.end();
    }

    private SocketChannel say(int lines) throws IOException {
        SocketChannel worker = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("s")));
        Outbox outbox = new Outbox(worker);
        outbox.add(new Message.Hello(Message.VERSION, connection.token()));
        for (int i = 0; i < lines; i++) {
            outbox.add(new Message.Line(0, false, "x".repeat(1000)));
        }
        assertTrue(outbox.flush());
        return worker;
    }

    @Test
    void whatWasSaidIsReadAndThenNobodyIsWaitedFor() throws IOException {
        connection.listen();
        try (SocketChannel heldOpen = say(2000)) {
            traffic.soon(connection::processEnded);
            traffic.soon(connection::giveUp);
            assertTrue(connection.awaitClosed(LIMIT_MILLIS));
            assertEquals(2000, heard.size());
            assertTrue(heldOpen.isOpen());
        }
    }

    @Test
    void workerThatWasNotEvenAcceptedIsHeard() throws IOException {
        try (SocketChannel heldOpen = say(20)) {
            traffic.soon(connection::giveUp);
            assertTrue(connection.awaitClosed(LIMIT_MILLIS));
            assertEquals(20, heard.size());
            assertTrue(heldOpen.isOpen());
        }
    }

    @Test
    void endIsNoticedWithoutGivingUpWhereNobodyHoldsIt() throws IOException {
        connection.listen();
        say(20).close();
        traffic.soon(connection::processEnded);
        assertTrue(connection.awaitClosed(LIMIT_MILLIS));
        assertEquals(20, heard.size());
    }
}
