package dev.runner.processes;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** While a worker is held up at its start, somebody else connects in its place. */
final class IntruderProgram {

    private static final int HELLO = 16;
    private static final String LISTENS = "0A";

    private IntruderProgram() {}

    /**
     * Prints what became of the intruders, and of the task.
     *
     * @param args the file that lets the worker start
     */
    public static void main(String[] args) throws Exception {
        String[] wait = {"sh", "-c", "while [ ! -e '" + args[0] + "' ]; do sleep 0.02; done; exec \"$@\"", "sh"};
        try (Pool pool = Tasks.open(options -> options.commandPrefix(wait))) {
            intrude(pool, Path.of(args[0]));
        }
    }

    private static void intrude(Pool pool, Path go) throws Exception {
        PoolFuture<Integer> task = pool.submit(() -> 23);
        try (SocketChannel silent = intrude()) {
            Files.createFile(go);
            System.out.println("result " + Tasks.get(task) + (silent.isOpen() ? "" : "?"));
        } finally {
            Files.write(go, new byte[0]); // the worker need not wait any longer, whatever happened
        }
        System.out.println("again " + Tasks.get(pool.submit(() -> 24)));
    }

    /** Tries it in several ways, the last of which says nothing. */
    private static SocketChannel intrude() throws IOException {
        SocketAddress address = awaitAddress();
        System.out.println(address instanceof UnixDomainSocketAddress ? "unix" : "tcp");
        System.out.println(PosixFilePermissions.toString(Files.getPosixFilePermissions(launchDirectory())));
        System.out.println("wrong token: " + answerTo(address, hello("0".repeat(64))));
        System.out.println("no frame: " + answerTo(address, "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8)));
        return SocketChannel.open(address);
    }

    private static Path launchDirectory() {
        return ParentJvm.leftIn(Path.of(System.getProperty("java.io.tmpdir"))).stream()
                .findFirst()
                .orElseThrow();
    }

    private static SocketAddress awaitAddress() throws IOException {
        List<SocketAddress> found = new ArrayList<>();
        Await.until("a worker to be expected", () -> {
            for (Path each : ParentJvm.leftIn(Path.of(System.getProperty("java.io.tmpdir")))) {
                if (isListeningAt(each.resolve("s"))) {
                    found.add(UnixDomainSocketAddress.of(each.resolve("s")));
                } else if (Files.exists(each.resolve("args"))) {
                    found.addAll(ports());
                }
            }
            return !found.isEmpty();
        });
        return found.get(0);
    }

    /** Tells whether a socket can be connected to: its file is there a moment before. */
    private static boolean isListeningAt(Path socket) {
        if (!Files.exists(socket)) {
            return false;
        }
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Finds the ports at which this process listens, as the kernel tells them. */
    private static List<SocketAddress> ports() {
        List<SocketAddress> ports = new ArrayList<>();
        try {
            List<String> sockets = new ArrayList<>();
            try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
                descriptors.forEach(descriptor -> sockets.add(target(descriptor)));
            }
            for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
                for (String line :
                        Files.exists(Path.of(table)) ? Files.readAllLines(Path.of(table)) : List.<String>of()) {
                    String[] columns = line.strip().split("\\s+", -1);
                    if (columns[3].equals(LISTENS) && sockets.contains("socket:[" + columns[9] + "]")) {
                        int port = Integer.parseInt(columns[1].substring(columns[1].indexOf(':') + 1), 16);
                        ports.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return ports;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "closed meanwhile";
        }
    }

    private static byte[] hello(String token) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        byte[] text = token.getBytes(StandardCharsets.UTF_8);
        out.writeInt(1 + 4 + 4 + text.length);
        out.writeByte(HELLO);
        out.writeInt(1);
        out.writeInt(text.length);
        out.write(text);
        return bytes.toByteArray();
    }

    private static String answerTo(SocketAddress address, byte[] bytes) throws IOException {
        try (SocketChannel channel = SocketChannel.open(address)) {
            return answerOver(channel, ByteBuffer.wrap(bytes));
        }
    }

    private static String answerOver(SocketChannel channel, ByteBuffer bytes) {
        try {
            channel.write(bytes);
            return channel.read(ByteBuffer.allocate(1)) < 0 ? "refused" : "answered";
        } catch (IOException e) {
            return "refused"; // reset, since there was more to read
        }
    }
}
