package dev.runner.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.runner.internal.HandleStress.Ending;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Those who wait for a handle and give up, while others come, give up too, or are told. */
public final class UnlinkStress {

    private UnlinkStress() {}

    /** One gives up, so that a link is taken out, and another comes, while the handle ends. */
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "neither the old nor the new are lost")
    @State
    public static class UnlinkAndPushAgainstWake extends Ending {
        private final AtomicInteger below = new AtomicInteger();
        private final Gathering watching;
        private final Gathering givingUp;

        public UnlinkAndPushAgainstWake() {
            handle.whenDone(below::incrementAndGet);
            givingUp = observed();
            watching = observed();
        }

        @Actor
        public void worker() {
            end();
        }

        @Actor
        public void user() {
            givingUp.giveUp();
            handle.whenDone(calls::incrementAndGet);
        }

        @Arbiter
        public void end(III_Result r) {
            r.r1 = below.get();
            r.r2 = watching.endedCount();
            r.r3 = calls.get();
        }
    }

    /** Two neighbours give up at once, with a waiter below, between and above them. */
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "those who wait on are told")
    @State
    public static class UnlinkAgainstUnlink extends Ending {
        private final AtomicInteger above = new AtomicInteger();
        private final AtomicInteger between = new AtomicInteger();
        private final Gathering lower;
        private final Gathering upper;

        public UnlinkAgainstUnlink() {
            handle.whenDone(calls::incrementAndGet);
            lower = observed();
            handle.whenDone(between::incrementAndGet);
            upper = observed();
            handle.whenDone(above::incrementAndGet);
        }

        @Actor
        public void first() {
            lower.giveUp();
        }

        @Actor
        public void second() {
            upper.giveUp();
        }

        @Arbiter
        public void end(III_Result r) {
            end();
            r.r1 = calls.get();
            r.r2 = between.get();
            r.r3 = above.get();
        }
    }

    /** Two neighbours give up at once: neither link stays behind, which would hold what it was for. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "only the one that waits on is linked, and is told")
    @State
    public static class NeighboursGiveUp extends Ending {
        private static final VarHandle WAITERS = waiters();

        private final Gathering lower;
        private final Gathering upper;

        public NeighboursGiveUp() {
            handle.whenDone(calls::incrementAndGet);
            lower = observed();
            upper = observed();
        }

        private static VarHandle waiters() {
            try {
                return MethodHandles.privateLookupIn(Handle.class, MethodHandles.lookup())
                        .findVarHandle(Handle.class, "waiters", Waiter.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        @Actor
        public void first() {
            lower.giveUp();
        }

        @Actor
        public void second() {
            upper.giveUp();
        }

        @Arbiter
        public void end(II_Result r) {
            for (Waiter at = (Waiter) WAITERS.getVolatile(handle); at != null; at = at.next) {
                r.r1++;
            }
            end();
            r.r2 = calls.get();
        }
    }

    /** The one on top gives up while another is put on top of it. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "those who wait on are told")
    @State
    public static class UnlinkTopAgainstPush extends Ending {
        private final AtomicInteger below = new AtomicInteger();
        private final Gathering top;

        public UnlinkTopAgainstPush() {
            handle.whenDone(below::incrementAndGet);
            top = observed();
        }

        @Actor
        public void quitter() {
            top.giveUp();
        }

        @Actor
        public void user() {
            handle.whenDone(calls::incrementAndGet);
        }

        @Arbiter
        public void end(II_Result r) {
            end();
            r.r1 = below.get();
            r.r2 = calls.get();
        }
    }
}
