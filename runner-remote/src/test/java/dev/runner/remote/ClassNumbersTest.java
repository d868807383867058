package dev.runner.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Job;
import dev.runner.TaskSerializationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Descriptors of classes are sent once, and what comes out is what it would be with them. */
class ClassNumbersTest {

    private static final int LIMIT = 10_000_000;
    private static final ClassLoader LOADER = ClassNumbersTest.class.getClassLoader();

    private static boolean wasRead;

    private final Payloads pool = new Payloads(new JavaCodec(), LOADER, null, LIMIT, LIMIT);
    private final Payloads worker = new Payloads(new JavaCodec(), LOADER, null, LIMIT, LIMIT);
    private int told;

    record Point(int x, int y, @Nullable Object more) implements Serializable {}

    /** Has a superclass with a state of its own, and writes some of it itself. */
    static class Base implements Serializable {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial") // whatever a test puts there
        final List<Object> things = new ArrayList<>();
    }

    static final class Derived extends Base {
        private static final long serialVersionUID = 1;

        private transient String text;

        Derived(String text) {
            this.text = text;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeUTF(text);
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            text = in.readUTF();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Derived that && text.equals(that.text) && things.equals(that.things);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    static final class Harmful implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) {
            wasRead = true;
        }
    }

    @BeforeEach
    void numberClasses() {
        pool.classes().give();
        worker.classes().use();
    }

    private static String label() {
        return "task 'x'";
    }

    private void tell() {
        while (told < pool.classes().count()) {
            told++;
            worker.classes().define(told, pool.classes().definition(told));
        }
    }

    private int offer() {
        int offers = 0;
        for (byte[] next = worker.classes().takeOffer();
                next != null;
                next = worker.classes().takeOffer()) {
            pool.classes().offer(next);
            offers++;
        }
        return offers;
    }

    private static Object first(Object value) {
        return value;
    }

    private Object sent(Object value) throws Exception {
        Payloads.ShortTask task =
                pool.encodeShortTask(Job.of(ClassNumbersTest::first, value), ClassNumbersTest::label, null);
        tell();
        worker.define(task.function(), task.definition());
        return worker.decodeTask(task.bytes(), ClassNumbersTest::label).call();
    }

    private byte[] returned(@Nullable Object value) {
        byte[] bytes = worker.encodeResult(value, ClassNumbersTest::label);
        assertEquals(value, pool.decodeResult(bytes, ClassNumbersTest::label));
        return bytes;
    }

    private static List<Object> values() {
        Derived derived = new Derived("text");
        derived.things.addAll(List.of(new Point(1, 2, null), DayOfWeek.MONDAY, 3, new TreeMap<>()));
        return List.of(
                new Point(1, -1, new Point(2, 3, derived)),
                derived,
                DayOfWeek.FRIDAY,
                List.of(1, "two", List.of()),
                new TreeMap<>(Map.of("a", 1L)),
                new Derived(""));
    }

    @Test
    void tasksNameClassesByNumber() throws Exception {
        for (Object value : values()) {
            assertEquals(value, sent(value));
            assertEquals(value, sent(value));
        }
        assertTrue(pool.classes().count() > 5, () -> pool.classes().count() + " classes");
        Payloads.ShortTask task = pool.encodeShortTask(
                Job.of(ClassNumbersTest::first, new Point(1, 2, null)), ClassNumbersTest::label, null);
        assertTrue(task.bytes().length < 40, () -> task.bytes().length + " bytes");
    }

    @Test
    void resultsNameThoseClassesThatTheWorkerWasToldOf() {
        Payloads stranger = new Payloads(new JavaCodec(), LOADER, null, LIMIT, LIMIT);
        for (Object value : values()) {
            returned(value);
            offer();
            tell();
            int numbered = returned(value).length;
            int full = stranger.encodeResult(value, ClassNumbersTest::label).length;
            assertTrue(numbered < full, () -> value + ": " + numbered + " bytes, in full " + full);
        }
        assertEquals(0, offer(), "each is offered once");
    }

    @Test
    void exceptionsNameClassesByNumber() {
        Exception error = new IllegalStateException("text", new IOException("cause"));
        int full = worker.encodeError(error).length;
        offer();
        tell();
        byte[] numbered = worker.encodeError(error);
        assertTrue(numbered.length < full, () -> numbered.length + " bytes, in full " + full);
        Throwable decoded = pool.decodeError(numbered, ClassNumbersTest::label);
        assertEquals(IllegalStateException.class, decoded.getClass());
        assertInstanceOf(IOException.class, decoded.getCause());
    }

    @Test
    void filterIsAskedOfClassesThatHaveNumbers() {
        Payloads picky = new Payloads(
                new JavaCodec(), LOADER, ObjectInputFilter.Config.createFilter("java.**;!*"), LIMIT, LIMIT);
        picky.classes().give();
        Payloads other = new Payloads(new JavaCodec(), LOADER, null, LIMIT, LIMIT, false);
        other.classes().use();
        for (int i = 0; i < 2; i++) {
            byte[] bytes = other.encodeResult(new Point(1, 2, null), ClassNumbersTest::label);
            TaskSerializationException refused = assertThrows(
                    TaskSerializationException.class, () -> picky.decodeResult(bytes, ClassNumbersTest::label));
            assertTrue(refused.getMessage().contains("is refused by the filter of this side"), refused::getMessage);
            for (byte[] next = other.classes().takeOffer();
                    next != null;
                    next = other.classes().takeOffer()) {
                picky.classes().offer(next);
                other.classes().define(picky.classes().count(), next);
            }
        }
    }

    @Test
    void sharedValuesAndOtherSidesHaveClassesInFull() throws Exception {
        Object value = new Point(1, 2, null);
        assertEquals(value, sent(value));
        byte[] task = pool.encodeTask(Job.of(ClassNumbersTest::first, value), ClassNumbersTest::label);
        Payloads stranger = new Payloads(new JavaCodec(), LOADER, null, LIMIT, LIMIT);
        assertEquals(value, stranger.decodeTask(task, ClassNumbersTest::label).call());
        assertEquals(
                value,
                pool.decodeResult(stranger.encodeResult(value, ClassNumbersTest::label), ClassNumbersTest::label));
        assertNull(stranger.classes().takeOffer());
    }

    @Test
    void numberThatIsNotKnownIsTold() throws Exception {
        Object value = new Point(1, 2, null);
        Payloads.ShortTask task =
                pool.encodeShortTask(Job.of(ClassNumbersTest::first, value), ClassNumbersTest::label, null);
        worker.define(task.function(), task.definition());
        TaskSerializationException unknown = assertThrows(
                TaskSerializationException.class, () -> worker.decodeTask(task.bytes(), ClassNumbersTest::label));
        assertTrue(unknown.getMessage().endsWith("class number 1 is not known on this side"), unknown::getMessage);
        Payloads stranger = new Payloads(new JavaCodec(), LOADER, null, LIMIT, LIMIT);
        stranger.define(task.function(), task.definition());
        TaskSerializationException none = assertThrows(
                TaskSerializationException.class, () -> stranger.decodeTask(task.bytes(), ClassNumbersTest::label));
        assertTrue(none.getMessage().endsWith("no class has a number on this side"), none::getMessage);
    }

    private static byte[] serialized(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    /** What claims to be a descriptor makes no object of any class, and loads none. */
    @Test
    void whatIsNoDescriptorIsRefusedAndNotRead() throws Exception {
        Object proxy = Proxy.newProxyInstance(
                LOADER, new Class<?>[] {Runnable.class}, (Serializable & InvocationHandler) (of, method, args) -> null);
        List<byte[]> claims = List.of(
                new byte[0],
                new byte[] {1, 2, 3},
                serialized(new Harmful()),
                serialized(new Object[] {new Harmful()}),
                serialized(proxy),
                serialized(proxy.getClass()),
                serialized("text"));
        for (byte[] claim : claims) {
            Payloads fresh = new Payloads(new JavaCodec(), LOADER, null, LIMIT, LIMIT);
            fresh.classes().use();
            byte[] bytes = pool.encodeResult(DayOfWeek.MONDAY, ClassNumbersTest::label);
            for (int number = 1; number <= pool.classes().count(); number++) {
                fresh.classes().define(number, claim);
            }
            assertThrows(TaskSerializationException.class, () -> fresh.decodeResult(bytes, ClassNumbersTest::label));
        }
        assertTrue(!wasRead, "an object was read");
    }

    /** Classes of the JDK live as long as the JVM, and pools do not. */
    @Test
    void noClassKeepsWhatHasGivenItNumber() throws Exception {
        WeakReference<Payloads> gone = new WeakReference<>(used());
        for (int i = 0; gone.get() != null && i < 200; i++) {
            System.gc();
            used();
        }
        assertNull(gone.get());
    }

    private static Payloads used() {
        Payloads payloads = new Payloads(new JavaCodec(), LOADER, null, LIMIT, LIMIT);
        payloads.classes().give();
        payloads.encodeResult(new TreeMap<>(), ClassNumbersTest::label);
        assertTrue(payloads.classes().count() > 0);
        return payloads;
    }

    @Test
    void definitionIsTheDescriptorAndNothingElse() throws Exception {
        assertEquals(DayOfWeek.MONDAY, sent(DayOfWeek.MONDAY));
        byte[] first = pool.classes().definition(1);
        assertTrue(new String(first, StandardCharsets.ISO_8859_1).contains("java.time.DayOfWeek"));
        assertTrue(first.length < 50, () -> first.length + " bytes");
    }

    @Test
    void theyAreBoundedInBytesToo() {
        byte[] descriptor = new byte[4096];
        int before;
        do {
            before = pool.classes().count();
            descriptor[before % 4096]++;
            pool.classes().offer(descriptor.clone());
        } while (pool.classes().count() > before);
        assertTrue(before > 100 && before < 200, before + " numbers");
    }

    @Test
    void thoseBeyondTheBoundAreWrittenInFull() {
        for (int i = 0; i < 3000; i++) {
            pool.classes().offer(("class " + i).getBytes(StandardCharsets.UTF_8));
        }
        int most = pool.classes().count();
        assertTrue(most < 3000, () -> most + " numbers");
        pool.classes().offer(new byte[1 << 20]);
        byte[] bytes = pool.encodeResult(new Point(1, 2, null), ClassNumbersTest::label);
        tell();
        assertEquals(new Point(1, 2, null), worker.decodeResult(bytes, ClassNumbersTest::label));
        assertEquals(most, pool.classes().count());
        assertNotNull(pool.classes().definition(most));
        assertThrows(IllegalArgumentException.class, () -> pool.classes().definition(most + 1));
    }
}
