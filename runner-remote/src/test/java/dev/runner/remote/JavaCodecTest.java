package dev.runner.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Job;
import dev.runner.Task;
import dev.runner.TaskSerializationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JavaCodecTest {

    private static String label() {
        return "task 'x'";
    }

    private static final ClassLoader LOADER = JavaCodecTest.class.getClassLoader();
    private final JavaCodec codec = new JavaCodec();

    private byte[] encoded(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        codec.encode(value, bytes);
        return bytes.toByteArray();
    }

    private record Point(int x, int y) implements Serializable {}

    /** Does not find what the test brings along. */
    private static final class Blind extends ClassLoader {
        Blind() {
            super(JavaCodec.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            throw new ClassNotFoundException(name);
        }
    }

    private record Greeter(String text) implements InvocationHandler, Serializable {
        @Override
        public Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
            return text;
        }
    }

    @FunctionalInterface
    interface Greeting {
        String greet();
    }

    private @Nullable Object crossed(@Nullable Object value) throws Exception {
        return codec.decode(ByteBuffer.wrap(encoded(value)), LOADER, null);
    }

    @Test
    void idIsThatOfTheOtherSide() {
        assertEquals("java", codec.id());
    }

    @Test
    void valuesCross() throws Exception {
        assertNull(crossed(null));
        assertEquals(new Point(1, 2), crossed(new Point(1, 2)));
        assertEquals(int.class, crossed(int.class));
    }

    @Test
    void proxiesCross() throws Exception {
        Greeting greeting =
                (Greeting) Proxy.newProxyInstance(LOADER, new Class<?>[] {Greeting.class}, new Greeter("hello"));
        assertEquals(
                "hello", assertInstanceOf(Greeting.class, crossed(greeting)).greet());
    }

    @Test
    void filterIsAsked() throws Exception {
        byte[] bytes = encoded(new Point(1, 2));
        ObjectInputFilter none = ObjectInputFilter.Config.createFilter("!*");
        assertThrows(InvalidClassException.class, () -> codec.decode(ByteBuffer.wrap(bytes), LOADER, none));
    }

    @Test
    void missingClassIsNamed() throws Exception {
        String name = Point.class.getName();
        byte[] bytes = renamed(encoded(new Point(1, 2)), name, name.replace("Point", "Paint"));
        assertEquals(
                "the result of task 'x' can't be decoded: class " + name.replace("Point", "Paint")
                        + " is missing on this side; add it to the class path",
                refusal(bytes));
    }

    @Test
    void classOfMissingLambdaIsNamed() throws Exception {
        Task<Integer> task = () -> 1;
        String name = JavaCodecTest.class.getName();
        byte[] bytes = renamed(
                encoded(Job.of(task)),
                name.replace('.', '/'),
                name.replace('.', '/').replace("Test", "Tost"));
        String refusal = refusal(bytes);
        assertTrue(
                refusal.contains("class " + name + " differs on the two sides: it has no such lambda here"), refusal);
    }

    @Test
    void differingClassIsNamed() throws Exception {
        byte[] bytes = encoded(new IOException("x"));
        int at = indexOf(bytes, "java.io.IOException") + "java.io.IOException".length();
        bytes[at]++; // its serialVersionUID follows its name
        String refusal = refusal(bytes);
        assertTrue(
                refusal.startsWith("the result of task 'x' can't be decoded: class java.io.IOException is refused or"
                        + " differs on the two sides: "),
                refusal);
    }

    @Test
    void classesAreFoundWhereJavaLooksIfTheLoaderHasNone() throws Exception {
        assertEquals(new Point(1, 2), codec.decode(ByteBuffer.wrap(encoded(new Point(1, 2))), new Blind(), null));
    }

    private static String refusal(byte[] bytes) {
        Payloads payloads = new Payloads(new JavaCodec(), LOADER, null, 100_000, 100_000);
        return String.valueOf(
                assertThrows(TaskSerializationException.class, () -> payloads.decodeResult(bytes, JavaCodecTest::label))
                        .getMessage());
    }

    /** Changes names in bytes to others that are as long. */
    private static byte[] renamed(byte[] bytes, String from, String to) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }
}
