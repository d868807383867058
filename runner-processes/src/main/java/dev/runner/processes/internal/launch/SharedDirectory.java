package dev.runner.processes.internal.launch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files of one pool in the file system that is memory, which only this user can look into. Its directory is made
 * with the first of them, and is deleted as a {@link LaunchDirectory} is: at the end of the pool, at the exit of the
 * JVM, or by the next pool. Thread-safe.
 */
public final class SharedDirectory {

    private static final Path MEMORY = Path.of("/dev/shm");
    private static final int STEP = 1 << 20;

    private final LaunchSite site;
    private @Nullable LaunchDirectory directory;

    /**
     * Makes it, without files.
     *
     * @param site the pool's
     */
    public SharedDirectory(LaunchSite site) {
        this.site = site;
    }

    /**
     * A file.
     *
     * @param place its path
     * @param memory all of it
     */
    public record Mapped(String place, MappedByteBuffer memory) {}

    /** Returns the directory that is memory. */
    static Path memory() {
        return MEMORY;
    }

    /**
     * Makes a file. Its room is taken first, since a mapping that turns out to have none ends the JVM.
     *
     * @throws IOException if there is no room, or no such file system
     */
    public Mapped make(int number, int bytes) throws IOException {
        Path file = directory().shared(number);
        Set<StandardOpenOption> options =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean complete = false;
        try (FileChannel channel = FileChannel.open(file, options)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(STEP);
            for (long left = bytes; left > 0; left -= channel.write(zeros)) {
                zeros.clear().limit((int) Math.min(left, STEP));
            }
            MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
            complete = true;
            return new Mapped(file.toString(), memory);
        } finally {
            if (!complete) {
                Files.deleteIfExists(file);
            }
        }
    }

    private synchronized LaunchDirectory directory() throws IOException {
        LaunchDirectory known = directory;
        if (known == null) {
            if (!Files.isDirectory(MEMORY) || !Files.isWritable(MEMORY)) {
                throw new IOException("there is no " + MEMORY + " to write to");
            }
            known = site.createIn(MEMORY);
            directory = known;
        }
        return known;
    }

    /** Deletes it. Idempotent. */
    public synchronized void close() {
        if (directory != null) {
            directory.delete();
        }
    }
}
