package dev.runner.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.runner.internal.PoolLifecycle.Phase;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZIZ_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Tasks that come and go while the pool ends: each is counted or refused, and the end is told. */
public final class PoolLifecycleStress {

    private PoolLifecycleStress() {}

    /** A pool's life that counts how often its end is told. */
    static class Life {
        final AtomicInteger told = new AtomicInteger();
        final PoolLifecycle lifecycle = new PoolLifecycle(told::incrementAndGet);
    }

    @JCStressTest
    @Outcome(id = "true, 1, false", expect = ACCEPTABLE, desc = "counted, and the end waits for it")
    @Outcome(id = "false, 0, true", expect = ACCEPTABLE, desc = "refused, and the pool has ended")
    @State
    public static class EnterAgainstAdvance extends Life {
        @Actor
        public void submitter(ZIZ_Result r) {
            r.r1 = lifecycle.enter();
        }

        @Actor
        public void closer() {
            lifecycle.advance(Phase.SHUT_DOWN);
        }

        @Arbiter
        public void end(ZIZ_Result r) {
            r.r2 = (int) lifecycle.tasks();
            r.r3 = told.get() > 0;
        }
    }

    @JCStressTest
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "accepted, left, and the end was told once")
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "refused, and the end was told once")
    @State
    public static class EnterAndLeaveAgainstAdvance extends Life {
        @Actor
        public void submitter(ZI_Result r) {
            r.r1 = lifecycle.enter();
            if (r.r1) {
                lifecycle.leave();
            }
        }

        @Actor
        public void closer() {
            lifecycle.advance(Phase.SHUT_DOWN);
        }

        @Arbiter
        public void end(ZI_Result r) {
            r.r2 = told.get();
        }
    }

    @JCStressTest
    @Outcome(id = "false, 1, true", expect = ACCEPTABLE, desc = "refused, and nobody saw it as a task")
    @State
    public static class EnterAgainstLookAtTheEnd extends Life {
        public EnterAgainstLookAtTheEnd() {
            lifecycle.advance(Phase.SHUT_DOWN);
        }

        @Actor
        public void submitter(ZIZ_Result r) {
            r.r1 = lifecycle.enter();
        }

        @Actor
        public void closer(ZIZ_Result r) {
            r.r3 = lifecycle.isDrained();
        }

        @Arbiter
        public void end(ZIZ_Result r) {
            r.r2 = told.get();
        }
    }

    @JCStressTest
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "the last to go tells the end, once")
    @State
    public static class LeaveAgainstAdvance extends Life {
        public LeaveAgainstAdvance() {
            lifecycle.enter();
        }

        @Actor
        public void worker() {
            lifecycle.leave();
        }

        @Actor
        public void closer() {
            lifecycle.advance(Phase.SHUT_DOWN);
        }

        @Arbiter
        public void end(ZI_Result r) {
            r.r1 = lifecycle.isDrained();
            r.r2 = told.get();
        }
    }

    @JCStressTest
    @Outcome(id = "true", expect = ACCEPTABLE, desc = "who waits for the end is woken")
    @State
    public static class AwaitAgainstLeave extends Life {
        public AwaitAgainstLeave() {
            lifecycle.enter();
            lifecycle.advance(Phase.SHUT_DOWN);
        }

        @Actor
        public void worker() {
            lifecycle.leave();
        }

        @Actor
        public void closer(Z_Result r) {
            try {
                r.r1 = lifecycle.awaitDrained(Deadline.NEVER);
            } catch (InterruptedException e) {
                r.r1 = false;
            }
        }
    }

    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "one step after the other")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the stricter phase is not taken back")
    @State
    public static class AdvanceAgainstAdvance extends Life {
        @Actor
        public void closer(ZZ_Result r) {
            r.r1 = lifecycle.advance(Phase.SHUT_DOWN);
        }

        @Actor
        public void killer(ZZ_Result r) {
            r.r2 = lifecycle.advance(Phase.KILLED);
        }

        @Arbiter
        public void end(ZZ_Result r) {
            r.r2 &= lifecycle.phase() == Phase.KILLED;
        }
    }

    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first took the step")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the second took the step")
    @State
    public static class SameAdvanceTwice extends Life {
        @Actor
        public void first(ZZ_Result r) {
            r.r1 = lifecycle.advance(Phase.STOPPING);
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = lifecycle.advance(Phase.STOPPING);
        }
    }
}
