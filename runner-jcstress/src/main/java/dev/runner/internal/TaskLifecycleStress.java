package dev.runner.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.runner.TaskState;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.ZZL_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Two changes of one task at once: both are seen by whoever made them as they were taken, and only one ends the task.
 */
public final class TaskLifecycleStress {

    private TaskLifecycleStress() {}

    /** A task of its own, with nothing around it. */
    static class Task extends TaskLifecycle<String> {}

    /** A task whose first attempt runs. */
    static class RunningTask extends Task {
        RunningTask() {
            start(1);
        }
    }

    @JCStressTest
    @Outcome(id = "false, ENDED_UNSTARTED, CANCELLED", expect = ACCEPTABLE, desc = "cancelled before its start")
    @Outcome(id = "true, ENDED_BUSY, CANCELLED", expect = ACCEPTABLE, desc = "cancelled while it runs")
    @State
    public static class StartAgainstCancel extends Task {
        @Actor
        public void worker(LLL_Result r) {
            r.r1 = start(1);
        }

        @Actor
        public void user(LLL_Result r) {
            r.r2 = cancel();
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r3 = taskState();
        }
    }

    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first worker has it")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the second worker has it")
    @State
    public static class StartAgainstStart extends Task {
        @Actor
        public void first(ZZ_Result r) {
            r.r1 = start(1);
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = start(1);
        }
    }

    @JCStressTest
    @Outcome(id = "ENDED, NONE, SUCCEEDED", expect = ACCEPTABLE, desc = "the result came first")
    @Outcome(id = "FREED, ENDED_BUSY, CANCELLED", expect = ACCEPTABLE, desc = "the cancellation came first")
    @State
    public static class SucceedAgainstCancel extends RunningTask {
        @Actor
        public void worker(LLL_Result r) {
            r.r1 = succeed(1, "result");
        }

        @Actor
        public void user(LLL_Result r) {
            r.r2 = cancel();
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r3 = taskState();
        }
    }

    @JCStressTest
    @Outcome(id = "ENDED, false, SUCCEEDED", expect = ACCEPTABLE, desc = "the result came first")
    @Outcome(id = "FREED, true, FAILED", expect = ACCEPTABLE, desc = "the verdict came first")
    @State
    public static class SucceedAgainstJudge extends RunningTask {
        private final Exception verdict = new IllegalStateException("late");

        @Actor
        public void worker(LLL_Result r) {
            r.r1 = succeed(1, "result");
        }

        @Actor
        public void judge(LLL_Result r) {
            r.r2 = judge(1, verdict);
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r3 = error() == (taskState() == TaskState.FAILED ? verdict : null) ? taskState() : "another error";
        }
    }

    @JCStressTest
    @Outcome(id = "ENDED_BUSY, NONE, CANCELLED", expect = ACCEPTABLE, desc = "the first was taken")
    @Outcome(id = "NONE, ENDED_BUSY, CANCELLED", expect = ACCEPTABLE, desc = "the second was taken")
    @State
    public static class CancelAgainstCancel extends RunningTask {
        @Actor
        public void first(LLL_Result r) {
            r.r1 = cancel();
        }

        @Actor
        public void second(LLL_Result r) {
            r.r2 = cancel();
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r3 = taskState();
        }
    }

    @JCStressTest
    @Outcome(id = "false, ENDED_BUSY, CANCELLED", expect = ACCEPTABLE, desc = "cancelled under the first attempt")
    @Outcome(id = "true, ENDED_UNSTARTED, CANCELLED", expect = ACCEPTABLE, desc = "cancelled as the second was queued")
    @State
    public static class RetryAgainstCancel extends RunningTask {
        @Actor
        public void driver(LLL_Result r) {
            r.r1 = retry(1);
        }

        @Actor
        public void user(LLL_Result r) {
            r.r2 = cancel();
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r3 = taskState();
        }
    }

    @JCStressTest
    @Outcome(id = "NONE, ENDED, new", expect = ACCEPTABLE, desc = "the old report is dropped")
    @State
    public static class OldReportAgainstNewAttempt extends RunningTask {
        public OldReportAgainstNewAttempt() {
            retry(1);
        }

        @Actor
        public void oldWorker(LLL_Result r) {
            r.r1 = succeed(1, "old");
        }

        @Actor
        public void newWorker(LLL_Result r) {
            start(2);
            r.r2 = succeed(2, "new");
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r3 = result();
        }
    }

    @JCStressTest
    @Outcome(id = "false, true, ENDED", expect = ACCEPTABLE, desc = "the verdict on the old attempt is dropped")
    @State
    public static class OldVerdictAgainstNewAttempt extends RunningTask {
        public OldVerdictAgainstNewAttempt() {
            retry(1);
        }

        @Actor
        public void oldLimit(ZZL_Result r) {
            r.r1 = judge(1, new IllegalStateException("old"));
        }

        @Actor
        public void newWorker(ZZL_Result r) {
            r.r2 = start(2);
            r.r3 = succeed(2, "new");
        }
    }

    @JCStressTest
    @Outcome(id = "false, null, null", expect = ACCEPTABLE, desc = "not done yet")
    @Outcome(id = "true, SUCCEEDED, result", expect = ACCEPTABLE, desc = "done, and all of it is seen")
    @State
    public static class DoneAgainstLook extends RunningTask {
        @Actor
        public void worker() {
            succeed(1, new String("result"));
        }

        @Actor
        public void user(LLL_Result r) {
            boolean done = isDone();
            r.r1 = done;
            if (done) {
                r.r2 = taskState();
                r.r3 = result();
            }
        }
    }
}
