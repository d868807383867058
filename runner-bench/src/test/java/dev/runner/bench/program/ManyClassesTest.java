package dev.runner.bench.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyClassesTest {

    @TempDir
    private Path directory;

    @Test
    void jarHasAsManyClassesAsAreWanted() throws Exception {
        Path jar = ManyClasses.jar(directory, 3);
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            for (int i = 0; i < 3; i++) {
                Runnable each = (Runnable) loader.loadClass("generated.C" + i)
                        .getDeclaredConstructor()
                        .newInstance();
                each.run();
            }
            assertThrows(ClassNotFoundException.class, () -> loader.loadClass("generated.C3"));
        }
    }

    @Test
    void jarIsTheSameEachTime() throws IOException {
        byte[] first = Files.readAllBytes(ManyClasses.jar(directory, 2));
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        assertArrayEquals(first, Files.readAllBytes(ManyClasses.jar(elsewhere, 2)));
    }

    @Test
    void jarThatThereIsIsTaken() throws IOException {
        Path jar = directory.resolve("classes-2.jar");
        Files.writeString(jar, "there");
        assertEquals("there", Files.readString(ManyClasses.jar(directory, 2)));
    }

    @Test
    void directoryOnTheClassPathIsRefused() {
        String before = System.getProperty("java.class.path");
        System.setProperty("java.class.path", directory.toString());
        try {
            IOException refused = assertThrows(IOException.class, Boot::path);
            assertEquals(
                    "Java makes no archive of classes in a directory; measure from jars (was " + directory + ")",
                    refused.getMessage());
        } finally {
            System.setProperty("java.class.path", before);
        }
    }

    @Test
    void kernelCountsWhatIsReadAndWritten() throws IOException {
        WireBytes.Counted before = WireBytes.Counted.now();
        Path file = Files.write(directory.resolve("bytes"), new byte[100_000]);
        assertEquals(100_000, Files.readAllBytes(file).length);
        WireBytes.Counted after = WireBytes.Counted.now();
        long read = after.read() - before.read();
        long written = after.written() - before.written();
        assertTrue(read >= 100_000, () -> "read " + read);
        assertTrue(written >= 100_000, () -> "written " + written);
    }
}
