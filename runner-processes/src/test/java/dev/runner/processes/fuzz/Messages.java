package dev.runner.processes.fuzz;

import dev.runner.processes.internal.wire.Message;

/** Messages of every type, with what a fuzzer chooses in them. */
public final class Messages {

    /** How many types there are to choose from, in each direction. */
    public static final int DOWN_TYPES = 8;

    /** See {@link #DOWN_TYPES}. */
    public static final int UP_TYPES = 12;

    private static final int MOST_FRAMES = 3;

    private Messages() {}

    /** Makes one that a pool may send. */
    public static Message.Down down(Choices choices) {
        return switch (choices.below(DOWN_TYPES)) {
            case 0 ->
                new Message.Run(
                        choices.anyInt(),
                        choices.anyLong(),
                        choices.anyInt(),
                        choices.anyLong(),
                        choices.text(),
                        choices.texts(),
                        choices.bytes());
            case 1 -> new Message.Stop(choices.anyInt(), choices.flag());
            case 2 -> new Message.Define(choices.anyInt(), choices.bytes());
            case 3 -> new Message.LogLevel(choices.text(), choices.anyInt());
            case 4 -> new Message.Share(choices.anyInt(), choices.bytes());
            case 5 -> new Message.Forget(choices.anyInt());
            case 6 -> new Message.Lend(choices.anyInt(), choices.text());
            default -> new Message.End();
        };
    }

    /** Makes one that a worker may send. */
    public static Message.Up up(Choices choices) {
        return switch (choices.below(UP_TYPES)) {
            case 0 -> new Message.Ready();
            case 1 -> new Message.Started(slot(choices), slot(choices));
            case 2 ->
                new Message.Ended(slot(choices), slot(choices), choices.flag(), choices.anyLong(), choices.bytes());
            case 3 -> new Message.Dropped(slot(choices));
            case 4 -> new Message.Line(taskId(choices), choices.flag(), choices.text());
            case 5 -> new Message.Progress(taskId(choices), choices.anyLong(), choices.anyLong());
            case 6 -> new Message.Stack(taskId(choices), stack(choices));
            case 7 -> new Message.NewLogger(choices.text());
            case 8 ->
                new Message.Logged(
                        taskId(choices),
                        choices.text(),
                        choices.anyInt(),
                        choices.text(),
                        choices.text(),
                        choices.texts(),
                        choices.bytes());
            case 9 -> new Message.Look();
            case 10 -> new Message.NotInitialized(choices.bytes());
            default -> new Message.Hello(choices.anyInt(), choices.text());
        };
    }

    /** Chooses a slot, mostly one that there is. */
    private static int slot(Choices choices) {
        int slot = choices.below(80);
        return slot < 70 ? slot : choices.anyInt();
    }

    private static long taskId(Choices choices) {
        int id = choices.below(16);
        return id < 15 ? id : choices.anyLong();
    }

    private static StackTraceElement[] stack(Choices choices) {
        StackTraceElement[] frames = new StackTraceElement[choices.below(MOST_FRAMES + 1)];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = new StackTraceElement(
                    null, named(choices), null, choices.text(), choices.text(), named(choices), choices.anyInt());
        }
        return frames;
    }

    /** Chooses a name, or null; "null" is how that travels. */
    private static String named(Choices choices) {
        String text = choices.text();
        return text.equals("null") ? null : text;
    }
}
