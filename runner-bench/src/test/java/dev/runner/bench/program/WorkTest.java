package dev.runner.bench.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What realistic loads work on, and the parser that they use. */
class WorkTest {

    @TempDir
    private Path directory;

    @BeforeEach
    void small() {
        System.setProperty("bench.size", "0.05");
    }

    @AfterEach
    void asItWas() {
        System.clearProperty("bench.size");
    }

    @Test
    void dataIsTheSameEachTime() throws IOException {
        Path first = WorkData.in(directory).directory();
        Path second =
                WorkData.in(Files.createDirectory(directory.resolve("again"))).directory();
        for (String file : List.of("noise-003.bin", "table.csv")) {
            assertEquals(-1, Files.mismatch(first.resolve(file), second.resolve(file)), file);
        }
        assertTrue(Files.mismatch(first.resolve("noise-003.bin"), first.resolve("noise-004.bin")) >= 0);
    }

    @Test
    void blocksAreTheWholeTableAndEndWithALine() throws IOException {
        WorkData data = WorkData.in(directory);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List<WorkData.Block> blocks = data.blocks();
        for (WorkData.Block block : blocks) {
            byte[] bytes = block.read();
            assertEquals('\n', bytes[bytes.length - 1]);
            all.writeBytes(bytes);
        }
        assertTrue(blocks.size() > 1, blocks::toString);
        assertArrayEquals(Files.readAllBytes(data.directory().resolve("table.csv")), all.toByteArray());
    }

    @Test
    void sumsOfBlocksAreThoseOfTheTable() throws Exception {
        WorkData data = WorkData.in(directory);
        Map<String, Long> whole = CsvSums.of(Files.readAllBytes(data.directory().resolve("table.csv")));
        assertEquals(7, whole.size());
        long parts = 0;
        for (WorkData.Block block : data.blocks()) {
            parts += CsvSums.of(block.read()).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
        assertEquals(whole.values().stream().mapToLong(Long::longValue).sum(), parts);
    }

    @Test
    void otherResultsHaveAnotherDigest() throws Exception {
        digests(RealWork.load("csv", WorkData.in(directory)));
    }

    private static <A, R> void digests(RealWork.Load<A, R> load) throws Exception {
        List<R> results = new ArrayList<>();
        for (A input : load.inputs()) {
            results.add(load.function().apply(input));
        }
        long digest = RealWork.digest(load, results);
        assertEquals(digest, RealWork.digest(load, results));
        assertTrue(digest != RealWork.digest(load, results.subList(1, results.size())));
    }

    private static List<List<String>> records(String text) {
        List<List<String>> records = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            List<String> fields = new ArrayList<>();
            at = CsvSums.record(text, at, fields);
            records.add(fields);
        }
        return records;
    }

    @Test
    void quotedFieldsMayHaveCommasAndQuotes() {
        assertEquals(List.of(List.of("a", "b,\"c\"", ""), List.of("", "d")), records("a,\"b,\"\"c\"\"\",\n,d"));
    }

    @Test
    void quoteWithoutAnEndIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> records("a,\"b\n"));
    }

    @Test
    void columnIsAddedUpByCity() {
        assertEquals(
                Map.of("Bern", 12L, "Zug", 5L),
                CsvSums.of("0,Bern,7,x\n1,Zug,5,\"y,\"\n2,Bern,5,z\n".getBytes(StandardCharsets.UTF_8)));
    }
}
