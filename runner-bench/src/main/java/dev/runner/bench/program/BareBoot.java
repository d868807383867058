package dev.runner.bench.program;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What {@link Boot} is compared with: a JVM as it is, without any flags, that loads the same classes and echoes a byte.
 */
public final class BareBoot {

    private static final int TIMES = 9;
    private static final int WARM_UP = 2;

    private BareBoot() {}

    /**
     * Tells {@code ms}, the median.
     *
     * @param args nothing; the other JVM is told the socket
     */
    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            echo(Path.of(args[0]));
            return;
        }
        String path = Boot.path();
        Path directory = Files.createTempDirectory("bench");
        double[] millis = new double[Told.times(TIMES)];
        for (int i = -WARM_UP; i < millis.length; i++) {
            double took = once(path, directory.resolve("s"));
            if (i >= 0) {
                millis[i] = took;
            }
        }
        Files.delete(directory);
        Told.tell("ms", Told.median(millis));
    }

    private static double once(String path, Path socket) throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                path,
                BareBoot.class.getName(),
                socket.toString());
        long start = System.nanoTime();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Process jvm = command.inheritIO().start();
            try (SocketChannel channel = server.accept()) {
                ByteBuffer one = ByteBuffer.wrap(new byte[] {1});
                channel.write(one);
                one.clear();
                if (channel.read(one) != 1) {
                    throw new IOException("no echo");
                }
                return (System.nanoTime() - start) / 1e6;
            } finally {
                jvm.waitFor();
            }
        } finally {
            Files.deleteIfExists(socket);
        }
    }

    private static void echo(Path socket) throws Exception {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            if (ManyClasses.use(Boot.CLASSES) != Boot.CLASSES) {
                throw new IOException("not all classes were loaded");
            }
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one);
            channel.write(one.flip());
        }
    }
}
