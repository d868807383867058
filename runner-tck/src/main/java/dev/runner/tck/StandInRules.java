package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.util.Arrays;

/** Rule 6.3: an exception that can't cross is told by class name, message, stack and causes. */
final class StandInRules {

    private static final int LONG_CHAIN = 20_000;

    /** Holds what can't be serialized. */
    private static final class Unsendable extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        private final Object lock = new Object();

        Unsendable(String message, Throwable cause) {
            super(message, cause);
        }

        Object lock() {
            return lock;
        }
    }

    /** Can be encoded, and not decoded. */
    private static final class Unreceivable extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        Unreceivable(String message) {
            super(message);
        }

        @Serial
        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("it does not want to be read 52");
        }
    }

    /** Fails when it is asked for its message. */
    private static final class Speechless extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final Object lock = new Object();

        @Override
        public String getMessage() {
            throw new IllegalStateException("no words " + lock.getClass().getSimpleName());
        }
    }

    private static void assertTold(Throwable error, Class<?> type, String message, String thrower) {
        assertTrue(error.toString().contains(type.getName()), error::toString);
        assertTrue(String.valueOf(error.getMessage()).contains(message), error::toString);
        assertTrue(
                Arrays.stream(error.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals(thrower)),
                () -> error + " has no frame of " + thrower + ": " + Arrays.toString(error.getStackTrace()));
    }

    private static int throwUnsendable(int x) throws Unsendable {
        IllegalArgumentException root = new IllegalArgumentException("root " + x);
        Unsendable inner = new Unsendable("inner " + x, root);
        Unsendable outer = new Unsendable("outer " + x, inner);
        outer.addSuppressed(new Unsendable("beside " + x, root));
        synchronized (outer.lock()) {
            throw outer;
        }
    }

    @Rule(value = "6.3", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void exceptionThatCannotBeEncodedIsToldWithItsCauses(Trial trial) throws Exception {
        Pool pool = trial.open();
        Throwable outer = MishapRules.failureOf(pool.submit(StandInRules::throwUnsendable, 51));
        assertTold(outer, Unsendable.class, "outer 51", "throwUnsendable");
        Throwable inner = outer.getCause();
        assertNotNull(inner);
        assertTold(inner, Unsendable.class, "inner 51", "throwUnsendable");
        Throwable root = inner.getCause();
        assertNotNull(root);
        assertTold(root, IllegalArgumentException.class, "root 51", "throwUnsendable");
        assertEquals(1, outer.getSuppressed().length);
        assertTold(outer.getSuppressed()[0], Unsendable.class, "beside 51", "throwUnsendable");
        LifeTasks.assertWorks(pool);
    }

    private static int throwUnreceivable(int x) throws Unreceivable {
        throw new Unreceivable("secret " + x);
    }

    @Rule(value = "6.3", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void exceptionThatCannotBeDecodedIsTold(Trial trial) throws Exception {
        Pool pool = trial.open();
        Throwable failure = MishapRules.failureOf(pool.submit(StandInRules::throwUnreceivable, 52));
        assertTold(failure, Unreceivable.class, "secret 52", "throwUnreceivable");
        LifeTasks.assertWorks(pool);
    }

    private static int throwSpeechless(int x) {
        if (x > 0) {
            throw new Speechless();
        }
        return x;
    }

    @Rule(value = "6.3", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void exceptionWhoseMessageFailsIsTold(Trial trial) throws Exception {
        Pool pool = trial.open();
        Throwable failure = MishapRules.failureOf(pool.submit(StandInRules::throwSpeechless, 53));
        assertTold(failure, Speechless.class, "", "throwSpeechless");
        LifeTasks.assertWorks(pool);
    }

    private static int throwCircle(int x) throws Unsendable {
        IllegalStateException first = new IllegalStateException("first " + x);
        Unsendable second = new Unsendable("second " + x, first);
        first.initCause(second);
        throw second;
    }

    @Rule(value = "6.3", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void circleOfCausesIsTold(Trial trial) throws Exception {
        Pool pool = trial.open();
        Throwable failure = MishapRules.failureOf(pool.submit(StandInRules::throwCircle, 54));
        assertTold(failure, Unsendable.class, "second 54", "throwCircle");
        assertTold(failure.getCause(), IllegalStateException.class, "first 54", "throwCircle");
        LifeTasks.assertWorks(pool);
    }

    private static int throwChain(int length) {
        RuntimeException at = new IllegalStateException("link 0");
        for (int i = 1; i < length; i++) {
            at = new IllegalStateException("link " + i, at);
            at.setStackTrace(Arrays.copyOf(at.getStackTrace(), 1));
        }
        throw at;
    }

    @Rule(value = "6.3", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void longChainOfCausesIsTold(Trial trial) throws Exception {
        Pool pool = trial.open();
        PoolFuture<Integer> task = pool.submit(StandInRules::throwChain, LONG_CHAIN);
        Throwable failure = MishapRules.failureOf(task);
        assertTold(failure, IllegalStateException.class, "link " + (LONG_CHAIN - 1), "throwChain");
        Throwable cause = failure.getCause();
        assertNotNull(cause);
        assertTold(cause, IllegalStateException.class, "link " + (LONG_CHAIN - 2), "throwChain");
        LifeTasks.assertWorks(pool);
    }

    private static int throwForeign(int x) throws ReflectiveOperationException {
        Class<?> type = ForeignClass.define("gone.Cause");
        ClassHolder holder = new ClassHolder(type);
        throw new IllegalStateException(
                "foreign " + x, new TypeNotPresentException(holder.type().getName(), holder));
    }

    /** An exception with a class that the parent does not have. */
    private static final class ClassHolder extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        private final Class<?> type;

        ClassHolder(Class<?> type) {
            super("holder of " + type.getSimpleName());
            this.type = type;
        }

        Class<?> type() {
            return type;
        }
    }

    @Rule(
            value = {"6.3", "6.4"},
            needs = Capability.REQUIRES_SERIALIZABLE,
            once = true)
    void exceptionWithClassThatTheParentLacksIsTold(Trial trial) throws Exception {
        Pool pool = trial.open();
        Throwable failure = MishapRules.failureOf(pool.submit(StandInRules::throwForeign, 55));
        assertTold(failure, IllegalStateException.class, "foreign 55", "throwForeign");
        LifeTasks.assertWorks(pool);
    }
}
