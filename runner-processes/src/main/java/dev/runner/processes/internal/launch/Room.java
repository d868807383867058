package dev.runner.processes.internal.launch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Room in this process for what a start of another takes.
 *
 * <p>A start that runs out of descriptors half way is told by Java, but leaves harm: it closes some twice, and what has
 * got the number of such a one meanwhile, a connection perhaps, is closed for its owner. So as many as a start takes
 * are taken beforehand, and given back.
 */
final class Room {

    private static final Logger LOG = LoggerFactory.getLogger(Room.class);
    private static final int DESCRIPTORS = 20;
    private static final Path ANY = Path.of("/dev/null");

    private Room() {}

    /**
     * Looks whether there are descriptors for a start.
     *
     * @throws IOException if there are not
     */
    static void requireDescriptors() throws IOException {
        List<Closeable> taken = new ArrayList<>();
        try {
            for (int i = 0; i < DESCRIPTORS && !WorkerCommand.isWindows(); i++) {
                taken.add(FileChannel.open(ANY));
            }
        } catch (IOException e) {
            throw new IOException(
                    "this process has no " + DESCRIPTORS + " descriptors left, which a start takes (" + e.getMessage()
                            + "); raise its limit (ulimit -n), or close files",
                    e);
        } finally {
            taken.forEach(Room::close);
        }
    }

    private static void close(Closeable taken) {
        try {
            taken.close();
        } catch (IOException e) {
            LOG.debug("could not close", e);
        }
    }
}
