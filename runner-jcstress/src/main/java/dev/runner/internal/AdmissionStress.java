package dev.runner.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.runner.OverflowPolicy;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLZ_Result;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Submitters that wait for room in a full queue, while room is made and the pool ends: each is woken. */
public final class AdmissionStress {

    private AdmissionStress() {}

    /** A queue that is full. */
    static class Full {
        final Admission admission = new Admission(1, OverflowPolicy.BLOCK);

        Full() {
            admission.tryEnter();
        }

        final Object enter() {
            return enter(Deadline.NEVER);
        }

        final Object enter(Deadline deadline) {
            try {
                return admission.enter(false, deadline);
            } catch (InterruptedException e) {
                return "interrupted";
            }
        }
    }

    @JCStressTest
    @Outcome(id = "ACCEPTED", expect = ACCEPTABLE, desc = "the place that became free was taken")
    @State
    public static class LeaveAgainstBlockedEnter extends Full {
        @Actor
        public void submitter(L_Result r) {
            r.r1 = enter();
        }

        @Actor
        public void worker() {
            admission.leave();
        }
    }

    @JCStressTest
    @Outcome(id = "CLOSED", expect = ACCEPTABLE, desc = "woken by the end of the pool")
    @State
    public static class CloseAgainstBlockedEnter extends Full {
        @Actor
        public void submitter(L_Result r) {
            r.r1 = enter();
        }

        @Actor
        public void closer() {
            admission.close();
        }
    }

    /** After the race there is room exactly if the submitter did not take it; closed, nobody enters any more. */
    @JCStressTest
    @Outcome(id = "ACCEPTED, CLOSED, false", expect = ACCEPTABLE, desc = "entered before the end")
    @Outcome(id = "CLOSED, CLOSED, false", expect = ACCEPTABLE, desc = "woken by the end")
    @State
    public static class LeaveAndCloseAgainstBlockedEnter extends Full {
        @Actor
        public void submitter(LLZ_Result r) {
            r.r1 = enter();
        }

        @Actor
        public void worker() {
            admission.leave();
            admission.close();
        }

        @Arbiter
        public void end(LLZ_Result r) {
            r.r2 = enter();
            r.r3 = admission.tryEnter();
        }
    }

    /** One of two has little time. When that runs out as the place becomes free, the other is woken all the same. */
    @JCStressTest
    @Outcome(id = "ACCEPTED, ACCEPTED", expect = ACCEPTABLE, desc = "each had the place")
    @Outcome(id = "TIMED_OUT, ACCEPTED", expect = ACCEPTABLE, desc = "the first was too late")
    @State
    public static class LeaveAgainstEnterOutOfTime extends Full {
        @Actor
        public void hasty(LL_Result r) {
            r.r1 = enter(Deadline.afterNanos(1_000));
            if (r.r1 == Admission.Decision.ACCEPTED) {
                admission.leave();
            }
        }

        @Actor
        public void patient(LL_Result r) {
            r.r2 = enter();
        }

        @Actor
        public void worker() {
            admission.leave();
        }
    }

    /** Two pass through the one place; a signal that is lost leaves one of them waiting. */
    @JCStressTest
    @Outcome(id = "ACCEPTED, ACCEPTED", expect = ACCEPTABLE, desc = "each had the place")
    @State
    public static class TwoPassThroughOnePlace extends Full {
        @Actor
        public void first(LL_Result r) {
            r.r1 = enter();
            admission.leave();
        }

        @Actor
        public void second(LL_Result r) {
            admission.leave();
            r.r2 = enter();
            admission.leave();
        }
    }

    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first has the last place")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the second has the last place")
    @State
    public static class TwoForOnePlace {
        private final Admission admission = new Admission(1, OverflowPolicy.REJECT);

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = admission.tryEnter();
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = admission.tryEnter();
        }
    }
}
