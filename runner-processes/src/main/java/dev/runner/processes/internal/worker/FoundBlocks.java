package dev.runner.processes.internal.worker;

import dev.runner.remote.SharedBlocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The blocks of its pool that this worker has read, which it keeps mapped: they are used over and over. Thread-safe.
 */
final class FoundBlocks implements SharedBlocks.Finder {

    private final Map<String, ByteBuffer> known = new ConcurrentHashMap<>();

    @Override
    public ByteBuffer find(String place) throws IOException {
        ByteBuffer block = known.get(place);
        if (block == null) {
            try (FileChannel channel = FileChannel.open(Path.of(place), StandardOpenOption.READ)) {
                block = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            }
            known.put(place, block);
        }
        return block.duplicate();
    }
}
