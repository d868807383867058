package dev.runner.bench.program;

import dev.runner.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a process holds of the machine's memory when it has done one task and waits: its own, and its part of what it
 * shares. Two of a kind are looked at, since one alone shares with nobody.
 */
public final class IdleMemory {

    private IdleMemory() {}

    /**
     * Tells {@code mib} of a process.
     *
     * @param args {@code pool} for workers, {@code jvm} for JVMs as they are, which echo what they read
     */
    public static void main(String[] args) throws Exception {
        if (args[0].equals("echo")) {
            System.in.transferTo(System.out);
            return;
        }
        if (args[0].equals("pool")) {
            try (Pool pool = Told.open("processes", 2)) {
                List<Long> pids = pool.map(IdleMemory::pid, List.of(1, 2));
                Told.tell("mib", settled(pids.stream().distinct().toList()));
            }
            return;
        }
        List<Process> all = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                Process jvm = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                IdleMemory.class.getName(),
                                "echo")
                        .start();
                all.add(jvm);
                jvm.getOutputStream().write('x');
                jvm.getOutputStream().flush();
                jvm.getInputStream().read();
            }
            Told.tell("mib", settled(all.stream().map(Process::pid).toList()));
        } finally {
            all.forEach(Process::destroyForcibly);
        }
    }

    private static long pid(int number) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(200); // so that each worker has one
        return ProcessHandle.current().pid();
    }

    private static double settled(List<Long> pids) throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(2);
        long kib = 0;
        for (long pid : pids) {
            kib += proportional(pid);
        }
        return kib / 1024.0 / pids.size();
    }

    private static long proportional(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
            if (line.startsWith("Pss:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException("no Pss of " + pid);
    }
}
