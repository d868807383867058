package dev.runner.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.runner.PoolConfig;
import dev.runner.Task;
import dev.runner.TaskOptions;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Interrupts and the thread that runs the task: they reach it while it does, and never afterwards. */
public final class InterruptStress {

    private static final CorePool POOL =
            new CorePool(new IdleBackend(), PoolConfig.builder().build(), "stressed");

    private InterruptStress() {}

    /** A task that was never submitted: only its door to interrupts is used. */
    static class Interruptible {
        final TaskHandle<Integer> task =
                POOL.newTask((Task<Integer>) () -> 1, POOL.details(TaskOptions.defaults(), false));
    }

    @JCStressTest
    @Outcome(id = "false", expect = ACCEPTABLE, desc = "no interrupt is left for what the thread does next")
    @State
    public static class InterruptAgainstDetach extends Interruptible {
        @Actor
        public void runner(Z_Result r) {
            task.attachRunner(true);
            task.detachRunner();
            r.r1 = Thread.interrupted();
        }

        @Actor
        public void stopper() {
            task.requestStop(true);
        }
    }

    @JCStressTest
    @Outcome(id = "false", expect = ACCEPTABLE, desc = "no interrupt is left for what the thread does next")
    @State
    public static class TwoInterruptsAgainstDetach extends Interruptible {
        @Actor
        public void runner(Z_Result r) {
            task.attachRunner(true);
            task.detachRunner();
            r.r1 = Thread.interrupted();
        }

        @Actor
        public void stopper() {
            task.requestStop(true);
            task.requestStop(true);
        }
    }

    /** The thread stays with the task until the request has been made, and then has to find itself interrupted. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "asked and interrupted")
    @State
    public static class InterruptAgainstAttach extends Interruptible {
        private volatile boolean requested;

        @Actor
        public void runner(ZZ_Result r) {
            task.attachRunner(true);
            while (!requested) {
                Thread.onSpinWait();
            }
            r.r1 = task.isStopRequested();
            r.r2 = Thread.interrupted();
            task.detachRunner();
            Thread.interrupted();
        }

        @Actor
        public void stopper() {
            task.requestStop(true);
            requested = true;
        }
    }

    /**
     * While the thread waits it runs another task; the interrupt reaches it before or after that, and not the other
     * task.
     */
    @JCStressTest
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "not the other task, but the one that waits")
    @State
    public static class InterruptAgainstHelp extends Interruptible {
        private final Handle<Boolean> helped = (Handle<Boolean>) POOL.submit((Task<Boolean>) Thread::interrupted);
        private volatile boolean requested;

        @Actor
        public void runner(ZZ_Result r) {
            WorkerFrame frame = WorkerFrame.enter(POOL, "stressed");
            frame.begin(task);
            task.attachRunner(true);
            boolean thrown = waitForOther();
            while (!requested) {
                Thread.onSpinWait();
            }
            r.r1 = helped.isDone() && helped.result();
            r.r2 = thrown | Thread.interrupted();
            task.detachRunner();
            frame.exit();
        }

        private boolean waitForOther() {
            try {
                helped.await(Deadline.NEVER);
                return false;
            } catch (InterruptedException e) {
                return true;
            }
        }

        @Actor
        public void stopper() {
            task.requestStop(true);
            requested = true;
        }
    }

    /** A request without an interrupt is seen by the task, and leaves the thread alone. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "asked and not interrupted")
    @State
    public static class RequestAgainstAttach extends Interruptible {
        @Actor
        public void runner(ZZ_Result r) {
            task.attachRunner(false);
            task.detachRunner();
            r.r2 = Thread.interrupted();
        }

        @Actor
        public void stopper() {
            task.requestStop(false);
        }

        @Arbiter
        public void end(ZZ_Result r) {
            r.r1 = task.isStopRequested();
        }
    }
}
