package dev.runner.processes.internal.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose turn it is: this thread is that of the traffic, unless a test says otherwise. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class WatchTest {

    private final Watch watch = new Watch(Thread.currentThread());

    private boolean guestTakes() throws InterruptedException {
        AtomicBoolean taken = new AtomicBoolean();
        in(() -> taken.set(watch.take()));
        return taken.get();
    }

    private static void in(Runnable work) throws InterruptedException {
        Thread thread = new Thread(work);
        thread.start();
        thread.join();
    }

    @Test
    void guestIsTurnedAwayWhileAnotherIsThere() throws InterruptedException {
        assertFalse(watch.isWanted());
        assertFalse(guestTakes());
        assertTrue(watch.isWanted());
        watch.leaveToGuests();
        assertTrue(guestTakes());
        assertFalse(guestTakes());
        assertFalse(watch.takeBack());
        assertTrue(watch.hasOtherGuest());
    }

    @Test
    void trafficHasItAgainWhenNoGuestComes() {
        watch.leaveToGuests();
        assertTrue(watch.isNobodys());
        assertFalse(watch.standBy());
        assertTrue(watch.isTraffics());
    }

    @Test
    void guestsThatComeKeepIt() throws InterruptedException {
        watch.leaveToGuests();
        in(() -> {
            watch.take();
            watch.leave(false);
        });
        assertTrue(watch.standBy());
        assertTrue(watch.isTraffics(), "who stands by looks itself from time to time");
        watch.resume();
        assertTrue(watch.isNobodys());
    }

    @Test
    void whoIsTurnedAwayByALookIsSeenTo() throws InterruptedException {
        watch.leaveToGuests();
        in(() -> {
            watch.take();
            watch.leave(false);
        });
        assertTrue(watch.standBy());
        assertFalse(guestTakes());
        watch.resume();
        assertTrue(watch.isTraffics());
    }

    @Test
    void guestThatLeavesMoreCallsTraffic() throws InterruptedException {
        watch.leaveToGuests();
        in(() -> {
            watch.take();
            watch.leave(true);
        });
        assertFalse(watch.standBy());
        assertTrue(watch.isTraffics());
    }

    @Test
    void whoNeedsSomebodyCallsTraffic() throws InterruptedException {
        watch.leaveToGuests();
        in(() -> {
            watch.take();
            watch.leave(false);
        });
        in(watch::requireSomebody);
        assertFalse(watch.standBy());
        assertTrue(watch.isTraffics());
    }

    /** Whoever has it is alone, and it always comes back to the traffic when guests cease to come. */
    @Test
    void oneAtATimeAndSomebodyInTheEnd() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger guestsLeft = new AtomicInteger(3);
        List<Thread> guests = new ArrayList<>();
        watch.leaveToGuests();
        for (int guest = 0; guest < 3; guest++) {
            Thread thread = new Thread(() -> {
                for (int round = 0; round < 20_000; round++) {
                    if (watch.take()) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        inside.decrementAndGet();
                        watch.leave(round % 7 == 0);
                    }
                }
                guestsLeft.decrementAndGet();
            });
            guests.add(thread);
            thread.start();
        }
        boolean isOver = false;
        while (!isOver || !watch.isTraffics()) {
            if (watch.isTraffics()) {
                watch.leaveToGuests(); // who has the watch does not stand by
            }
            boolean guestsCome = watch.standBy();
            isOver = guestsLeft.get() == 0;
            if (watch.isTraffics()) {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                inside.decrementAndGet();
                if (guestsCome) {
                    watch.resume();
                }
            }
        }
        for (Thread guest : guests) {
            guest.join();
        }
        assertEquals(1, most.get());
    }
}
