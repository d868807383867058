package dev.runner.processes.internal.host;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread of the traffic, and one that waits for the only task under way, of which nothing comes. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class TrafficTest {

    private static final int ROUNDS = 300;
    private static final long LIMIT_SECONDS = 20;

    private final AtomicInteger underWay = new AtomicInteger(1);
    private final Traffic traffic;
    private volatile boolean over;

    TrafficTest() throws Exception {
        traffic = new Traffic("test", false, () -> 0, underWay::get, failure -> {});
        traffic.start(() -> false);
    }

    @AfterEach
    void end() {
        over = true;
        traffic.end();
    }

    private Thread startGuest() {
        Thread guest = new Thread(() -> {
            while (!over) {
                traffic.await(() -> over, TimeUnit.SECONDS.toNanos(1));
            }
        });
        guest.setDaemon(true);
        guest.start();
        return guest;
    }

    /** Work wakes whoever waits for the channels, and that may not be the thread that is to do it. */
    @Test
    void workIsDoneWhoeverWaitsForTheChannels() throws InterruptedException {
        startGuest();
        for (int round = 0; round < ROUNDS; round++) {
            CountDownLatch done = new CountDownLatch(1);
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(37L * (round % 100)));
            traffic.soon(done::countDown);
            assertTrue(done.await(LIMIT_SECONDS, TimeUnit.SECONDS), "nobody has done it in round " + round);
        }
    }

    @Test
    void guestIsSentAwayAtTheEnd() throws InterruptedException {
        Thread guest = startGuest();
        over = true;
        traffic.end();
        guest.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
        assertTrue(!guest.isAlive(), "it waits for ever");
    }
}
