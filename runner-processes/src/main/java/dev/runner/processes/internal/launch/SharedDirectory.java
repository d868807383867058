package dev.runner.processes.internal.launch;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one pool in the file system that is memory, which only this user can look into. Its directory is made
 * with the first of them, and is deleted as a {@link LaunchDirectory} is: at the end of the pool, at the exit of the
 * JVM, or by the next pool. Thread-safe.
 */
public final class SharedDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(SharedDirectory.class);
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

    /** A file, all of which is mapped. It has no channel, which an interrupted thread would close for all. */
    public static final class Mapped {

        private final Path file;
        private final RandomAccessFile open;
        private final MappedByteBuffer memory;

        private Mapped(Path file, RandomAccessFile open, MappedByteBuffer memory) {
            this.file = file;
            this.open = open;
            this.memory = memory;
        }

        /** Returns its path. */
        public String place() {
            return file.toString();
        }

        /** Returns its memory. */
        public MappedByteBuffer memory() {
            return memory;
        }

        /**
         * Tells whether the file is as long as its memory: nobody may touch what there is beyond its end.
         *
         * @throws IOException if that can't be seen
         */
        public boolean isWhole() throws IOException {
            return open.length() >= memory.capacity();
        }

        /** Tells whether others can still find it. */
        public boolean exists() {
            return Files.exists(file);
        }

        /**
         * Deletes it and gives its memory back to the system, although it is mapped: nobody may touch that any more.
         */
        public void giveUp() {
            try (open) {
                Files.deleteIfExists(file);
                open.setLength(0);
            } catch (IOException e) {
                LOG.debug("{} could not be given up: its memory stays until it is mapped no more", file, e);
            }
        }
    }

    /** Returns the directory that is memory. */
    static Path memory() {
        return MEMORY;
    }

    /** Tells whether there is room for so many bytes at this moment. */
    public boolean hasRoomFor(long bytes) {
        return MEMORY.toFile().getUsableSpace() >= bytes;
    }

    /**
     * Makes a file. Its room is taken first, since a mapping that turns out to have none ends the JVM.
     *
     * @throws IOException if there is no room, or no such file system
     */
    public Mapped make(int number, int bytes) throws IOException {
        Path file = directory().shared(number);
        Files.createFile(file);
        boolean complete = false;
        RandomAccessFile open = null;
        try {
            open = new RandomAccessFile(file.toFile(), "rw");
            byte[] zeros = new byte[STEP];
            for (int left = bytes; left > 0; left -= Math.min(left, STEP)) {
                open.write(zeros, 0, Math.min(left, STEP));
            }
            Mapped made = new Mapped(file, open, open.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, bytes));
            complete = true;
            return made;
        } finally {
            if (!complete) {
                Files.deleteIfExists(file);
                if (open != null) {
                    open.close();
                }
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
}
