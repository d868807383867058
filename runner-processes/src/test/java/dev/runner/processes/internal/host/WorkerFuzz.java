package dev.runner.processes.internal.host;

import dev.runner.StopLevel;
import dev.runner.processes.fuzz.Choices;
import dev.runner.processes.fuzz.Messages;
import dev.runner.processes.fuzz.Speech;
import dev.runner.processes.internal.wire.Message;
import dev.runner.spi.CloseMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A worker that says whatever it likes, in order or not, to a pool that goes on submitting, cancelling and closing. The
 * worker is heard or its connection ended, and nothing else: the traffic moves on, nothing is logged as an error, each
 * task is told of in order, and none is forgotten.
 */
public final class WorkerFuzz {

    private static final long LIMIT_MILLIS = 15_000;
    private static final int MOST_STEPS = 64;
    private static final int MOST_TASKS = 4;
    private static final StopLevel[] LEVELS = StopLevel.values();
    private static final CloseMode[] MODES = CloseMode.values();

    private final Choices choices;
    private final Speech speech = new Speech();
    private final Map<Integer, List<Runnable>> before = new HashMap<>();
    private final FuzzedPool pool;
    private int messages;

    private WorkerFuzz(Choices choices) throws IOException {
        this.choices = choices;
        this.pool = new FuzzedPool(
                1 + choices.below(MOST_TASKS),
                number -> () -> before.getOrDefault(number, List.of()).forEach(Runnable::run));
    }

    /** Tries one input. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        try (FuzzedLog log = new FuzzedLog()) {
            WorkerFuzz worker = new WorkerFuzz(new Choices(input));
            worker.think();
            worker.pool.hear(worker.speech.bytes());
            worker.pool.requireOrder(LIMIT_MILLIS);
            log.requireNoErrors();
        }
    }

    /** Chooses what is to be said, and what happens in the pool meanwhile. */
    private void think() throws IOException {
        if (choices.below(16) != 15) {
            speech.say(pool.hello());
        }
        for (int steps = 0; steps < MOST_STEPS && !choices.isEmpty(); steps++) {
            switch (choices.below(8)) {
                case 5 -> happens(act());
                case 6 -> say(choices.below(8) == 7 ? Messages.down(choices) : Messages.up(choices));
                case 7 -> speech.babble(choices.below(8) == 7 ? choices.rest() : new byte[0]);
                default -> say(Messages.up(choices));
            }
        }
    }

    private Runnable act() {
        int what = choices.below(8);
        int number = choices.below(16);
        StopLevel level = LEVELS[number % LEVELS.length];
        CloseMode mode = MODES[number % MODES.length];
        byte[] choice = what == 6 ? outcome(number) : new byte[0];
        return switch (what) {
            case 0 -> pool::submitIfOpen;
            case 1 -> () -> pool.withdraw(number);
            case 2 -> () -> pool.stop(number, level);
            case 3 -> () -> pool.close(mode);
            case 4 -> () -> pool.begin(number);
            case 5 -> () -> pool.unmark(number);
            case 6 -> () -> pool.put(new Message.Ended(number - 1, 0, number % 3 > 0, number, choice));
            default -> () -> pool.end(number);
        };
    }

    /** Chooses an outcome, half of which say that they are in a block. */
    private byte[] outcome(int number) {
        byte[] bytes = choices.bytes();
        if (number % 2 == 0 && bytes.length > 1) {
            System.arraycopy(new byte[] {1, 21}, 0, bytes, 0, 2);
        }
        return bytes;
    }

    /** Has something happen before the next message is taken. */
    private void happens(Runnable act) {
        before.computeIfAbsent(messages, unused -> new ArrayList<>()).add(act);
    }

    /** Says something, mostly with the mark that belongs to it. */
    private void say(Message message) throws IOException {
        if (message instanceof Message.Started started && isMarked(started.slot())) {
            happens(() -> pool.begin(started.slot()));
        } else if (message instanceof Message.Ended ended && isMarked(ended.slot())) {
            happens(() -> {
                pool.begin(ended.slot()); // if it has not said that
                pool.end(ended.slot());
            });
        }
        speech.say(message);
        messages++;
    }

    private boolean isMarked(int slot) {
        return slot >= 0 && slot < 64 && choices.below(8) != 7;
    }

    /** Makes inputs to begin with: workers that do as they should, and each message alone. */
    public static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(new byte[] {2, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 1, 0, 0});
        seeds.add(new byte[] {1, 0, 0, 0, 5, 1, 0, 0, 3, 0});
        seeds.add(new byte[] {1, 0, 0, 0, 0, 1, 0, 0, 5, 2, 0, 5, 2, 1, 0, 2, 0, 0, 0, 0});
        seeds.add(new byte[] {3, 0, 0, 0, 0, 1, 0, 0, 5, 3, 0, 0, 2, 0, 0, 0, 0});
        for (int type = 0; type < Messages.UP_TYPES; type++) {
            seeds.add(new byte[] {0, 0, 0, (byte) type, 1, 0, 3, 'a', '.', 'b', 0, 1, 'c'});
            seeds.add(new byte[] {0, 0, 0, 0, 0, (byte) type, 1, 0, 3, 'a', '.', 'b', 0, 1, 'c'});
        }
        return seeds;
    }
}
