package dev.runner.processes.fuzz;

import dev.runner.processes.internal.wire.BadFrameException;
import dev.runner.processes.internal.wire.Bodies;
import dev.runner.processes.internal.wire.Inbox;
import dev.runner.processes.internal.wire.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Bytes as they arrive from the other side, a pool's or a worker's: frames, one of which may be damaged, and behind
 * them anything at all, in whatever parts. What was sent arrives up to the damage and not beyond, in the same way
 * whatever the parts, and nothing is thrown but {@link BadFrameException}.
 */
public final class InboxFuzz {

    /**
     * The limits of a caller that is not known yet, and of two pools; frames of any other size only need more input.
     */
    private static final int[] LIMITS = {4096, 64, 3_000_000};

    private static final int MOST_MESSAGES = 8;

    /** How much memory a byte may take that has come, and how much may be taken besides. */
    private static final long MEMORY_PER_BYTE = 128;

    private static final long MEMORY_BESIDES = 4 * 1024 * 1024;

    /** What came of some bytes: the messages, and what was behind them if it was none. */
    private record Received(List<byte[]> messages, @Nullable String refusal) {}

    private InboxFuzz() {}

    /** Tries one input. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Choices choices = new Choices(input);
        int limit = LIMITS[choices.below(LIMITS.length)];
        int part = 1 + choices.below(64);
        int damagedAt = choices.flag() ? choices.anyInt() & 0xFFFF : -1;
        List<byte[]> sent = new ArrayList<>();
        Speech speech = new Speech();
        for (int left = choices.below(MOST_MESSAGES + 1); left > 0; left--) {
            Message message = choices.flag() ? Messages.down(choices) : Messages.up(choices);
            sent.add(Bodies.of(message));
            speech.say(message);
        }
        int sentBytes = speech.length();
        speech.babble(choices.rest());
        byte[] bytes = speech.bytes();
        if (damagedAt >= 0 && damagedAt < bytes.length) {
            bytes[damagedAt] ^= (byte) (1 + choices.below(255));
        }
        Allocation.requireAtMost(
                limit + MEMORY_PER_BYTE * bytes.length + MEMORY_BESIDES,
                "a stream of " + bytes.length + " bytes",
                () -> receive(bytes, limit, bytes.length));
        Received whole = receive(bytes, limit, bytes.length);
        requireSame(whole, receive(bytes, limit, part));
        boolean allFit = sent.stream().allMatch(body -> body.length <= limit);
        boolean isDamaged = damagedAt >= 0 && damagedAt < sentBytes;
        if (allFit && !isDamaged) {
            requireStart(whole, sent);
        } else if (isDamaged) {
            requireFewer(whole, sent);
        }
    }

    private static Received receive(byte[] bytes, int limit, int part) throws IOException {
        List<Message> messages = new ArrayList<>();
        String refusal = null;
        Inbox inbox = new Inbox(channel(bytes, part), limit);
        while (refusal == null && !inbox.hasEnded()) {
            try {
                inbox.receive(messages::add);
            } catch (BadFrameException e) {
                refusal = String.valueOf(e.getMessage());
            }
        }
        return new Received(messages.stream().map(Bodies::of).toList(), refusal);
    }

    private static ReadableByteChannel channel(byte[] bytes, int part) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        return new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer to) {
                if (!left.hasRemaining()) {
                    return -1;
                }
                int step = Math.min(Math.min(part, left.remaining()), to.remaining());
                to.put(left.slice(left.position(), step));
                left.position(left.position() + step);
                return step;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
    }

    private static void requireSame(Received whole, Received parts) {
        Finding.unless(
                whole.messages().size() == parts.messages().size(),
                whole.messages().size() + " messages came at once, and "
                        + parts.messages().size() + " in parts");
        requireStart(whole, parts.messages());
        Finding.unless(
                String.valueOf(whole.refusal()).equals(String.valueOf(parts.refusal())),
                "at once: " + whole.refusal() + "; in parts: " + parts.refusal());
    }

    private static void requireStart(Received received, List<byte[]> sent) {
        Finding.unless(
                received.messages().size() >= sent.size(),
                sent.size() + " messages were sent, and " + received.messages().size() + " came; refused: "
                        + received.refusal());
        int changed = IntStream.range(0, sent.size())
                .filter(i -> !Arrays.equals(sent.get(i), received.messages().get(i)))
                .findFirst()
                .orElse(-1);
        Finding.unless(changed < 0, "message " + changed + " is not what was sent");
    }

    /** What is damaged is never taken for something else that might have been sent. */
    private static void requireFewer(Received received, List<byte[]> sent) {
        int came = received.messages().size();
        Finding.unless(came < sent.size(), came + " messages came, of " + sent.size() + ", one of which was damaged");
        requireStart(received, sent.subList(0, came));
    }

    /** Makes inputs to begin with: each message alone, and all that are sent in one direction together. */
    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (int limit = 0; limit < LIMITS.length; limit++) {
            for (int type = 0; type < Messages.UP_TYPES; type++) {
                seeds.add(seed(limit, 0, type));
                seeds.add(seed(limit, 1, type));
            }
        }
        return seeds;
    }

    private static byte[] seed(int limit, int down, int type) {
        byte[] seed = new byte[64];
        byte[] start = {(byte) limit, 7, 0, 2, (byte) down, (byte) type, 1, 0, 3, 'a', '.', 'b', 0, 1, 'c'};
        System.arraycopy(start, 0, seed, 0, start.length);
        return seed;
    }
}
