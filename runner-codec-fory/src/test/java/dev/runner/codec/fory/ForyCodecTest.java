package dev.runner.codec.fory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Job;
import dev.runner.Task;
import dev.runner.TaskSerializationException;
import dev.runner.codec.fory.Samples.Bean;
import dev.runner.codec.fory.Samples.Box;
import dev.runner.codec.fory.Samples.Colour;
import dev.runner.codec.fory.Samples.OnlyOne;
import dev.runner.codec.fory.Samples.Point;
import dev.runner.codec.fory.Samples.Wide;
import dev.runner.remote.Codecs;
import dev.runner.remote.Payloads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ForyCodecTest {

    private static final ClassLoader LOADER = ForyCodecTest.class.getClassLoader();
    private static final int LIMIT = 1 << 26;

    private final ForyCodec codec = new ForyCodec();

    private static String label() {
        return "task 'x'";
    }

    private byte[] encoded(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        codec.encode(value, bytes);
        return bytes.toByteArray();
    }

    private boolean isByFory(Object value) throws IOException {
        return encoded(value)[0] == 1;
    }

    @Test
    void itIsFoundByItsIdAndTheOneThatIsTaken() {
        assertInstanceOf(ForyCodec.class, Codecs.find(LOADER).named("fory"));
        assertInstanceOf(ForyCodec.class, Codecs.find(LOADER).theOne());
        assertNotSame(Codecs.find(LOADER).theOne(), Codecs.find(LOADER).theOne());
    }

    @Test
    void usualGraphsGoByFory() throws Exception {
        Point point = new Point(1, 2);
        Task<Object> task = () -> List.of(point);
        List<Object> usual = new ArrayList<>(List.of(
                point,
                Colour.GREEN,
                new Bean(),
                new Wide(),
                new Box(List.of(point)),
                Map.of("k", point),
                new HashMap<>(Map.of(1, point)),
                new TreeMap<>(Map.of("k", point)),
                Stream.of(1, 2, 3).toList(),
                Arrays.asList("a", point),
                new Samples.Outer("a").inner("b"),
                Samples.local("x"),
                task,
                Job.of(task),
                Job.of(Math::max, 1, 2),
                new Point[] {point}));
        for (Object value : usual) {
            assertTrue(isByFory(value), () -> value.getClass() + " " + value);
        }
    }

    @Test
    void whatIsSpecialGoesByJava() throws Exception {
        for (Object value : List.of(
                OnlyOne.INSTANCE,
                List.of(new Point(1, 2), OnlyOne.INSTANCE),
                new Samples.Ext("x"),
                new Samples.Hooked(1),
                new Samples.Ahead.Child("kept", "lost"),
                new TreeMap<>(Map.of(Colour.RED, 1)),
                new IllegalStateException("x"))) {
            assertEquals(0, encoded(value)[0], () -> value.getClass() + " " + value);
        }
    }

    private String refusal(byte[] bytes) {
        Payloads payloads = new Payloads(codec, LOADER, null, LIMIT, LIMIT);
        byte[] form = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, form, 1, bytes.length);
        return String.valueOf(
                assertThrows(TaskSerializationException.class, () -> payloads.decodeResult(form, ForyCodecTest::label))
                        .getMessage());
    }

    @Test
    void classesAreFoundInTheGivenLoader() throws Exception {
        byte[] bytes = encoded(List.of(new Point(1, 2), Colour.RED, new Bean()));
        ClassLoader again = new Again("none");
        List<?> back = (List<?>) codec.decode(ByteBuffer.wrap(bytes), again, null);
        assertTrue(back.stream().allMatch(each -> each.getClass().getClassLoader() == again));
        assertEquals(new Point(1, 2), ((List<?>) codec.decode(ByteBuffer.wrap(bytes), LOADER, null)).get(0));
    }

    @Test
    void missingClassIsNamed() throws Exception {
        String name = Point.class.getName();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ClassLoader without = new Again(name);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(without);
        try {
            codec.encode(new Point(1, 2), bytes);
            assertEquals(
                    name,
                    assertThrows(
                                    ClassNotFoundException.class,
                                    () -> codec.decode(ByteBuffer.wrap(bytes.toByteArray()), without, null))
                            .getMessage());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void differingClassIsNamed() throws Exception {
        byte[] bytes = encoded(new Point(1, 2));
        bytes[bytes.length - 3]++; // the last of the mark, before the two numbers
        assertEquals(
                "the result of task 'x' can't be decoded: class " + Point.class.getName()
                        + " is refused or differs on the two sides: " + Point.class.getName()
                        + "; its fields, or its serialVersionUID, differ on the two sides; use the same class path on"
                        + " both",
                refusal(bytes));
    }

    @Test
    void lambdaThatIsNotThereIsTold() throws Exception {
        Task<Integer> task = () -> 77;
        String name = ForyCodecTest.class.getName().replace('.', '/');
        byte[] bytes = new String(encoded(task), StandardCharsets.ISO_8859_1)
                .replace("lambda$lambdaThatIsNotThereIsTold$", "lambda$lambdaThatIsNotThereIsGone$")
                .getBytes(StandardCharsets.ISO_8859_1);
        String refusal = refusal(bytes);
        assertTrue(
                refusal.contains("class " + name.replace('/', '.')
                        + " differs on the two sides: it has no such lambda here; use the same class path on both"),
                refusal);
    }

    /** Whatever is made of them: nothing worse than an exception. */
    @Test
    void damagedBytesDoNoHarm() throws Exception {
        byte[] right = encoded(List.of(new Point(1, 2), "text", Map.of("k", new Box(Colour.RED)), new int[] {1, 2}));
        int refused = 0;
        for (int at = 0; at < right.length; at++) {
            for (int change : new int[] {1, 0x40, 0x80}) {
                byte[] wrong = right.clone();
                wrong[at] ^= (byte) change;
                refused += isRefused(wrong) ? 1 : 0;
            }
        }
        assertTrue(refused > right.length, "refused: " + refused + " of " + 3 * right.length);
    }

    private boolean isRefused(byte[] bytes) {
        try {
            codec.decode(ByteBuffer.wrap(bytes), LOADER, null);
            return false;
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            return true;
        }
    }

    /** A few bytes that claim to be very many, as nobody sends who means well. */
    @Test
    void collectionsThatAreLongerThanTheirBytesAreRefused() throws Exception {
        byte[] bytes = encoded(new Object[] {new Object[0x1234567]});
        byte[] cut = Arrays.copyOf(bytes, 200);
        String refusal = refusal(cut);
        assertTrue(
                refusal.startsWith("the result of task 'x' can't be decoded: java.io.StreamCorruptedException: "),
                refusal);
    }

    @Test
    void emptyAndForeignBytesAreRefused() {
        assertEquals(
                "the result of task 'x' can't be decoded: java.io.EOFException: a payload has a first byte",
                refusal(new byte[0]));
        assertEquals(
                "the result of task 'x' can't be decoded: java.io.StreamCorruptedException: a payload begins with 0 or 1"
                        + " (was 9)",
                refusal(new byte[] {9}));
    }

    /** In a JVM of its own, which gives up what is held softly whenever it looks for it. */
    @Test
    void loaderThatNobodyUsesIsForgotten() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:SoftRefLRUPolicyMSPerMB=0",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ForgetProgram.class.getName())
                .redirectErrorStream(true)
                .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(told.contains("forgotten: true"), told);
        assertEquals(0, process.waitFor());
    }
}
