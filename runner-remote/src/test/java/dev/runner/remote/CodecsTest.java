package dev.runner.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.BackendStartException;
import dev.runner.TaskSerializationException;
import dev.runner.remote.spi.PayloadCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class CodecsTest {

    private static final int LIMIT = 100_000;

    @TempDir
    Path directory;

    private Codecs with(Class<?>... providers) throws IOException {
        return withNames(List.of(providers).stream().map(Class::getName).toArray(String[]::new));
    }

    private Codecs withNames(String... providers) throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.write(services.resolve(PayloadCodec.class.getName()), List.of(providers));
        return Codecs.find(new Jars(directory.toUri().toURL()));
    }

    /** Has the providers, outside of the module of this test, where they would not count as installed. */
    private static final class Jars extends URLClassLoader {
        Jars(URL directory) {
            super(new URL[] {directory}, CodecsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(Providers.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known == null ? findClass(name) : known;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = bytesOf(name);
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    private static byte[] bytesOf(String name) throws ClassNotFoundException {
        String file = "/" + name.replace('.', '/') + ".class";
        try (InputStream in = CodecsTest.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private static void assertIs(Class<?> type, PayloadCodec codec) {
        assertEquals(type.getName(), codec.getClass().getName());
    }

    private static String refusal(Executable choice) {
        return String.valueOf(assertThrows(BackendStartException.class, choice).getMessage());
    }

    @Test
    void javaIsThereAndTakenWithoutOthers() throws Exception {
        assertEquals("java", with().theOne().id());
        assertEquals("java", with().named("java").id());
        assertEquals("java", with(Providers.Brisk.class).named("java").id());
    }

    @Test
    void theOneThatIsInstalledIsTaken() throws Exception {
        assertIs(Providers.Brisk.class, with(Providers.Brisk.class).theOne());
        assertNotSame(
                with(Providers.Brisk.class).theOne(),
                with(Providers.Brisk.class).theOne());
    }

    @Test
    void severalAreAnErrorUnlessOneIsNamed() throws Exception {
        Codecs codecs = with(Providers.Rapid.class, Providers.Brisk.class);
        assertEquals(
                "several codecs are installed and none was named: brisk, rapid; name one in the backend's options, or"
                        + " java",
                refusal(codecs::theOne));
        assertIs(Providers.Rapid.class, codecs.named("rapid"));
    }

    @Test
    void oneThatIsNotInstalledIsToldWithTheOthers() throws Exception {
        assertEquals(
                "codec 'fury' is not installed; add its jar (for fory: dev.runner:runner-codec-fory) to the class path of"
                        + " the pool and of its workers, or name another; installed: brisk, java",
                refusal(() -> with(Providers.Brisk.class).named("fury")));
    }

    @Test
    void brokenOneIsInNobodysWayWhoNamesAnother() throws Exception {
        Codecs codecs = with(Providers.Broken.class, Providers.Brisk.class, Providers.Java.class);
        assertIs(Providers.Brisk.class, codecs.named("brisk"));
        assertIs(JavaCodec.class, codecs.named("java"));
        assertIs(
                Providers.Brisk.class,
                withNames("no.such.Codec", Providers.Brisk.class.getName()).named("brisk"));
        String other = refusal(() -> with(Providers.Broken.class).named("broken"));
        assertTrue(other.contains("codec 'broken' is not installed"), other);
        assertTrue(other.contains("; not loaded: ") && other.contains("a jar is missing"), other);
    }

    @Test
    void brokenOneIsToldWhereNoneIsNamed() throws Exception {
        String refusal = refusal(() -> with(Providers.Broken.class).theOne());
        assertTrue(refusal.startsWith("a codec is installed that can't be loaded: "), refusal);
        assertTrue(
                refusal.endsWith("; repair or remove its jar, or name another codec in the backend's options, such as"
                        + " java"),
                refusal);
        String taken = refusal(() -> with(Providers.Java.class).theOne());
        assertTrue(taken.contains(Providers.Java.class.getName() + " calls itself 'java', which is taken"), taken);
    }

    @Test
    void twoOfOneNameAreAnError() throws Exception {
        assertEquals(
                "several codecs are called 'brisk': " + Providers.Brisk.class.getName() + ", "
                        + Providers.Twin.class.getName() + "; remove one of the jars, or name another codec",
                refusal(() -> with(Providers.Brisk.class, Providers.Twin.class).named("brisk")));
    }

    /** Sees another Runner, or what it takes for one. */
    private static final class Elsewhere extends ClassLoader {
        Elsewhere() {
            super(null);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = bytesOf(name);
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    @Test
    void loadersOfAnotherRunnerAreNotAsked() {
        assertEquals("java", Codecs.find(new Elsewhere()).theOne().id());
        assertEquals(
                "java",
                Codecs.find(new URLClassLoader(new URL[0], null)).theOne().id());
    }

    private static Payloads payloads(PayloadCodec codec, @Nullable ObjectInputFilter filter, boolean shortResults) {
        return new Payloads(codec, CodecsTest.class.getClassLoader(), filter, LIMIT, LIMIT, shortResults);
    }

    private static String label() {
        return "task 'x'";
    }

    @Test
    void sideWithFilterIsSentJavaSerializationInPlaceOfWhatAsksNoFilter() {
        ObjectInputFilter filter = info -> ObjectInputFilter.Status.ALLOWED;
        Payloads here = payloads(new Providers.Careless(), filter, true);
        assertEquals(
                List.of(List.of()),
                here.decodeResult(
                        payloads(new Providers.Careless(), null, false)
                                .encodeResult(List.of(List.of()), CodecsTest::label),
                        CodecsTest::label));
        byte[] unasked =
                payloads(new Providers.Careless(), null, true).encodeResult(List.of(List.of()), CodecsTest::label);
        assertEquals(
                "the result of task 'x' can't be decoded: java.io.StreamCorruptedException: codec 'careless' asks no"
                        + " filter, and this side has one",
                assertThrows(TaskSerializationException.class, () -> here.decodeResult(unasked, CodecsTest::label))
                        .getMessage());
        assertEquals(
                List.of(List.of()),
                payloads(new Providers.Careless(), null, true).decodeResult(unasked, CodecsTest::label));
        Payloads asked = payloads(new Providers.Brisk(), filter, true);
        assertEquals(
                List.of(List.of()),
                asked.decodeResult(
                        payloads(new Providers.Brisk(), null, false)
                                .encodeResult(List.of(List.of()), CodecsTest::label),
                        CodecsTest::label));
    }
}
