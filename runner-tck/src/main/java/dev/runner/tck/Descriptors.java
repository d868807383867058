package dev.runner.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Pipe;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * What this process has open and a backend could have left so: sockets, pipes and temporary files. What the JVM opens
 * when it loads a class is none of these. It can be told where {@code /proc} shows what a descriptor stands for;
 * elsewhere nothing is found.
 */
final class Descriptors {

    private static final Path OPEN = Path.of("/proc/self/fd");
    private static final String TEMPORARY = System.getProperty("java.io.tmpdir") + "/";

    static {
        useSocketsOnce();
    }

    private Descriptors() {}

    /** The JDK keeps a socket of its own from the first use of any on: that is nobody's leak. */
    private static void useSocketsOnce() {
        try {
            SocketChannel.open().close();
            Pipe pipe = Pipe.open();
            pipe.sink().close();
            pipe.source().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what is open, each by the name that the system has for it: two of the same name are one thing. */
    static Set<String> open() {
        Set<String> open = new HashSet<>();
        if (!Files.isDirectory(OPEN)) {
            return open;
        }
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(OPEN)) {
            for (Path each : descriptors) {
                String target = target(each);
                if (isOfInterest(target)) {
                    open.add(target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return open;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closed) {
            return "";
        }
    }

    /** Jars are opened when a class is first looked for, and stay so, wherever they are. */
    private static boolean isOfInterest(String target) {
        return target.startsWith("socket:")
                || target.startsWith("pipe:")
                || (target.startsWith(TEMPORARY) && !target.endsWith(".jar"));
    }
}
