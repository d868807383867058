package dev.runner.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Job;
import dev.runner.Shared;
import dev.runner.Task;
import dev.runner.TaskFunction1;
import dev.runner.TaskSerializationException;
import dev.runner.spi.SharedSource;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is shared, between two sides in one JVM. */
class SharedValuesTest {

    private static final int LIMIT = 8 << 20;
    private static final String REFUSED =
            "shared value 5 goes with tasks of its own pool only;" + " share its value with the other pool as well";

    private final Payloads here = payloads(LIMIT);
    private final Payloads there = payloads(LIMIT);

    private static Payloads payloads(long limit) {
        return new Payloads(new JavaCodec(), SharedValuesTest.class.getClassLoader(), null, limit, limit);
    }

    private static String label() {
        return "task 'x'";
    }

    /** What the core is, for a backend: it has the value, and the token that the driver gave. */
    private static final class Source implements SharedSource<Object> {
        private final @Nullable Object value;
        private Object token = "none";

        Source(@Nullable Object value) {
            this.value = value;
        }

        @Override
        @SuppressWarnings("NullAway") // the value may be null
        public Object get() {
            return value;
        }

        @Override
        public void close() {}

        @Override
        public Object token() {
            return token;
        }

        @Override
        public String toString() {
            return "shared value 5";
        }
    }

    private record Box(String name, Object content) implements Serializable {}

    private static Shared<Object> shared(
            Payloads payloads, int number, @Nullable Object value, @Nullable SharedBlocks blocks) {
        Source source = new Source(value);
        Shared<Object> handle = Shared.of(source);
        source.token = payloads.share(handle, number, blocks);
        return handle;
    }

    /** Does what a driver does. */
    private Object run(Payloads.ShortTask task) throws Exception {
        if (task.function() > 0) {
            there.define(task.function(), task.definition());
        }
        task.shared().forEach(parcel -> there.receive(parcel.number(), parcel.bytes()));
        return there.decodeTask(task.bytes(), SharedValuesTest::label).call();
    }

    private Payloads.ShortTask encoded(Job<?> job) {
        return here.encodeShortTask(job, SharedValuesTest::label, null);
    }

    private static List<Integer> numbers(Payloads.ShortTask task) {
        return task.shared().stream().map(SharedParcel::number).toList();
    }

    /** One that is an argument, and in another argument too, is one handle there as well. */
    @Test
    void handleInTwoPlacesIsOne() throws Exception {
        Shared<Object> handle = shared(here, 5, "text", null);
        assertEquals(7, run(encoded(Job.of((map, key) -> map.get(key), new HashMap<>(Map.of(handle, 7)), handle))));
    }

    @Test
    void taskCarriesTheNumberOnly() throws Exception {
        String text = "x".repeat(100_000);
        Shared<Object> handle = shared(here, 5, text, null);
        Payloads.ShortTask brief = encoded(Job.of(x -> x.get(), handle));
        assertTrue(brief.bytes().length < 16, () -> brief.bytes().length + " bytes");
        assertEquals(List.of(5), numbers(brief));
        assertEquals(text, run(brief));
        Payloads.ShortTask graph = encoded(Job.of(box -> ((Shared<?>) box.content).get(), new Box("a", handle)));
        assertTrue(graph.bytes().length < 2000, () -> graph.bytes().length + " bytes");
        assertEquals(List.of(5), numbers(graph));
        assertEquals(text, run(graph));
        assertEquals(List.of(), numbers(encoded(Job.of(() -> 1))));
    }

    @Test
    void tasksThatAreSentTogetherNameItOnce() {
        Shared<Object> handle = shared(here, 5, "value", null);
        TaskBundle bundle = new TaskBundle(here);
        TaskFunction1<Integer, Object> function = x -> handle.get() + " " + x;
        for (int i = 0; i < 3; i++) {
            assertTrue(bundle.add(Job.of(function, i), SharedValuesTest::label));
        }
        bundle.complete();
        assertTrue(bundle.bytes(0, 3) < 50, () -> bundle.bytes(0, 3) + " bytes");
        assertEquals(
                List.of(5), bundle.shared().stream().map(SharedParcel::number).toList());
    }

    @Test
    void valueWithHandleBringsTheOtherAlong() throws Exception {
        Shared<Object> inner = shared(here, 6, List.of("inner"), null);
        Shared<Object> outer = shared(here, 5, new Box("outer", inner), null);
        Payloads.ShortTask task = encoded(Job.of(x -> ((Shared<?>) ((Box) x.get()).content).get(), outer));
        assertEquals(List.of(5, 6), numbers(task));
        assertEquals(List.of("inner"), run(task));
    }

    @Test
    void closedIsToldThere() throws Exception {
        Shared<Object> handle = shared(here, 5, "value", null);
        Payloads.ShortTask early = encoded(Job.of(x -> x.get(), handle));
        assertEquals("value", run(early));
        SharedParcel parcel = here.unshare(handle);
        assertEquals(5, parcel == null ? 0 : parcel.number());
        assertNull(here.unshare(handle));
        there.forget(5);
        IllegalStateException closed = assertThrows(
                IllegalStateException.class,
                () -> there.decodeTask(early.bytes(), SharedValuesTest::label).call());
        assertEquals(
                "shared value 5 is closed; close it, or its pool, when the tasks that use it have ended",
                closed.getMessage());
        Payloads.ShortTask late = encoded(Job.of(x -> x.get(), handle));
        assertEquals(List.of(), numbers(late));
        assertThrows(IllegalStateException.class, () -> run(late));
    }

    @Test
    void taskThatTakesItsValuesAlongNeedsNothingElse() throws Exception {
        Shared<Object> handle = shared(here, 5, Map.of("a", "value"), null);
        byte[] task = here.encodeTask(Job.of(x -> x.get(), handle), SharedValuesTest::label);
        assertEquals(
                Map.of("a", "value"),
                there.decodeTask(task, SharedValuesTest::label).call());
        here.unshare(handle);
        byte[] late = here.encodeTask(Job.of(x -> x.get(), handle), SharedValuesTest::label);
        assertThrows(
                IllegalStateException.class,
                () -> there.decodeTask(late, SharedValuesTest::label).call());
    }

    @Test
    void handleThatComesBackIsTheSubmitters() throws Exception {
        Shared<Object> handle = shared(here, 5, "value", null);
        Object there5 = run(encoded(Job.of(x -> x, handle)));
        byte[] result = there.encodeResult(there5, SharedValuesTest::label);
        assertSame(handle, here.decodeResult(result, SharedValuesTest::label));
        here.unshare(handle);
        Shared<?> closed = assertInstanceOf(Shared.class, here.decodeResult(result, SharedValuesTest::label));
        assertThrows(IllegalStateException.class, closed::get);
        assertThrows(IllegalStateException.class, closed::close);
    }

    /** Also where a worker has opened the other pool. */
    @Test
    void handleGoesToNoOtherPool() throws Exception {
        Shared<Object> handle = shared(here, 5, "value", null);
        Shared<?> arrived = assertInstanceOf(Shared.class, run(encoded(Job.of(x -> x, handle))));
        for (Shared<?> each : List.of(handle, arrived)) {
            Payloads other = payloads(LIMIT);
            TaskSerializationException refused = assertThrows(
                    TaskSerializationException.class,
                    () -> other.encodeShortTask(Job.of(x -> x.get(), each), SharedValuesTest::label, null));
            assertEquals("task 'x' can't be serialized: " + REFUSED, refused.getMessage());
        }
    }

    @Test
    void whatCannotBeSharedIsTold() {
        TaskSerializationException refused =
                assertThrows(TaskSerializationException.class, () -> shared(here, 5, new Box("a", new Object()), null));
        assertTrue(
                String.valueOf(refused.getMessage())
                        .startsWith("shared value 5 can't be serialized: java.lang.Object is not serializable; it is at"
                                + " field 'content'"),
                refused::getMessage);
        Blocks blocks = new Blocks();
        TaskSerializationException tooLong = assertThrows(
                TaskSerializationException.class, () -> shared(payloads(1_500_000), 5, new byte[2_000_000], blocks));
        assertTrue(
                String.valueOf(tooLong.getMessage())
                        .matches("shared value 5 is too long: 20000\\d\\d bytes, of 1500000 by maxTaskBytes; pass less,"
                                + " or raise the limit in the backend's options"),
                tooLong::getMessage);
        assertEquals(0, blocks.lent.get());
    }

    /** Memory that both sides share. */
    private static final class Blocks implements SharedBlocks, SharedBlocks.Finder {

        private final Map<String, ByteBuffer> all = new ConcurrentHashMap<>();
        private final AtomicInteger lent = new AtomicInteger();

        @Override
        public Block lend(int bytes) {
            String place = "block " + all.size();
            ByteBuffer memory = ByteBuffer.allocate(bytes);
            all.put(place, ByteBuffer.wrap(memory.array(), 0, bytes));
            lent.incrementAndGet();
            return new Block() {
                @Override
                public String place() {
                    return place;
                }

                @Override
                public ByteBuffer memory() {
                    return memory.duplicate();
                }

                @Override
                public void giveBack() {
                    lent.decrementAndGet();
                }
            };
        }

        @Override
        public ByteBuffer find(String place) {
            return all.get(place).duplicate();
        }
    }

    @Test
    void longArrayIsInOtherMemoryUntilNoTaskCanReadIt() throws Exception {
        Blocks blocks = new Blocks();
        there.findBlocksIn(blocks);
        long[] value = new long[200_000];
        value[7] = 77;
        Shared<Object> handle = shared(here, 5, value, blocks);
        List<Payloads.ShortTask> tasks = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            tasks.add(encoded(Job.of((Task<Long>) () -> ((long[]) handle.get())[7])));
        }
        assertTrue(tasks.get(0).shared().get(0).bytes().length < 100);
        assertEquals(77L, run(tasks.get(0)));
        tasks.get(0).giveBack();
        here.unshare(handle);
        assertEquals(1, blocks.lent.get(), "the second task may read it");
        tasks.get(1).giveBack();
        assertEquals(0, blocks.lent.get());
    }

    /** A thread that a task has left running may come so late. */
    @Test
    void memoryThatIsAnothersIsNotTakenForTheValue() throws Exception {
        Blocks blocks = new Blocks();
        there.findBlocksIn(blocks);
        Shared<Object> handle = shared(here, 5, new byte[2_000_000], blocks);
        Payloads.ShortTask task = encoded(Job.of(x -> x.get(), handle));
        blocks.all.get("block 0").put(1_000_000, (byte) 1);
        IllegalStateException told = assertThrows(IllegalStateException.class, () -> run(task));
        assertEquals(
                "shared value 5 is closed; close it, or its pool, when the tasks that use it have ended",
                told.getMessage());
    }
}
