package dev.runner.internal;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Something that waits for a handle to end: a link in the handle's stack of waiters. One that was given up is dead, and
 * is unlinked by the thread that gave it up.
 */
abstract class Waiter {

    volatile @Nullable Waiter next;

    /** Tells whether it still waits. */
    abstract boolean isLive();

    /** Is told that the handle has ended, by the thread that ended it. Runs no users' code, except in a callback. */
    abstract void completed(Handle<?> handle);

    /** A thread that is parked. */
    static final class Parked extends Waiter {
        private volatile @Nullable Thread thread = Thread.currentThread();

        @Override
        boolean isLive() {
            return thread != null;
        }

        void giveUp() {
            thread = null;
        }

        @Override
        void completed(Handle<?> handle) {
            Thread waiting = thread;
            if (waiting != null && waiting != Thread.currentThread()) {
                LockSupport.unpark(waiting);
                handle.wakeLooking();
            }
        }
    }

    /** A wait for many handles. */
    static final class Observer extends Waiter {
        private volatile @Nullable Gathering gathering;

        Observer(Gathering gathering) {
            this.gathering = gathering;
        }

        @Override
        boolean isLive() {
            return gathering != null;
        }

        void giveUp() {
            gathering = null;
        }

        @Override
        void completed(Handle<?> handle) {
            Gathering told = gathering;
            if (told != null) {
                told.completed(handle);
            }
        }
    }

    /** A callback, which runs after the others have been told. */
    static final class Callback extends Waiter {
        private final Runnable action;

        /** The callback to be run after this one; written by the thread that took both off the stack. */
        @Nullable
        Callback following;

        Callback(Runnable action) {
            this.action = action;
        }

        @Override
        boolean isLive() {
            return true;
        }

        @Override
        void completed(Handle<?> handle) {
            action.run();
        }
    }

    /** Stands in place of the stack when all have been told: nobody waits any more. */
    static final class Closed extends Waiter {
        @Override
        boolean isLive() {
            return true;
        }

        @Override
        void completed(Handle<?> handle) {
            throw new IllegalStateException("not a waiter");
        }
    }
}
