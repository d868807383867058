package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.BackendStartException;
import dev.runner.Pool;
import dev.runner.processes.internal.launch.MachineMemory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Pools that want more memory than this machine has. */
@EnabledOnOs(OS.LINUX)
class MemoryTest {

    private static long totalMegabytes() {
        return MachineMemory.now().orElseThrow().totalBytes() >> 20;
    }

    @Test
    void workerThatCannotFitIsRefused() {
        String heap = totalMegabytes() + "m";
        BackendStartException thrown =
                assertThrows(BackendStartException.class, () -> Tasks.open(options -> options.heap(heap)));
        assertTrue(String.valueOf(thrown.getMessage()).contains("set ProcessOptions.heap to less"), thrown::toString);
    }

    @Test
    void fewerWorkersStartAndTheLogSaysSo() throws Exception {
        String heap = totalMegabytes() * 2 / 3 + "m"; // there is room for one, if at all
        List<Long> pids = new CopyOnWriteArrayList<>();
        try (LogRecorder log = LogRecorder.of("dev.runner.processes.internal.host.ProcessesDriver");
                Pool pool = Pooled.open(3, config -> config.name("large"), options -> options.heap(heap))) {
            assertEquals(
                    List.of("1 workers instead of 3"),
                    log.messages().stream().flatMap(MemoryTest::workersOf).toList());
            List<Integer> inputs = IntStream.range(0, 20).boxed().toList();
            pids.addAll(pool.map(x -> Tasks.pid(), inputs));
            assertEquals(1, pool.stats().workers());
        }
        assertEquals(1, pids.stream().distinct().count());
    }

    private static Stream<String> workersOf(String message) {
        int at = message.indexOf("' has ");
        return at < 0 ? Stream.empty() : Stream.of(message.substring(at + 6, message.indexOf(':')));
    }
}
