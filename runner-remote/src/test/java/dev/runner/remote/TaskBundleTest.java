package dev.runner.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Job;
import dev.runner.TaskSerializationException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tasks that were put in a bundle come out again one by one, and what does not belong there is not taken. */
class TaskBundleTest {

    private static final int LIMIT = 4_000_000;
    private static final ClassLoader LOADER = TaskBundleTest.class.getClassLoader();

    private final Payloads here = new Payloads(new JavaCodec(), LOADER, null, LIMIT, LIMIT);
    private final Payloads there = new Payloads(new JavaCodec(), LOADER, null, LIMIT, LIMIT);
    private final TaskBundle bundle = new TaskBundle(here);

    private static String label() {
        return "task 'x'";
    }

    private boolean add(Job<?> job) {
        return bundle.add(job, TaskBundleTest::label);
    }

    private Object called(byte[] task) throws Exception {
        return there.decodeTask(task, TaskBundleTest::label).call();
    }

    private static int twice(Object number) {
        return number instanceof Integer whole
                ? 2 * whole
                : String.valueOf(number).length();
    }

    /** Makes jobs of one function. */
    private static Job<Integer> job(Object argument) {
        return Job.of(TaskBundleTest::twice, argument);
    }

    @Test
    void tasksComeOutInOrderAndAlone() throws Exception {
        for (int i = 0; i < 300; i++) {
            assertTrue(add(job(i)));
        }
        bundle.complete();
        there.define(bundle.function(), bundle.definition());
        assertEquals(300, bundle.size());
        assertEquals(2 * 299, called(bundle.task(299)));
        ByteBuffer some = ByteBuffer.wrap(bundle.tasks(100, 200));
        List<Object> results = new ArrayList<>();
        while (some.hasRemaining()) {
            results.add(called(TaskBundle.next(some)));
        }
        assertEquals(100, results.size());
        assertEquals(2 * 199, results.get(99));
    }

    @Test
    void taskOfAnotherFunctionIsNotTaken() {
        assertTrue(add(job(1)));
        int function = bundle.function();
        assertFalse(add(Job.of(number -> number + 1, 1)));
        assertTrue(add(job(2)));
        assertEquals(2, bundle.size());
        assertEquals(function, bundle.function());
        assertNotEquals(0, function);
    }

    @Test
    void taskWithoutShortFormIsTakenAsItIs() throws Exception {
        assertTrue(add(job(1)));
        assertTrue(add(job(new AtomicInteger(1234))));
        bundle.complete();
        there.define(bundle.function(), bundle.definition());
        assertEquals(4, called(bundle.task(1)));
    }

    @Test
    void longArrayIsNotTakenAndLeavesNothing() throws Exception {
        assertTrue(add(job(1)));
        assertFalse(add(job(new byte[2 << 20])));
        assertFalse(add(job(new byte[2 << 20])));
        assertTrue(add(job(2)));
        bundle.complete();
        there.define(bundle.function(), bundle.definition());
        assertEquals(4, called(bundle.task(1)));
    }

    @Test
    void taskThatCantBeEncodedLeavesNothing() throws Exception {
        assertThrows(TaskSerializationException.class, () -> add(job(new Object())));
        assertTrue(add(job(4)));
        bundle.complete();
        there.define(bundle.function(), bundle.definition());
        assertEquals(1, bundle.size());
        assertEquals(8, called(bundle.task(0)));
    }

    @Test
    void bundleThatIsLongTakesNoMore() {
        assertTrue(add(job("x".repeat(70_000))));
        assertFalse(add(job("y")));
    }

    @Test
    void bytesThatAreNoTasksAreRefused() {
        assertThrows(TaskSerializationException.class, () -> TaskBundle.next(ByteBuffer.wrap(new byte[] {9, 1, 2})));
    }
}
