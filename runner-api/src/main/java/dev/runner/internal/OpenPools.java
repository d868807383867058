package dev.runner.internal;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The pools that are open in this JVM, for the moment of its exit. The hook is there as soon as the first pool is. A
 * pool that nothing refers to any more, no worker either, has nothing to abandon and is forgotten.
 */
final class OpenPools {

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
        left.forEach(CorePool::abandonAtExit);
    }
}
