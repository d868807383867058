package dev.runner.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Those who wait for a handle, while it ends: nobody is forgotten, and each is told once. */
public final class HandleStress {

    private HandleStress() {}

    /** A handle that can be ended. */
    static class Ending {
        final Handle<String> handle = new Handle<>();
        final AtomicInteger calls = new AtomicInteger();

        final void end() {
            handle.succeed(1, "result");
            handle.wake();
        }

        final Gathering observed() {
            Gathering gathering = new Gathering();
            gathering.add(handle);
            return gathering;
        }
    }

    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "the callback ran once")
    @State
    public static class CallbackAgainstWake extends Ending {
        @Actor
        public void worker() {
            end();
        }

        @Actor
        public void user() {
            handle.whenDone(calls::incrementAndGet);
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = calls.get();
        }
    }

    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "each callback ran once")
    @State
    public static class CallbacksAgainstWake extends Ending {
        private final AtomicInteger early = new AtomicInteger();
        private final AtomicInteger other = new AtomicInteger();

        public CallbacksAgainstWake() {
            handle.whenDone(early::incrementAndGet);
        }

        @Actor
        public void worker() {
            end();
        }

        @Actor
        public void user() {
            handle.whenDone(calls::incrementAndGet);
            handle.whenDone(other::incrementAndGet);
        }

        @Arbiter
        public void end(III_Result r) {
            r.r1 = early.get();
            r.r2 = calls.get();
            r.r3 = other.get();
        }
    }

    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "in the order in which they were added")
    @State
    public static class OrderOfCallbacksAgainstWake extends Ending {
        private final AtomicInteger second = new AtomicInteger();

        @Actor
        public void worker() {
            end();
        }

        /** The worker runs the first when it has ended the task; the second is added when the first is done, or not. */
        @Actor
        public void user() {
            handle.whenDone(() -> calls.set(1));
            handle.whenDone(() -> second.set(calls.get() + 1));
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = calls.get();
            r.r2 = second.get();
        }
    }

    @JCStressTest
    @Outcome(id = "true", expect = ACCEPTABLE, desc = "woken")
    @State
    public static class ParkedAgainstWake extends Ending {
        @Actor
        public void worker() {
            end();
        }

        @Actor
        public void user(Z_Result r) {
            try {
                r.r1 = handle.await(Deadline.NEVER);
            } catch (InterruptedException e) {
                r.r1 = false;
            }
        }
    }

    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "told once")
    @State
    public static class ObserverAgainstWake extends Ending {
        private final Gathering gathering = new Gathering();

        @Actor
        public void worker() {
            end();
        }

        @Actor
        public void user() {
            gathering.add(handle);
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = gathering.endedCount();
            r.r2 = (gathering.poll() == null ? 0 : 1) + (gathering.poll() == null ? 0 : 1);
        }
    }
}
