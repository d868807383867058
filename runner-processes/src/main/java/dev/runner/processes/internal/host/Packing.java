package dev.runner.processes.internal.host;

import dev.runner.Job;
import dev.runner.TaskSerializationException;
import dev.runner.processes.internal.wire.Context;
import dev.runner.remote.Payloads;
import dev.runner.remote.SharedBlocks;
import dev.runner.remote.TaskBundle;
import dev.runner.spi.BulkRun;
import dev.runner.spi.TaskRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the elements of a bulk call, in the thread that makes it: as many together as go together, and those that are
 * long by themselves. One that can't be encoded fails, and the others do not.
 */
final class Packing {

    private final Payloads payloads;
    private final SharedBlocks shared;
    private final Executor reportThreads;
    private final BulkRun<?> bulk;
    private final Map<String, String> context = Context.ofThisThread();
    private final List<Errand> packed = new ArrayList<>();
    private @Nullable TaskBundle bundle;
    private int first;

    /** Which element is being packed, for the one label of all. */
    private int index;

    private final Supplier<String> label = this::label;

    Packing(Payloads payloads, SharedBlocks shared, Executor reportThreads, BulkRun<?> bulk) {
        this.payloads = payloads;
        this.shared = shared;
        this.reportThreads = reportThreads;
        this.bulk = bulk;
    }

    /** Returns what is to be run, in order. */
    List<Errand> pack() {
        boolean complete = false;
        try {
            for (index = 0; index < bulk.size(); index++) {
                packNext();
            }
            endBundle();
            complete = true;
            return packed;
        } finally {
            if (!complete) {
                packed.forEach(errand -> errand.cargo().giveBack());
            }
        }
    }

    /** Calls the one that is being packed as the pool does. */
    private String label() {
        return "task " + bulk.id(index);
    }

    private void packNext() {
        try {
            Optional<? extends Job<?>> job = bulk.payload(index);
            if (job.isEmpty()) {
                endBundle();
            } else if (!addToBundle(job.get())) {
                packAlone(job.get());
            }
        } catch (TaskSerializationException e) {
            endBundle();
            bulk.element(index).failed(e);
        }
    }

    private boolean addToBundle(Job<?> job) {
        TaskBundle open = bundle;
        if (open != null && open.add(job, label)) {
            return true;
        }
        endBundle();
        TaskBundle next = new TaskBundle(payloads);
        if (!next.add(job, label)) {
            return false;
        }
        bundle = next;
        first = index;
        return true;
    }

    private void endBundle() {
        TaskBundle open = bundle;
        if (open != null) {
            open.complete();
            packed.add(new Errand(new ManyTasks(bulk, first, open, context), reportThreads));
            bundle = null;
        }
    }

    private void packAlone(Job<?> job) {
        TaskRun<?> run = bulk.element(index);
        Payloads.ShortTask task = payloads.encodeShortTask(job, label, shared);
        packed.add(new Errand(new OneTask(run, bulk, index, task, context), reportThreads));
    }
}
