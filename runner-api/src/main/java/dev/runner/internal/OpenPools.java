package dev.runner.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The pools that are open in this JVM, for the moment of its exit. The hook is there as soon as the first pool is. A
 * pool that nothing refers to any more, no worker either, has nothing to abandon and is forgotten.
 *
 * <p>To abandon a pool ends its handles, and so runs callbacks, which may block, or exit the JVM once more, which
 * blocks for ever. The hook does none of it itself: each pool has a daemon thread, and the hook waits for all of them
 * together, and not for ever.
 *
 * <p>A program may have a hook of its own that closes its pool. The JVM starts all hooks at once, so that this one may
 * well be first: it gives the others some time to begin before it takes a pool with tasks for one that was forgotten.
 */
final class OpenPools {

    private static final Duration TIME_TO_ABANDON = Duration.ofSeconds(2);
    private static final Duration TIME_TO_CLOSE = Duration.ofMillis(500);
    private static final Duration LOOK = Duration.ofMillis(5);
    private static final Set<CorePool> OPEN =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    static {
        Thread hook = new Thread(OpenPools::abandonAll, "runner-exit");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException exiting) {
            hook.setName("runner-exit-too-late"); // opened while the JVM exits: nothing is left to be done for it
        }
    }

    private OpenPools() {}

    static void add(CorePool pool) {
        OPEN.add(pool);
    }

    static void remove(CorePool pool) {
        OPEN.remove(pool);
    }

    private static void abandonAll() {
        List<CorePool> left;
        synchronized (OPEN) {
            left = List.copyOf(OPEN);
        }
        awaitClosers(left);
        Duration grace = left.stream()
                .map(pool -> pool.closing().graceAtExit())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        List<Thread> abandoning = new ArrayList<>();
        for (CorePool pool : left) {
            Thread thread = new Thread(pool.closing()::abandonAtExit, pool.name() + "-exit");
            thread.setDaemon(true);
            thread.start();
            abandoning.add(thread);
        }
        awaitEnd(abandoning, grace);
        left.forEach(pool -> pool.closing().giveUp());
    }

    private static void awaitClosers(List<CorePool> pools) {
        Deadline deadline = Deadline.after(TIME_TO_CLOSE);
        while (!deadline.isOver()
                && pools.stream().anyMatch(pool -> pool.closing().isForgotten())) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private static void awaitEnd(List<Thread> abandoning, Duration grace) {
        long least = TIME_TO_ABANDON.toNanos();
        Deadline deadline = Deadline.afterNanos(Math.min(Deadline.nanosOf(grace), Long.MAX_VALUE - least) + least);
        try {
            for (Thread thread : abandoning) {
                TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline.remainingNanos()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // somebody wants the exit to go on
        }
    }
}
