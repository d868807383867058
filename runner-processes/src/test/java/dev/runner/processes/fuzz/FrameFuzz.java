package dev.runner.processes.fuzz;

import dev.runner.processes.internal.wire.BadFrameException;
import dev.runner.processes.internal.wire.Bodies;
import dev.runner.processes.internal.wire.Frames;
import dev.runner.processes.internal.wire.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes as what a whole frame carries, behind the header that a fuzzer can't guess. Either they are refused as that, or
 * they are a message, which survives another crossing.
 */
public final class FrameFuzz {

    private static final long MEMORY_PER_BYTE = 64;
    private static final long MEMORY_BESIDES = 4 * 1024 * 1024;

    private FrameFuzz() {}

    /** Tries one input. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Message message;
        try {
            Allocation.requireAtMost(
                    MEMORY_PER_BYTE * input.length + MEMORY_BESIDES,
                    "a frame of " + input.length + " bytes",
                    () -> Frames.decode(input));
            message = Frames.decode(input);
        } catch (BadFrameException refused) {
            return;
        }
        byte[] once = Bodies.of(message);
        try {
            byte[] twice = Bodies.of(Frames.decode(once));
            Finding.unless(Arrays.equals(once, twice), message + " is another after it has crossed again");
        } catch (BadFrameException e) {
            throw new Finding(message + " can't cross again", e);
        }
    }

    /** Makes inputs to begin with: a message of each type. */
    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (int type = 0; type < Messages.UP_TYPES; type++) {
            byte[] choices = {(byte) type, 1, 0, 3, 'a', '.', 'b', 0, 1, 'c', 0, 2, 'd', 'e', 1, 0, 1, 'f', 0, 1, 'g'};
            seeds.add(Bodies.of(Messages.up(new Choices(choices))));
            seeds.add(Bodies.of(Messages.down(new Choices(choices))));
        }
        return seeds;
    }
}
