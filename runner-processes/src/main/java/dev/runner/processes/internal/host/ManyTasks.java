package dev.runner.processes.internal.host;

import dev.runner.processes.internal.wire.Message;
import dev.runner.remote.Payloads;
import dev.runner.remote.SharedParcel;
import dev.runner.remote.TaskBundle;
import dev.runner.spi.BulkRun;
import dev.runner.spi.TaskRun;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Elements of a bulk call that follow one another.
 *
 * @param bulk the call
 * @param first which element the first of them is
 * @param tasks what is sent
 * @param context the diagnostic context of who wants them
 */
record ManyTasks(BulkRun<?> bulk, int first, TaskBundle tasks, Map<String, String> context) implements Cargo {

    /** A frame with several tasks is not to be longer, so that there is always memory for it. */
    private static final int LONGEST = 32 * 1024;

    @Override
    public int size() {
        return tasks.size();
    }

    @Override
    public TaskRun<?> run(int index) {
        return bulk.element(first + index);
    }

    @Override
    public long taskId(int index) {
        return bulk.id(first + index);
    }

    @Override
    public OptionalInt chunkSize() {
        return bulk.chunkSize();
    }

    @Override
    public int element(int index) {
        return first + index;
    }

    @Override
    public int function() {
        return tasks.function();
    }

    @Override
    public byte[] definition() {
        return tasks.definition();
    }

    @Override
    public List<SharedParcel> shared() {
        return tasks.shared();
    }

    @Override
    public int together(int from, int most) {
        int count = Math.min(most, size() - from);
        while (count > 1 && tasks.bytes(from, from + count) > LONGEST) {
            count /= 2;
        }
        return count;
    }

    @Override
    public Message.Down message(int slot, int from, int to) {
        return to - from == 1
                ? new Message.Run(slot, taskId(from), 1, 0, "", context, tasks.task(from))
                : new Message.RunAll(slot, taskId(from), bulk.isAwaitedOneByOne(), context, tasks.tasks(from, to));
    }

    @Override
    public Cargo only(int index) {
        Payloads.ShortTask task = new Payloads.ShortTask(
                tasks.task(index), tasks.function(), tasks.definition(), List.of(), tasks.shared());
        return new OneTask(run(index), bulk, element(index), task, context);
    }

    @Override
    public void giveBack() {
        // nothing is borrowed: what would be is no part of a bundle
    }
}
