package dev.runner.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The thread that runs a task in this JVM, and the one door to interrupting it: an interrupt reaches the thread while
 * it runs this task, and never the next one.
 *
 * <p>{@link #runner} is the thread while it runs the task. Who interrupts puts a mark there, interrupts, and puts the
 * thread back; the thread, before it goes on to other work, waits until it can take itself out. A thread that runs
 * another task in the midst of this one suspends itself meanwhile; a request that comes then interrupts it when it
 * resumes.
 *
 * <p>{@link #stopRequested} is written before {@link #runner} is read, and the thread writes {@link #runner} before it
 * reads {@link #stopRequested}: at least one of the two sees the other.
 *
 * @param <R> the type of the result
 */
abstract sealed class InterruptibleHandle<R extends @Nullable Object> extends Handle<R> permits TaskHandle {

    private static final Object INTERRUPTING = new Object();
    private static final Object SUSPENDED = new Object();
    private static final VarHandle RUNNER;

    static {
        try {
            RUNNER = MethodHandles.lookup().findVarHandle(InterruptibleHandle.class, "runner", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The thread, one of the two marks, or null while there is no thread to interrupt. */
    private volatile @Nullable Object runner;

    private volatile boolean stopRequested;

    /** Whether the thread was interrupted for this task; written while the thread can't take itself out. */
    private boolean interrupted;

    final boolean isStopRequested() {
        return stopRequested;
    }

    /** Returns the thread that runs the task now, or null. */
    final @Nullable Thread runner() {
        return runner instanceof Thread thread ? thread : null;
    }

    /** Asks the task to stop, with an interrupt if so wanted and it runs in this JVM. */
    final void requestStop(boolean interrupt) {
        stopRequested = true;
        Object now = runner;
        if (interrupt && now instanceof Thread thread && RUNNER.compareAndSet(this, thread, INTERRUPTING)) {
            try {
                interrupted = true;
                thread.interrupt();
            } finally {
                runner = thread;
            }
        }
    }

    /** The calling thread begins to run the task. */
    final void attachRunner(boolean interruptible) {
        runner = Thread.currentThread();
        if (stopRequested && interruptible) {
            requestStop(true);
        }
    }

    /** The calling thread has run the task: from here on no interrupt meant for the task reaches it. */
    final void detachRunner() {
        takeOut(null);
        if (interrupted) {
            Thread.interrupted();
        }
    }

    /**
     * The calling thread, which is in this task, is about to run another: false if it is suspended, or not attached.
     */
    final boolean suspendRunner() {
        Object now = runner;
        if (now == null || now == SUSPENDED) {
            return false;
        }
        takeOut(SUSPENDED);
        return true;
    }

    /** The calling thread goes on with this task. */
    final void resumeRunner(boolean interruptible) {
        boolean missed = !interrupted;
        runner = Thread.currentThread();
        if (stopRequested && missed && interruptible) {
            requestStop(true);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // who interrupts is between two writes, and may have lost the processor
    private void takeOut(@Nullable Object mark) {
        Thread me = Thread.currentThread();
        while (!RUNNER.compareAndSet(this, me, mark)) {
            Thread.yield();
        }
    }
}
