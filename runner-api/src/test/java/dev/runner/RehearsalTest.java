package dev.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.internal.SerialBackend;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks and results that go through serialization in one JVM, to prove that they are fit for another. */
class RehearsalTest {

    private static final AtomicInteger RAN = new AtomicInteger();

    private Pool pool;

    @BeforeEach
    void open() {
        pool = Pools.open(
                new SerialBackend(),
                PoolConfig.builder().rehearseSerialization(true).build());
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private static final class Plain {}

    private static final class Holder implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // that it can't travel is what it is for
        private final Object field = new Plain();

        @Override
        public String toString() {
            return "holder of " + field;
        }
    }

    private static final class Stubborn implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) {
            throw new IllegalStateException("won't go");
        }

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("never written");
        }
    }

    private record Counting() implements Runnable, Serializable {
        @Override
        public void run() {
            RAN.incrementAndGet();
        }
    }

    private static TaskSerializationException refusal(PoolFuture<?> future) {
        return assertInstanceOf(
                TaskSerializationException.class, future.failure().orElseThrow());
    }

    private static String message(String what, Object error) {
        return what + " can't go through serialization: " + error
                + "; make the class named there serializable, mark the field transient, or pass less";
    }

    @Test
    void theTaskWorksOnCopiesOfItsArguments() {
        List<Integer> mine = new ArrayList<>(List.of(1, 2));
        List<Integer> result = pool.submit(
                        list -> {
                            list.add(3);
                            return list;
                        },
                        mine)
                .join();
        assertEquals(List.of(1, 2), mine);
        assertEquals(List.of(1, 2, 3), result);
    }

    @Test
    void buffersOfBytesTravelWithAllTheyHave() {
        ByteBuffer mine =
                ByteBuffer.allocateDirect(4).put((byte) 1).put((byte) 2).flip();
        ByteBuffer result = pool.submit(buffer -> buffer.asReadOnlyBuffer().position(1), mine)
                .join();
        assertTrue(result.isDirect() && result.isReadOnly());
        assertEquals(List.of(1, 2, 4), List.of(result.position(), result.limit(), result.capacity()));
        assertEquals(2, result.get());
        mine.put(1, (byte) 9);
        assertEquals(2, result.get(1));
    }

    @Test
    void theResultIsACopyOfWhatTheTaskReturned() {
        Object[] constant = pool.submit(() -> Constant.VALUE).join();
        assertNotSame(Constant.VALUE, constant);
        assertEquals(1, constant[0]);
    }

    private static final class Constant {
        private static final Object[] VALUE = {1};
    }

    @Test
    void nullsEnumsAndExceptionsComeBackAsTheyAre() {
        assertNull(pool.submit(() -> null).join());
        assertSame(Until.ALL_COMPLETED, pool.submit(() -> Until.ALL_COMPLETED).join());
        Exception result =
                pool.submit(() -> new IllegalStateException("a result")).join();
        assertEquals("a result", result.getMessage());
    }

    static Stream<Task<Object>> tasksThatCannotTravel() {
        Plain captured = new Plain();
        Holder holder = new Holder();
        return Stream.of(
                captured::toString,
                () -> captured.hashCode(),
                Job.of(Object::toString, (Object) captured),
                holder::toString,
                Job.of(Object::toString, Args.of(1).with("k", captured)));
    }

    @ParameterizedTest
    @MethodSource("tasksThatCannotTravel")
    void aTaskThatCannotTravelIsRefusedWithTheClassAndTheRemedy(Task<Object> task) {
        TaskSerializationException refusal = refusal(pool.submit(task));
        assertEquals(
                message("the task", "java.io.NotSerializableException: " + Plain.class.getName()),
                refusal.getMessage());
        assertInstanceOf(NotSerializableException.class, refusal.getCause());
    }

    @Test
    void aResultThatCannotTravelIsRefusedWithTheClassAndTheRemedy() {
        assertEquals(
                message("the result", "java.io.NotSerializableException: " + Plain.class.getName()),
                refusal(pool.submit(() -> new Holder())).getMessage());
    }

    @Test
    void whatThrowsWhileItIsWrittenIsRefusedWithItsException() {
        TaskSerializationException refusal = refusal(pool.submit(Object::toString, new Stubborn()));
        assertEquals(message("the task", "java.lang.IllegalStateException: won't go"), refusal.getMessage());
    }

    @Test
    void aTaskThatCannotTravelDoesNotRunAndHarmsNoOther() {
        int before = RAN.get();
        Plain captured = new Plain();
        PoolFuture<Integer> refused = pool.submit(() -> RAN.incrementAndGet() + captured.hashCode());
        assertEquals(TaskState.FAILED, refused.taskState());
        assertEquals(before, RAN.get());
        assertEquals(7, pool.submit(Integer::sum, 3, 4).join());
    }

    @Test
    void theTasksOwnExceptionIsItsOwn() {
        IOException own = assertInstanceOf(
                IOException.class,
                pool.submit(() -> {
                            throw new IOException("disk full");
                        })
                        .failure()
                        .orElseThrow());
        assertEquals("disk full", own.getMessage());
    }

    @Test
    void aPlainCallableThatIsSerializableTravels() {
        Callable<Integer> callable = (Callable<Integer> & Serializable) () -> 8;
        assertEquals(8, pool.submit(callable).join());
    }

    @Test
    void aPlainCallableThatIsNotSerializableIsNamed() {
        Callable<Integer> callable = () -> 8;
        assertEquals(
                message(
                        "the task",
                        "java.io.NotSerializableException: "
                                + callable.getClass().getName()),
                refusal(pool.submit(callable)).getMessage());
    }

    @Test
    void aPlainRunnableThatIsSerializableTravels() {
        int before = RAN.get();
        Runnable runnable = new Counting();
        assertEquals(Optional.empty(), pool.submit(runnable).failure());
        assertEquals(before + 1, RAN.get());
        pool.execute(runnable);
        assertEquals(before + 2, RAN.get());
    }

    @Test
    void aPlainRunnableThatIsSerializableTravelsWithItsResult() {
        int before = RAN.get();
        assertEquals("done", pool.submit(new Counting(), "done").join());
        assertEquals(before + 1, RAN.get());
    }

    @Test
    void aPlainRunnableThatIsNotSerializableIsNamed() {
        Runnable runnable = RAN::incrementAndGet;
        assertEquals(
                message(
                        "the task",
                        "java.io.NotSerializableException: "
                                + runnable.getClass().getName()),
                refusal(pool.submit(runnable)).getMessage());
    }

    @Test
    void withoutRehearsalNothingIsCopied() {
        try (Pool plain = Pools.open("serial")) {
            Plain mine = new Plain();
            assertSame(mine, plain.submit(value -> value, mine).join());
        }
        assertThrows(
                TaskFailedException.class,
                () -> pool.submit(value -> value, new Plain()).join());
    }
}
