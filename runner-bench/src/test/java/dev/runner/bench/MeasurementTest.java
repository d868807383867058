package dev.runner.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.bench.program.ArrayCopies;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementTest {

    private static final Side WORKS = Side.java("works", ArrayCopies.class, 1);
    private static final Side FAILS = Side.java("fails", ArrayCopies.class, "no number");
    private static final Side LACKS = new Side("lacks", Side.Kind.JAVA_25, -1, List.of(), "", List.of("Any"));

    @TempDir
    private Path directory;

    private final StringWriter told = new StringWriter();

    private Measurement measurement() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Circumstances.here(null, 2, 0.001, "").write(directory);
        return new Measurement(directory, new Runs(directory, java, null, 0.001), 2, new PrintWriter(told));
    }

    @Test
    void othersGoOnWhenAProgramFails() throws Exception {
        Measurement measurement = measurement();
        Results results = measurement.measure(List.of(FAILS, WORKS));
        assertFalse(measurement.isComplete());
        assertTrue(told.toString().contains("round 2: fails has failed: "), told::toString);
        assertEquals(List.of(), results.values(FAILS.number("ms")));
        assertEquals(2, results.values(WORKS.number("ms")).size());
    }

    @Test
    void whatLacksSomethingIsLeftOut() throws Exception {
        Measurement measurement = measurement();
        Results results = measurement.measure(List.of(LACKS, WORKS));
        assertTrue(measurement.isComplete());
        assertTrue(told.toString().startsWith("left out: lacks (no Java 25 (--java25))"), told::toString);
        assertEquals(2, results.values(WORKS.number("ms")).size());
    }

    @Test
    void whatThisJvmAndItsChildrenUseIsNotThatOfOthers() {
        Others before = new Others(1000, 5000, 300);
        assertEquals(20, new Others(1100, 5200, 360).percentSince(before));
        assertEquals(0, new Others(1100, 5200, 500).percentSince(before));
        assertTrue(Double.isNaN(before.percentSince(before)));
    }

    @Test
    void childThatWasWaitedForCountsAsOwn() throws Exception {
        Others before = Others.look();
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Machine.firstLine(List.of(java.toString(), "--version"));
        Others after = Others.look();
        assertTrue(after.own() > before.own(), () -> before + " " + after);
    }
}
