package dev.runner.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The frames of one pool: where its tasks, and other code of its users, run in this JVM. Thread-safe. */
final class Frames {

    private final Set<WorkerFrame> open = ConcurrentHashMap.newKeySet();

    void entered(WorkerFrame frame) {
        open.add(frame);
    }

    void exited(WorkerFrame frame) {
        open.remove(frame);
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

    /** Interrupts callbacks, listeners and initializers, but none of the calling thread's. */
    void interruptCallbacks() {
        open.forEach(WorkerFrame::interruptCallback);
    }

    /** Tells which threads are busy, and with what. */
    void forEachBusyThread(BiConsumer<Thread, String> action) {
        for (WorkerFrame frame : open) {
            String doing = frame.doing();
            if (doing != null) {
                action.accept(frame.thread(), doing);
            }
        }
    }
}
