package dev.runner.bench.program;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The floor of a round trip: 64 bytes through a Unix socket to another JVM, which sends them back. */
public final class SocketEcho {

    private static final int BYTES = 64;

    private SocketEcho() {}

    /**
     * Tells {@code p50}, {@code p99} in microseconds.
     *
     * @param args {@code blocking} or {@code polling}; the other JVM is told the socket, too
     */
    public static void main(String[] args) throws Exception {
        boolean polling = args[0].equals("polling");
        if (args.length > 1) {
            echo(Path.of(args[1]), polling);
            return;
        }
        Path socket = Files.createTempDirectory("bench").resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Process other =
                    new ProcessBuilder(command(args[0], socket)).inheritIO().start();
            try (SocketChannel channel = server.accept()) {
                channel.configureBlocking(!polling);
                ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);
                RoundTrip.measure(60_000, number -> {
                    bytes.clear().putInt(0, number);
                    write(channel, bytes);
                    read(channel, bytes);
                    return bytes.getInt(0);
                });
            } finally {
                if (!other.waitFor(10, TimeUnit.SECONDS)) {
                    other.destroyForcibly();
                }
            }
        } finally {
            Files.delete(socket);
            Files.delete(socket.getParent());
        }
    }

    private static List<String> command(String how, Path socket) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(SocketEcho.class.getName(), how, socket.toString()));
        return command;
    }

    private static void echo(Path socket, boolean polling) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.configureBlocking(!polling);
            ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);
            while (read(channel, bytes)) {
                write(channel, bytes);
            }
        }
    }

    private static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
        bytes.position(0).limit(BYTES);
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                Thread.onSpinWait();
            }
        }
    }

    private static boolean read(SocketChannel channel, ByteBuffer bytes) throws IOException {
        bytes.clear();
        while (bytes.hasRemaining()) {
            int read = channel.read(bytes);
            if (read < 0) {
                return false;
            } else if (read == 0) {
                Thread.onSpinWait();
            }
        }
        return true;
    }
}
