package dev.runner.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The frames of one pool: where its tasks run in this JVM. Thread-safe. */
final class Frames {

    private final CorePool pool;
    private final Set<WorkerFrame> open = ConcurrentHashMap.newKeySet();

    Frames(CorePool pool) {
        this.pool = pool;
    }

    WorkerFrame enter(String workerId) {
        WorkerFrame frame = WorkerFrame.enter(pool, workerId);
        open.add(frame);
        return frame;
    }

    void exit(WorkerFrame frame) {
        open.remove(frame);
        frame.exit();
    }

    /** Does something to each task that runs, or is about to. */
    void forEachTask(Consumer<TaskHandle<?>> action) {
        for (WorkerFrame frame : open) {
            TaskHandle<?> task = frame.task();
            if (task != null) {
                action.accept(task);
            }
        }
    }
}
