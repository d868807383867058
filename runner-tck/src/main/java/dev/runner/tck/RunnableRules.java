package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.Pool;
import dev.runner.TaskOptions;
import dev.runner.TaskSerializationException;
import dev.runner.VoidTask;
import java.io.Serial;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;

/** What the JDK's methods that take a {@code Runnable} do with it. */
final class RunnableRules {

    /** Something to run and to call. */
    private static final class Both implements VoidTask, Callable<String> {

        @Serial
        private static final long serialVersionUID = 1L;

        private final Tally marks;

        Both(Tally marks) {
            this.marks = marks;
        }

        @Override
        public String call() {
            marks.mark("called");
            return "called";
        }

        @Override
        public void run() {
            marks.mark("run");
        }
    }

    @Rule("3.6")
    void overloadDecidesWhetherSomethingIsRunOrCalled(Trial trial) throws Exception {
        Tally marks = trial.tally();
        Both both = new Both(marks);
        Pool pool = trial.open();
        assertNull(pool.submit((Runnable) both).get(LifeTasks.LIMIT));
        assertEquals("given", pool.submit((Runnable) both, "given").get(LifeTasks.LIMIT));
        assertNull(pool.submit((VoidTask) both).get(LifeTasks.LIMIT));
        assertNull(pool.submit((VoidTask) both, TaskOptions.defaults()).get(LifeTasks.LIMIT));
        pool.execute(both);
        Trial.eventually("all to be run", () -> marks.count() == 5);
        assertEquals(List.of("run", "run", "run", "run", "run"), marks.marks());
        assertEquals("called", pool.submit((Callable<String>) both).get(LifeTasks.LIMIT));
        assertEquals(6, marks.count());
    }

    /** Whatever the backend, a rehearsal refuses at the call what could not be shipped. */
    @Rule("6.6")
    void rehearsedExecuteRefusesWhatCannotBeShipped(Trial trial) {
        Pool pool = trial.open(config -> config.rehearseSerialization(true));
        Object[] plain = {new Object()};
        for (int i = 0; i < 20; i++) {
            RejectedExecutionException thrown = assertThrows(
                    RejectedExecutionException.class,
                    () -> pool.execute((Runnable & java.io.Serializable) () -> plain[0] = ""));
            assertTrue(thrown.getCause() instanceof TaskSerializationException, thrown::toString);
        }
        pool.close();
        assertEquals(0, pool.stats().succeeded());
    }

    @Rule("6.6")
    void wrapperOfTheJdkIsRefusedAlsoWithResult(Trial trial) {
        Pool pool = trial.open(config -> config.rehearseSerialization(!trial.claims(Capability.REQUIRES_SERIALIZABLE)));
        FutureTask<Integer> wrapper = new FutureTask<>(() -> 1);
        String message = "a java.util.concurrent.FutureTask belongs to this JVM: a copy of it running elsewhere would"
                + " leave its caller waiting for ever; submit the task itself to pool '" + pool.name() + "' instead";
        LifeTasks.assertMessage(RejectedExecutionException.class, message, () -> pool.submit(wrapper, "result"));
        LifeTasks.assertMessage(RejectedExecutionException.class, message, () -> pool.submit(wrapper));
        LifeTasks.assertMessage(RejectedExecutionException.class, message, () -> pool.execute(wrapper));
    }
}
