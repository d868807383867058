package dev.runner.codec.fory;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Lanes that nobody uses, for each class loader. Who takes one has it alone, and gives it back unless it has failed:
 * what is left in it then is not relied on. Thread-safe.
 *
 * <p>Lanes know the classes that they have met. They are held softly, so that they keep no class loader that the memory
 * of is needed.
 */
final class Lanes {

    private final Map<ClassLoader, SoftReference<ArrayDeque<Lane>>> idle = new WeakHashMap<>();

    Lane take(ClassLoader loader) {
        synchronized (idle) {
            SoftReference<ArrayDeque<Lane>> known = idle.get(loader);
            ArrayDeque<Lane> lanes = known == null ? null : known.get();
            Lane lane = lanes == null ? null : lanes.pollFirst();
            if (lane != null) {
                return lane;
            }
        }
        return new Lane(loader);
    }

    void giveBack(ClassLoader loader, Lane lane) {
        synchronized (idle) {
            SoftReference<ArrayDeque<Lane>> known = idle.get(loader);
            ArrayDeque<Lane> lanes = known == null ? null : known.get();
            if (lanes == null) {
                lanes = new ArrayDeque<>();
                idle.put(loader, new SoftReference<>(lanes));
            }
            lanes.addFirst(lane);
        }
    }
}
