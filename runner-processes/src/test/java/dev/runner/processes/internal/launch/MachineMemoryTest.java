package dev.runner.processes.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.runner.BackendStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much memory there is, by the files of Linux as they are on machines and in containers; and who fits into it. */
class MachineMemoryTest {

    private static final long MEGABYTE = 1L << 20;

    @TempDir
    Path root;

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private MachineMemory megabytes() {
        MachineMemory found = MachineMemory.under(root).orElseThrow();
        return new MachineMemory(found.totalBytes() / MEGABYTE, found.availableBytes() / MEGABYTE);
    }

    @BeforeEach
    void machineOfFourGigabytes() throws IOException {
        write("proc/meminfo", "MemTotal:        4194304 kB\nMemFree: 1 kB\nMemAvailable:    3145728 kB\n");
    }

    @Test
    void machineWithoutGroups() {
        assertEquals(new MachineMemory(4096, 3072), megabytes());
    }

    @Test
    void containerWithGroupsOfVersion2() throws IOException {
        write("proc/self/cgroup", "0::/\n");
        write("sys/fs/cgroup/memory.max", "" + 1000 * MEGABYTE);
        write("sys/fs/cgroup/memory.current", "" + 700 * MEGABYTE);
        write("sys/fs/cgroup/memory.stat", "anon 5\ninactive_file " + 300 * MEGABYTE + "\n");
        assertEquals(new MachineMemory(1000, 600), megabytes());
    }

    @Test
    void limitOfGroupAround() throws IOException {
        write("proc/self/cgroup", "0::/outer.slice/inner.scope\n");
        write("sys/fs/cgroup/outer.slice/memory.max", "" + 2000 * MEGABYTE);
        write("sys/fs/cgroup/outer.slice/memory.current", "" + 500 * MEGABYTE);
        write("sys/fs/cgroup/outer.slice/inner.scope/memory.max", "max\n");
        write("sys/fs/cgroup/outer.slice/inner.scope/memory.current", "" + 10 * MEGABYTE);
        assertEquals(new MachineMemory(2000, 1500), megabytes());
    }

    @Test
    void containerWithGroupsOfVersion1ThatSeesThePathOfItsHost() throws IOException {
        write("proc/self/cgroup", "5:cpu,cpuacct:/docker/1\n4:memory:/docker/1\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", 512 * MEGABYTE + "\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", 100 * MEGABYTE + "\n");
        assertEquals(new MachineMemory(512, 412), megabytes());
    }

    @Test
    void groupWithoutLimitIsNone() throws IOException {
        write("proc/self/cgroup", "4:memory:/\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", 100 * MEGABYTE + "\n");
        assertEquals(new MachineMemory(4096, 3072), megabytes());
    }

    @Test
    void otherSystemsDoNotTell() throws IOException {
        Files.delete(root.resolve("proc/meminfo"));
        assertEquals(Optional.empty(), MachineMemory.under(root));
    }

    @Test
    void asManyWorkersAsThereIsMemoryForAndOneAtLeast() {
        MemoryPlan plan = new MemoryPlan(8, 192 * MEGABYTE); // 256 with what is besides
        assertEquals(8, plan.workersIn(new MachineMemory(4096 * MEGABYTE, 3072 * MEGABYTE)));
        assertEquals(3, plan.workersIn(new MachineMemory(4096 * MEGABYTE, 1000 * MEGABYTE)));
        assertEquals(1, plan.workersIn(new MachineMemory(4096 * MEGABYTE, 10 * MEGABYTE)));
    }

    @Test
    void whatCannotFitIsRefused() {
        MemoryPlan plan = new MemoryPlan(2, 8000 * MEGABYTE);
        BackendStartException thrown = assertThrows(
                BackendStartException.class, () -> plan.workersIn(new MachineMemory(4096 * MEGABYTE, 3072 * MEGABYTE)));
        assertEquals(
                "a worker may need 8064 MiB of memory (a heap of 8000 MiB, and 64 MiB besides), and this machine or"
                        + " container has 4096 MiB; set ProcessOptions.heap to less",
                thrown.getMessage());
    }
}
