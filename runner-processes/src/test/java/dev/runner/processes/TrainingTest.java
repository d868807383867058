package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.processes.internal.worker.TrainingMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker in training, by itself: it is a process that runs on every Java, whether that takes anything down or not.
 */
class TrainingTest {

    /** Is told on standard error if it is ever run. */
    static final class Initialized {
        static {
            System.err.println("initialized");
        }

        private Initialized() {}
    }

    @TempDir
    private Path directory;

    private ParentJvm train(Path list, String socket) {
        return ParentJvm.start(
                directory,
                Map.of(),
                List.of(
                        "-cp",
                        ParentJvm.joined(ParentJvm.classPath()),
                        TrainingMain.class.getName(),
                        list.toString(),
                        directory.resolve("page").toString(),
                        socket));
    }

    private Path list(String... lines) throws IOException {
        return Files.write(directory.resolve("list"), List.of(lines));
    }

    @Test
    void runsTasksAndNoCodeOfTheClassesThatItLoads() throws IOException {
        Path list = list(
                "# a comment",
                "java/lang/Object id: 0",
                Initialized.class.getName().replace('.', '/') + " id: 1",
                "not/There id: 2",
                "@lambda-proxy not/There run ()Ljava/lang/Runnable; ()V");
        try (ParentJvm jvm = train(list, directory.resolve("s").toString())) {
            jvm.assertEndsWith(0);
            assertTrue(jvm.err().contains("loaded 2 classes, ran 50000 tasks"), () -> "said: " + jvm.err());
            assertTrue(jvm.err().stream().noneMatch("initialized"::equals));
        }
    }

    @Test
    void runsTasksOverAPortWhereThereIsNoSocketInTheFileSystem() throws IOException {
        try (ParentJvm jvm = train(list("java/lang/Object"), "")) {
            jvm.assertEndsWith(0);
            assertTrue(jvm.err().contains("loaded 1 classes, ran 50000 tasks"), () -> "said: " + jvm.err());
        }
    }

    @Test
    void saysWhatIsWrongAndEnds() {
        try (ParentJvm jvm = train(directory.resolve("missing"), "")) {
            jvm.assertEndsWith(111);
            assertTrue(jvm.err().get(0).startsWith("the training has failed: "), () -> "said: " + jvm.err());
        }
    }
}
