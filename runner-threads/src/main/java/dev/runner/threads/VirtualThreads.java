package dev.runner.threads;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;

/** The virtual threads of the running JDK, through its own API, which the JDK that compiles this does not have. */
final class VirtualThreads {

    private static final Optional<VirtualThreads> FOUND = look();

    private final MethodHandle makeUnstarted;

    private VirtualThreads(MethodHandle makeUnstarted) {
        this.makeUnstarted = makeUnstarted;
    }

    /** Returns the API, or empty on a JDK that has none or would need a switch for it. */
    static Optional<VirtualThreads> find() {
        return FOUND;
    }

    /** Binds {@code (name, work) -> Thread.ofVirtual().name(name).unstarted(work)}. */
    private static Optional<VirtualThreads> look() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> builder = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandle ofVirtual = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(builder));
            MethodHandle name = lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class));
            MethodHandle unstarted =
                    lookup.findVirtual(builder, "unstarted", MethodType.methodType(Thread.class, Runnable.class));
            MethodHandle named = MethodHandles.foldArguments(name, ofVirtual);
            VirtualThreads threads = new VirtualThreads(MethodHandles.collectArguments(unstarted, 0, named));
            threads.unstarted(() -> {}, "probe");
            return Optional.of(threads);
        } catch (ReflectiveOperationException | UnsupportedOperationException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    Thread unstarted(Runnable work, String name) {
        try {
            return (Thread) makeUnstarted.invokeExact(name, work);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("could not make a virtual thread", e);
        }
    }
}
