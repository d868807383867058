package dev.runner.processes.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SpawnerTest {

    @TempDir
    private Path directory;

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void jdkThatWasReplacedIsTold() {
        assertEquals("", Spawner.whatIsMissingIn(Path.of(System.getProperty("java.home"))));
        assertEquals(
                "; the JDK of this JVM has been replaced or removed (no lib/jspawnhelper in " + directory
                        + "): restart this JVM",
                Spawner.whatIsMissingIn(directory));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void processThatNobodyNeedsIsKilled() throws Exception {
        Spawner.Start start = Spawner.begin(prefix -> new ProcessBuilder("/bin/sleep", "60"));
        Process process = start.await();
        start.giveUp();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(128 + 9, process.exitValue());
    }
}
