package dev.runner.processes.internal.host;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OomKillerTest {

    @TempDir
    Path directory;

    @Test
    void tellsWhetherTheNumberHasGrown() throws IOException {
        Path file = directory.resolve("vmstat");
        Files.writeString(file, "pgfault 9\noom_kill 3\nworkingset_nodes 1\n");
        OomKiller killer = OomKiller.since(file);
        assertFalse(killer.hasKilled());
        Files.writeString(file, "pgfault 12\noom_kill 3\nworkingset_nodes 1\n");
        assertFalse(killer.hasKilled());
        Files.writeString(file, "pgfault 12\noom_kill 4\nworkingset_nodes 1\n");
        assertTrue(killer.hasKilled());
    }

    @Test
    void nobodyHasKilledWhereNobodyTells() throws IOException {
        assertFalse(OomKiller.since(directory.resolve("none")).hasKilled());
        Path other = directory.resolve("other");
        Files.writeString(other, "pgfault 9\n");
        assertFalse(OomKiller.since(other).hasKilled());
    }
}
