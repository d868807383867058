package dev.runner.processes.internal.host;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Which threads may move bytes while they wait for a result. A virtual one may not: whoever it shares its carriers with
 * could keep it from going on, and all other threads wait for it. Nor may one that has used up its stack.
 */
final class Guests {

    /** More frames than moving bytes takes. */
    private static final int DEPTH = 100;

    private static final @Nullable MethodHandle IS_VIRTUAL = find();

    private Guests() {}

    private static @Nullable MethodHandle find() {
        try {
            return MethodHandles.lookup().findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return null; // this Java has none
        }
    }

    /** Tells whether the calling thread may. */
    static boolean isFit() {
        return !isVirtual() && hasStack();
    }

    private static boolean isVirtual() {
        if (IS_VIRTUAL == null) {
            return false;
        }
        try {
            return (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable e) {
            return true;
        }
    }

    private static boolean hasStack() {
        try {
            return descend(DEPTH) == DEPTH;
        } catch (StackOverflowError e) {
            return false;
        }
    }

    private static int descend(int depth) {
        return depth == 0 ? 0 : 1 + descend(depth - 1);
    }
}
