package dev.runner.processes;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Stands between this JVM's pools and the workers that they start, and may change what passes.
 *
 * <p>It looks for the sockets at which pools await workers, and puts one of its own in the place of each before the
 * worker's JVM has come far enough to connect. Neither side is any different from what users run.
 */
final class Meddler implements AutoCloseable {

    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int CHUNK = 16 * 1024;

    /** What is done with the bytes of one connection that go one way. Used by one thread. */
    @FunctionalInterface
    interface Hand {
        /** Returns what is to pass instead of some bytes, or null if the connection is to be cut. */
        byte @Nullable [] pass(byte[] bytes);
    }

    /** Makes the hands for connections. */
    @FunctionalInterface
    interface Hands {
        /**
         * Makes one.
         *
         * @param connection the number of the connection, from 0
         * @param toPool whether for what the worker says
         */
        Hand of(int connection, boolean toPool);
    }

    private final Hands hands;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Path> met = new HashSet<>();
    private final Map<Path, ServerSocketChannel> awaited = new HashMap<>();
    private final List<Channel> open = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    Meddler(Hands hands) {
        this.hands = hands;
        daemon(this::look, "meddler");
    }

    private static void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void look() {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        String mine = "runner-" + ProcessHandle.current().pid() + "-";
        while (!closed) {
            // not Files.newDirectoryStream(): without descriptors Java 17 throws from it what is no IOException
            String[] names = temporary.toFile().list((in, name) -> name.startsWith(mine));
            for (String name : names == null ? new String[0] : names) {
                standBetween(temporary.resolve(name));
            }
            giveUpThoseThatAreGone();
            LockSupport.parkNanos(STEP_NANOS);
        }
    }

    /** A worker that was killed before it came will not. */
    private void giveUpThoseThatAreGone() {
        List<Path> gone =
                awaited.keySet().stream().filter(each -> !Files.exists(each)).toList();
        for (Path each : gone) {
            ServerSocketChannel server = awaited.remove(each);
            open.remove(server);
            closeQuietly(server);
        }
    }

    private static void closeQuietly(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            return; // it is of no more use all the same
        }
    }

    /** A directory may go at any moment, and then there is nobody to stand between. */
    private void standBetween(Path directory) {
        Path socket = directory.resolve("s");
        if (met.contains(directory) || !Files.exists(socket)) {
            return;
        }
        Path real = directory.resolve("s.real");
        Path mine = directory.resolve("s.mine");
        try {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            open.add(server);
            met.add(directory);
            server.bind(UnixDomainSocketAddress.of(mine));
            Files.createLink(real, socket);
            Files.move(mine, socket, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            awaited.put(directory, server);
            daemon(() -> accept(server, real), "meddler-" + directory.getFileName());
        } catch (IOException e) {
            return; // the worker talks to the pool itself
        }
    }

    private void accept(ServerSocketChannel server, Path real) {
        try (server) {
            connect(server.accept(), real);
        } catch (IOException e) {
            return; // one of the two is no more
        } finally {
            open.remove(server);
        }
    }

    private void connect(SocketChannel worker, Path real) throws IOException {
        open.add(worker);
        try {
            SocketChannel pool = SocketChannel.open(UnixDomainSocketAddress.of(real));
            open.add(pool);
            int number = connections.getAndIncrement();
            daemon(() -> pump(worker, pool, hands.of(number, true)), "meddler-" + number + "-up");
            daemon(() -> pump(pool, worker, hands.of(number, false)), "meddler-" + number + "-down");
        } catch (IOException e) {
            open.remove(worker);
            worker.close();
        }
    }

    private void pump(SocketChannel from, SocketChannel to, Hand hand) {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        try (from;
                to) {
            while (from.read(chunk) >= 0) {
                byte[] bytes = new byte[chunk.flip().remaining()];
                chunk.get(bytes).clear();
                byte[] instead = hand.pass(bytes);
                if (instead == null) {
                    return;
                }
                ByteBuffer passed = ByteBuffer.wrap(instead);
                while (passed.hasRemaining()) {
                    to.write(passed);
                }
            }
        } catch (IOException e) {
            return; // one of the two is no more
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    /** Returns how many workers it has stood before. */
    int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        for (Channel each : open) {
            each.close();
        }
    }
}
