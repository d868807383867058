package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Only the pool's own worker is let in, over a socket in the file system and over TCP, as it is on Windows. */
class IntruderTest {

    @TempDir
    Path directory;

    private void assertRefused(String kind, Path temporary) {
        Path go = directory.resolve("go");
        List<String> flags = List.of("-Djava.io.tmpdir=" + temporary);
        try (ParentJvm jvm = ParentJvm.start(directory, IntruderProgram.class, flags, go.toString())) {
            jvm.assertEndsWith(
                    0, kind, "rwx------", "wrong token: refused", "no frame: refused", "result 23", "again 24");
        }
        assertEquals(List.of(), ParentJvm.leftIn(temporary));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void overSocketInTheFileSystem() throws IOException {
        assertRefused("unix", Files.createDirectory(directory.resolve("t")));
    }

    /** The path of a socket is bounded. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void overTcpWhereThePathIsTooLongForSocket() throws IOException {
        assertRefused("tcp", Files.createDirectory(directory.resolve("long".repeat(30))));
    }
}
