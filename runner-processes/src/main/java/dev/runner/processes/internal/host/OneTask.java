package dev.runner.processes.internal.host;

import dev.runner.processes.internal.wire.Message;
import dev.runner.remote.Payloads;
import dev.runner.remote.SharedParcel;
import dev.runner.spi.BulkRun;
import dev.runner.spi.TaskRun;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One task.
 *
 * @param run the run
 * @param bulk the bulk call that it is an element of, or null
 * @param element which element it is
 * @param task what is sent
 * @param context the diagnostic context of who wants it
 */
record OneTask(
        TaskRun<?> run, @Nullable BulkRun<?> bulk, int element, Payloads.ShortTask task, Map<String, String> context)
        implements Cargo {

    /** How much of a name a worker is told: it is for messages only, and may be as long as its user likes. */
    private static final int LONGEST_NAME = 1000;

    OneTask(TaskRun<?> run, Payloads.ShortTask task, Map<String, String> context) {
        this(run, null, 0, task, context);
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public TaskRun<?> run(int index) {
        return run;
    }

    @Override
    public long taskId(int index) {
        return run.id();
    }

    @Override
    public OptionalInt chunkSize() {
        return OptionalInt.empty();
    }

    @Override
    public int element(int index) {
        return element;
    }

    @Override
    public int function() {
        return task.function();
    }

    @Override
    public byte[] definition() {
        return task.definition();
    }

    @Override
    public List<SharedParcel> shared() {
        return task.shared();
    }

    @Override
    public int together(int from, int most) {
        return 1;
    }

    @Override
    public Message.Down message(int slot, int from, int to) {
        long limitNanos = run.timeLimit().map(Errand::nanos).orElse(0L);
        return new Message.Run(slot, run.id(), run.attempt(), limitNanos, shortName(), context, task.bytes());
    }

    /** Returns the name of the task, cut if it is very long, or nothing for that which follows from its number. */
    private String shortName() {
        String name = run.name().orElse("");
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "...";
    }

    @Override
    public Cargo only(int index) {
        return this;
    }

    @Override
    public void giveBack() {
        task.giveBack();
    }
}
