package dev.runner.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Args;
import dev.runner.Job;
import dev.runner.Task;
import dev.runner.TaskFunction1;
import dev.runner.TaskSerializationException;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Values and calls in a form of our own are what they would be by the codec, and nothing else is taken for them. */
class ShortFormsTest {

    private static final int LIMIT = 10_000_000;
    private static final int MEBIBYTE = 1 << 20;
    private static final ClassLoader LOADER = ShortFormsTest.class.getClassLoader();

    private final Payloads here = new Payloads(new JavaCodec(), LOADER, null, LIMIT, LIMIT);
    private final Payloads there = new Payloads(new JavaCodec(), LOADER, null, LIMIT, LIMIT);

    private static String label() {
        return "task 'x'";
    }

    private @Nullable Object crossed(@Nullable Object value, boolean isShort) {
        byte[] bytes = there.encodeResult(value, ShortFormsTest::label);
        assertEquals(isShort, here.isShortResult(bytes), () -> String.valueOf(value));
        Object crossed = here.decodeResult(bytes, ShortFormsTest::label);
        if (isShort) {
            assertTrue(Objects.deepEquals(crossed, here.decodeShortResult(bytes, ShortFormsTest::label)));
        }
        return crossed;
    }

    private void requireSame(@Nullable Object value, boolean isShort) {
        Object crossed = crossed(value, isShort);
        assertTrue(Objects.deepEquals(value, crossed), () -> value + " came as " + crossed);
        assertSame(value == null ? null : value.getClass(), crossed == null ? null : crossed.getClass());
    }

    @Test
    void simpleValuesAreShort() {
        List<Object> values = List.of(
                true,
                false,
                (byte) -1,
                Byte.MIN_VALUE,
                (short) -300,
                Short.MAX_VALUE,
                'x',
                '\uffff',
                '\0',
                0,
                -1,
                63,
                -64,
                64,
                Integer.MAX_VALUE,
                Integer.MIN_VALUE,
                0L,
                -1L,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                0.5f,
                -0.0f,
                Float.NaN,
                1e300,
                -0.0,
                Double.NEGATIVE_INFINITY,
                "",
                "latin \u00ff",
                "others \u0100 \ud83d\ude00",
                "\ud83d alone");
        values.forEach(value -> requireSame(value, true));
        requireSame(null, true);
        double odd = Double.longBitsToDouble(0x7ff8_0000_dead_beefL);
        assertEquals(0x7ff8_0000_dead_beefL, Double.doubleToRawLongBits((Double) crossed(odd, true)));
    }

    @Test
    void arraysOfPrimitivesAndListsOfSimpleValuesAreShort() {
        List<Object> values = List.of(
                new byte[] {1, -1},
                new boolean[] {true, false},
                new short[] {-2},
                new char[] {'\uffff'},
                new int[] {Integer.MIN_VALUE, 7},
                new long[] {Long.MIN_VALUE},
                new float[] {-0.0f},
                new double[] {1e-300},
                new byte[0],
                new int[0],
                new byte[100_000],
                new int[100_000]);
        values.forEach(value -> requireSame(value, true));
        requireSame(new ArrayList<>(), true);
        requireSame(new ArrayList<>(Arrays.asList(1, null, "two", 3.0, 'c', false, 7L)), true);
    }

    /** All that a buffer has, and not only what is equal by its own account. */
    private static void assertSameBuffer(ByteBuffer expected, ByteBuffer actual) {
        assertNotSame(expected, actual);
        assertSame(expected.getClass(), actual.getClass());
        assertEquals(expected.position(), actual.position());
        assertEquals(expected.limit(), actual.limit());
        assertEquals(expected.order(), actual.order());
        assertEquals(expected.duplicate().clear(), actual.duplicate().clear());
    }

    private static List<ByteBuffer> buffers() {
        ByteBuffer heap =
                ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7}).position(2).limit(5);
        ByteBuffer direct = ByteBuffer.allocateDirect(9)
                .putInt(1)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(2);
        return List.of(
                heap,
                heap.slice(),
                heap.asReadOnlyBuffer(),
                direct,
                direct.duplicate().order(ByteOrder.LITTLE_ENDIAN).flip(),
                direct.asReadOnlyBuffer(),
                ByteBuffer.allocate(0),
                ByteBuffer.allocateDirect(0));
    }

    /** They are not for who may not wait: there may be no memory before some is given back. */
    @Test
    void buffersComeWithAllTheyHave() {
        for (ByteBuffer buffer : buffers()) {
            ByteBuffer before = buffer.duplicate();
            assertSameBuffer(buffer, assertInstanceOf(ByteBuffer.class, crossed(buffer, false)));
            assertEquals(before, buffer, "its place is where it was");
        }
    }

    @Test
    void filterIsAskedOfTheBufferAndNotOfItsForm() {
        Payloads told = new Payloads(new JavaCodec(), LOADER, null, LIMIT, LIMIT, false);
        for (ByteBuffer buffer : buffers()) {
            byte[] bytes = told.encodeResult(List.of(buffer), ShortFormsTest::label);
            List<?> crossed = (List<?>) allowing("java.base/*;!*").decodeResult(bytes, ShortFormsTest::label);
            assertSameBuffer(buffer, (ByteBuffer) crossed.get(0));
            assertThrows(
                    TaskSerializationException.class,
                    () -> allowing("java.lang.*;java.util.*;!*").decodeResult(bytes, ShortFormsTest::label));
        }
    }

    private static Payloads allowing(String pattern) {
        return new Payloads(new JavaCodec(), LOADER, ObjectInputFilter.Config.createFilter(pattern), LIMIT, LIMIT);
    }

    private static final class Failing implements Serializable {
        private static final long serialVersionUID = 1;
        private static int writes;

        private void writeObject(ObjectOutputStream out) throws IOException {
            writes++;
            throw new IOException("attempt " + writes);
        }
    }

    /** What a task is made of may change as it is written: a second attempt could send something else. */
    @Test
    void whatCantBeWrittenIsTriedOnce() {
        Failing.writes = 0;
        TaskSerializationException refused = assertThrows(
                TaskSerializationException.class, () -> encoded(Job.of((a, b) -> a, 1, List.of(new Failing()))));
        assertEquals(1, Failing.writes);
        assertTrue(refused.getMessage().contains("attempt 1"), refused::getMessage);
        TaskBundle bundle = new TaskBundle(here);
        assertThrows(
                TaskSerializationException.class,
                () -> bundle.add(Job.of((a, b) -> a, 1, new Failing()), ShortFormsTest::label));
        assertEquals(2, Failing.writes);
    }

    @Test
    void buffersInOtherObjectsGoByTheCodec() {
        for (ByteBuffer buffer : buffers()) {
            List<?> crossed = assertInstanceOf(List.class, crossed(List.of(buffer, buffer), false));
            assertSameBuffer(buffer, (ByteBuffer) crossed.get(0));
            assertSame(crossed.get(0), crossed.get(1));
        }
    }

    @Test
    void whateverElseGoesByTheCodec() {
        Map<String, Integer> map = new HashMap<>(Map.of("a", 1));
        List<Object> values = List.of(
                List.of(1, 2),
                new TreeSet<>(List.of(1)),
                Collections.unmodifiableList(new ArrayList<>(List.of(1))),
                map,
                new int[][] {{1}},
                new Integer[] {1},
                new String[] {"x"},
                TimeUnit.DAYS,
                new ArrayList<>(List.of(List.of(1))),
                new ArrayList<>(List.of(TimeUnit.DAYS)));
        values.forEach(value -> requireSame(value, false));
        assertEquals(7, ((AtomicInteger) Objects.requireNonNull(crossed(new AtomicInteger(7), false))).get());
    }

    @Test
    void sideWithFilterTakesNoShortResults() {
        Payloads picky = new Payloads(
                new JavaCodec(), LOADER, ObjectInputFilter.Config.createFilter("java.lang.*;!*"), LIMIT, LIMIT);
        assertFalse(picky.takesShortResults());
        byte[] bytes = there.encodeResult(7, ShortFormsTest::label);
        assertFalse(picky.isShortResult(bytes));
        assertThrows(TaskSerializationException.class, () -> picky.decodeResult(bytes, ShortFormsTest::label));
        Payloads told = new Payloads(new JavaCodec(), LOADER, null, LIMIT, LIMIT, false);
        assertEquals(7, picky.decodeResult(told.encodeResult(7, ShortFormsTest::label), ShortFormsTest::label));
    }

    /** Cut anywhere, or changed anywhere: it is a value, or refused as what can't be decoded. */
    @Test
    void damagedValuesAreValuesOrRefused() {
        Random random = new Random(4);
        List<Object> values = List.of(
                7, "text", "\u0100", new int[] {1, 2, 3}, new byte[20], new ArrayList<>(List.of(1, "two")), 1.5, 'c');
        for (Object value : values) {
            byte[] right = there.encodeResult(value, ShortFormsTest::label);
            for (int length = 1; length < right.length; length++) {
                byte[] cut = Arrays.copyOf(right, length);
                assertThrows(
                        TaskSerializationException.class,
                        () -> here.decodeShortResult(cut, ShortFormsTest::label),
                        () -> value + " cut");
            }
            for (int i = 0; i < 2000; i++) {
                byte[] changed = right.clone();
                changed[1 + random.nextInt(changed.length - 1)] = (byte) random.nextInt();
                try {
                    here.decodeShortResult(changed, ShortFormsTest::label);
                } catch (TaskSerializationException refused) {
                    assertTrue(String.valueOf(refused.getMessage())
                            .startsWith("the result of task 'x' can't be decoded: "));
                }
            }
        }
        byte[] claims = {1, 16, -1, -1, -1, -1, 7};
        TaskSerializationException refused = assertThrows(
                TaskSerializationException.class, () -> here.decodeShortResult(claims, ShortFormsTest::label));
        assertTrue(
                String.valueOf(refused.getMessage()).endsWith("a value has 0 to 0 bytes here (was 8589934588)"),
                refused::getMessage);
    }

    // Calls

    private Payloads.ShortTask encoded(Job<?> job) {
        return here.encodeShortTask(job, ShortFormsTest::label, null);
    }

    private Job<?> decoded(Payloads.ShortTask task) {
        if (task.function() > 0) {
            there.define(task.function(), task.definition());
        }
        return there.decodeTask(task.bytes(), ShortFormsTest::label);
    }

    private @Nullable Object called(Job<?> job, boolean isShort) throws Exception {
        Payloads.ShortTask task = encoded(job);
        assertEquals(isShort, task.function() > 0, job::toString);
        return decoded(task).call();
    }

    private static int twice(int number) {
        return 2 * number;
    }

    @Test
    void lambdasAndMethodReferencesAreCalledByNumber() throws Exception {
        int captured = 20;
        String text = "text";
        assertEquals(1, called(Job.of((Task<Integer>) () -> 1), true));
        assertEquals(24, called(Job.of((Task<Integer>) () -> captured + text.length()), true));
        assertEquals(8, called(Job.of(ShortFormsTest::twice, 4), true));
        assertEquals("4 null 2.5", called(Job.of((a, b, c) -> a + " " + b + " " + c, 4, null, 2.5), true));
        assertEquals(4, called(Job.of(text::length), true));
    }

    @Test
    void numbersAreThoseOfTheirClasses() {
        List<Payloads.ShortTask> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int captured = i;
            tasks.add(encoded(Job.of((Task<Integer>) () -> captured)));
        }
        assertEquals(tasks.get(0).function(), tasks.get(2).function());
        assertArrayEquals(tasks.get(0).definition(), tasks.get(2).definition());
        assertTrue(encoded(Job.of((Task<Integer>) () -> 1)).function()
                != tasks.get(0).function());
        assertTrue(tasks.get(2).bytes().length < 8, () -> tasks.get(2).bytes().length + " bytes");
    }

    /** As by Java's serialization: what one task does to what it has captured is not seen by the next. */
    @Test
    void eachCallHasItsOwnCopies() throws Exception {
        int[] captured = {0};
        Payloads.ShortTask task = encoded(Job.of((TaskFunction1<Integer, Integer>) by -> captured[0] += by, 5));
        assertTrue(task.function() > 0);
        assertEquals(5, decoded(task).call());
        assertEquals(5, decoded(task).call());
        assertEquals(0, captured[0]);
        assertNotSame(decoded(task).function(), decoded(task).function());
    }

    @Test
    void oneArrayInTwoPlacesStaysOne() throws Exception {
        int[] array = {1};
        List<Integer> list = new ArrayList<>(List.of(1));
        assertEquals(true, called(Job.of((a, b) -> a == b, array, array), true));
        assertEquals(true, called(Job.of((TaskFunction1<int[], Boolean>) a -> a == array, array), true));
        assertEquals(true, called(Job.of((a, b) -> a == b, list, list), true));
        assertEquals(true, called(Job.of((a, b, c) -> a.get(0) == c && b == 5, List.of(list), 5, list), true));
        assertEquals(false, called(Job.of((a, b) -> a == b, array, array.clone()), true));
    }

    private record Named(int number) implements Task<Integer> {
        @Override
        public Integer call() {
            return number;
        }
    }

    @Test
    void whatIsNoLambdaGoesByTheCodec() throws Exception {
        assertEquals(7, called(Job.of(new Named(7)), false));
    }

    @Test
    void otherArgumentsGoByTheCodecAndTheirFunctionByNumber() throws Exception {
        Named named = new Named(7);
        assertEquals(7, called(Job.of(named::number), true));
        assertEquals(2, called(Job.of(List::size, List.of(1, 2)), true));
        assertEquals(3, called(Job.of((TaskFunction1<Args, Integer>) Args::size, Args.of(1, 2, 3)), true));
        Object[] array = {1, named};
        assertEquals(named, called(Job.of((TaskFunction1<Object[], Object>) a -> a[1], array), true));
        List<Integer> list = new ArrayList<>(List.of(1));
        assertEquals(
                "text 7 [1] 7",
                called(
                        Job.of((a, b, c) -> a + " " + b.number() + " " + c + " " + named.number(), "text", named, list),
                        true));
    }

    @Test
    void functionThatWasNotDefinedOrIsNotThereIsTold() {
        Payloads.ShortTask task = encoded(Job.of((Task<Integer>) () -> 1));
        TaskSerializationException unknown = assertThrows(
                TaskSerializationException.class, () -> there.decodeTask(task.bytes(), ShortFormsTest::label));
        assertTrue(
                String.valueOf(unknown.getMessage())
                        .endsWith("function " + task.function() + " was never defined on this side"),
                unknown::getMessage);
        Payloads blind = new Payloads(new JavaCodec(), ClassLoader.getPlatformClassLoader(), null, LIMIT, LIMIT);
        blind.define(task.function(), task.definition());
        TaskSerializationException missing = assertThrows(
                TaskSerializationException.class, () -> blind.decodeTask(task.bytes(), ShortFormsTest::label));
        assertEquals(
                "task 'x' can't be decoded: class " + ShortFormsTest.class.getName()
                        + " is missing on this side; add it to the class path",
                missing.getMessage());
        there.define(task.function(), renamed(task.definition()));
        TaskSerializationException differs = assertThrows(
                TaskSerializationException.class, () -> there.decodeTask(task.bytes(), ShortFormsTest::label));
        assertTrue(
                String.valueOf(differs.getMessage()).contains("it has no such lambda here; use the same class path"),
                differs::getMessage);
    }

    private static byte[] renamed(byte[] definition) {
        byte[] changed = definition.clone();
        int at = new String(changed, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("lambda$");
        changed[at] = 'L';
        return changed;
    }

    // Memory that both sides share

    @Test
    void longResultGoesThroughBlock() throws Exception {
        Shared blocks = new Shared();
        there.putResultsIn(blocks);
        for (Object array : List.of(new byte[MEBIBYTE], new double[MEBIBYTE / 8], new boolean[MEBIBYTE])) {
            byte[] bytes = there.encodeResult(array, ShortFormsTest::label);
            assertTrue(bytes.length < 64, () -> bytes.length + " bytes");
            assertTrue(here.isResultInBlock(bytes));
            assertFalse(here.isShortResult(bytes), "nobody decodes it at once");
            assertEquals(MEBIBYTE, Payloads.partOf(bytes).bytes());
            assertTrue(Objects.deepEquals(array, here.decodeResultInBlock(bytes, ShortFormsTest::label, blocks)));
            assertThrows(TaskSerializationException.class, () -> here.decodeResult(bytes, ShortFormsTest::label));
        }
        assertEquals(3, blocks.lent);
    }

    @Test
    void resultsThatAreShortOrNoArraysTakeNoBlock() {
        Shared blocks = new Shared();
        there.putResultsIn(blocks);
        for (Object value : List.of(new byte[MEBIBYTE - 1], "x".repeat(MEBIBYTE), new int[][] {new int[MEBIBYTE]})) {
            assertFalse(here.isResultInBlock(there.encodeResult(value, ShortFormsTest::label)));
        }
        assertEquals(0, blocks.lent);
    }

    @Test
    void longResultThatIsTooLongGivesItsBlockBack() {
        Shared blocks = new Shared();
        Payloads strict = new Payloads(new JavaCodec(), LOADER, null, LIMIT, MEBIBYTE);
        strict.putResultsIn(blocks);
        TaskSerializationException failed = assertThrows(
                TaskSerializationException.class, () -> strict.encodeResult(new byte[MEBIBYTE], ShortFormsTest::label));
        assertTrue(String.valueOf(failed.getMessage()).contains(", of 1048576 by maxResultBytes"));
        assertEquals(0, blocks.lent);
    }

    @Test
    void sideWithFilterIsSentNoBlocksAndTakesNone() {
        Shared blocks = new Shared();
        there.putResultsIn(blocks);
        byte[] bytes = there.encodeResult(new byte[MEBIBYTE], ShortFormsTest::label);
        Payloads picky =
                new Payloads(new JavaCodec(), LOADER, info -> ObjectInputFilter.Status.UNDECIDED, LIMIT, LIMIT);
        assertFalse(picky.isResultInBlock(bytes));
        Payloads told = new Payloads(new JavaCodec(), LOADER, null, LIMIT, LIMIT, false);
        told.putResultsIn(blocks);
        assertFalse(here.isResultInBlock(told.encodeResult(new byte[MEBIBYTE], ShortFormsTest::label)));
        assertEquals(1, blocks.lent);
    }

    @Test
    void resultTellsWhatItWouldTakeOfBlock() {
        assertEquals(0, here.bytesForBlock(there.encodeResult(new byte[9], ShortFormsTest::label)));
        assertEquals(0, here.bytesForBlock(there.encodeResult("x".repeat(MEBIBYTE), ShortFormsTest::label)));
        assertTrue(here.bytesForBlock(there.encodeResult(new byte[MEBIBYTE], ShortFormsTest::label)) >= MEBIBYTE);
    }

    private static final class Shared implements SharedBlocks, SharedBlocks.Finder {

        private final Map<String, ByteBuffer> blocks = new HashMap<>();
        private int lent;

        @Override
        public Block lend(int bytes) {
            ByteBuffer memory = ByteBuffer.allocate(bytes);
            String place = "block " + blocks.size();
            blocks.put(place, memory);
            lent++;
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
                    lent--;
                }
            };
        }

        @Override
        public ByteBuffer find(String place) {
            return Objects.requireNonNull(blocks.get(place)).duplicate();
        }
    }

    @Test
    void longArraysAreInOtherMemory() throws Exception {
        Shared shared = new Shared();
        there.findBlocksIn(shared);
        long[] array = new Random(1).longs(200_000).toArray();
        Payloads.ShortTask task = here.encodeShortTask(Job.of(x -> x, array), ShortFormsTest::label, shared);
        assertTrue(task.bytes().length < 50, () -> task.bytes().length + " bytes");
        assertEquals(1, shared.lent);
        assertArrayEquals(array, assertInstanceOf(long[].class, decoded(task).call()));
        task.giveBack();
        assertEquals(0, shared.lent);
    }

    @Test
    void longBuffersAreInOtherMemory() throws Exception {
        Shared shared = new Shared();
        there.findBlocksIn(shared);
        ByteBuffer buffer = ByteBuffer.allocateDirect(MEBIBYTE + 3).putInt(5, 7).position(2);
        Payloads.ShortTask task = here.encodeShortTask(Job.of(x -> x, buffer), ShortFormsTest::label, shared);
        assertTrue(task.bytes().length < 50, () -> task.bytes().length + " bytes");
        assertEquals(1, shared.lent);
        assertSameBuffer(
                buffer, assertInstanceOf(ByteBuffer.class, decoded(task).call()));
    }

    @Test
    void whatIsNotSentSoIsGivenBack() {
        Shared shared = new Shared();
        byte[] array = new byte[2_000_000];
        Payloads small = new Payloads(new JavaCodec(), LOADER, null, 1_000_000, LIMIT);
        assertThrows(
                TaskSerializationException.class,
                () -> small.encodeShortTask(Job.of((a, b) -> 1, array, 1), ShortFormsTest::label, shared));
        assertThrows(
                TaskSerializationException.class,
                () -> small.encodeShortTask(Job.of((a, b) -> 1, array, List.of(1)), ShortFormsTest::label, shared));
        assertEquals(2, shared.blocks.size());
        assertEquals(0, shared.lent);
    }
}
