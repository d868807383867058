package dev.runner.processes.internal.host;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for the channels of a pool: its thread of the traffic, or for a short while a <em>guest</em>, a thread that
 * waits for the one result that is under way, so that no other thread has to be woken before it.
 *
 * <pre>
 * TRAFFIC --a guest was turned away, and nothing is under way any more--> NOBODY
 * NOBODY  --a guest comes-->                                              GUEST
 * GUEST   --leaves-->                                                     NOBODY
 * NOBODY  --no guest between two looks, or called-->                      TRAFFIC
 * </pre>
 *
 * <p>While the thread of the traffic does not have the watch, it stands by: it looks from time to time, so that what
 * comes when nobody has the watch is seen after two looks at the latest. It is called when somebody waits and can't be
 * a guest. While it finds the same guest, it sleeps until that one leaves.
 */
final class Watch {

    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private final Thread traffic;
    private final AtomicReference<@Nullable Thread> holder;

    /** How many have come as guests, or have looked as guests do. */
    private final AtomicInteger guests = new AtomicInteger();

    /** How many found somebody else there. */
    private final AtomicInteger turnedAway = new AtomicInteger();

    /** How many needed somebody there. */
    private final AtomicInteger others = new AtomicInteger();

    private int guestsSeen;
    private int turnedAwaySeen;
    private int othersSeen;
    private volatile boolean called;
    private volatile boolean sleepsLong;

    /** Makes the watch, which the thread of the traffic has. */
    Watch(Thread traffic) {
        this.traffic = traffic;
        this.holder = new AtomicReference<>(traffic);
    }

    // The thread of the traffic

    /** Tells whether the thread of the traffic has the watch. */
    boolean isTraffics() {
        return holder.get() == traffic;
    }

    /** Tells whether there was anybody who could have been a guest since the thread of the traffic last looked. */
    boolean isWanted() {
        return turnedAway.get() != turnedAwaySeen || guests.get() != guestsSeen;
    }

    private void see() {
        turnedAwaySeen = turnedAway.get();
        othersSeen = others.get();
        guestsSeen = guests.get();
    }

    /** The thread of the traffic leaves the watch to guests. */
    void leaveToGuests() {
        called = false;
        see();
        holder.set(null);
    }

    /** The thread of the traffic has the watch again, unless a guest has come: whether it has it. */
    boolean takeBack() {
        return holder.compareAndSet(null, traffic);
    }

    /**
     * The thread of the traffic stands by until the next look, and then has the watch if no guest has it.
     *
     * @return whether guests come: it {@linkplain #resume leaves the watch to them} when it has looked
     */
    boolean standBy() {
        if (!called) {
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
        while (guests.get() == guestsSeen && !called && sleepsWhileGuestIsHere()) {
            Thread.onSpinWait();
        }
        boolean guestsCome = !called && guests.get() != guestsSeen;
        called = false; // who calls just now has left a permit, so that the next look is at once
        see();
        takeBack();
        return guestsCome;
    }

    /** Sleeps if a guest has the watch, which then sees that it has to wake this thread. */
    private boolean sleepsWhileGuestIsHere() {
        sleepsLong = true;
        boolean guestIsHere = holder.get() != null;
        if (guestIsHere) {
            LockSupport.park(this);
        }
        sleepsLong = false;
        return guestIsHere;
    }

    /** Leaves the watch to guests again, unless somebody has seen the thread of the traffic there meanwhile. */
    void resume() {
        holder.set(null);
        if (turnedAway.get() != turnedAwaySeen || others.get() != othersSeen) {
            takeBack();
        }
    }

    // Others

    /** Makes the calling thread the guest that has the watch, if nobody has it: whether it is. */
    boolean take() {
        if (!holder.compareAndSet(null, Thread.currentThread())) {
            turnedAway.incrementAndGet();
            if (!holder.compareAndSet(null, Thread.currentThread())) {
                return false;
            }
        }
        guests.incrementAndGet();
        return true;
    }

    /**
     * The guest leaves.
     *
     * @param more whether anything is under way
     */
    void leave(boolean more) {
        holder.set(null);
        if (more || sleepsLong) {
            callTraffic();
        }
    }

    /** A thread has looked by itself, as a guest does. */
    void looked() {
        guests.incrementAndGet();
    }

    /** There is more to do than for a guest. */
    void requireSomebody() {
        others.incrementAndGet();
        if (holder.get() == null) {
            callTraffic();
        }
    }

    /** Has the thread of the traffic take the watch unless a guest has it. */
    void callTraffic() {
        called = true;
        LockSupport.unpark(traffic);
    }

    /** Tells whether nobody has the watch now. */
    boolean isNobodys() {
        return holder.get() == null;
    }

    /** Tells whether a guest has the watch that is another thread than this. */
    boolean hasOtherGuest() {
        Thread has = holder.get();
        return has != null && has != traffic && has != Thread.currentThread();
    }
}
