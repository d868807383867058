package dev.runner.bench.program;

import dev.runner.Pool;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** From nothing to the first result of each of some processes: workers of a pool, or bare JVMs that echo a byte. */
public final class ColdStart {

    private static final int START_MINUTES = 3;

    private ColdStart() {}

    /**
     * Tells {@code ms}.
     *
     * @param args {@code pool} or {@code bare}, and how many; then flags of the bare JVMs
     */
    public static void main(String[] args) throws Exception {
        if (args[0].equals("echo")) {
            echo(Path.of(args[1]));
            return;
        }
        int processes = Integer.parseInt(args[1]);
        if (args[0].equals("pool")) {
            long start = System.nanoTime();
            try (Pool pool = Told.open("processes", processes)) {
                Set<Long> pids = all(pool, processes);
                Told.tell("ms", (System.nanoTime() - start) / 1e6);
                if (pids.size() != processes) {
                    throw new IllegalStateException("not all have answered: " + pids);
                }
                TimeUnit.SECONDS.sleep(4); // for those who run it for the first time: an archive of classes is made
            }
        } else {
            bare(processes, List.of(args).subList(2, args.length));
        }
    }

    /** Has each worker run a task: nobody's ends before all have begun. */
    static Set<Long> all(Pool pool, int processes) throws IOException {
        String place = Files.createTempDirectory("bench").toString();
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            numbers.add(i);
        }
        try {
            return numbers.stream().map(number -> pool.submit(() -> meet(place, processes))).toList().stream()
                    .map(future -> future.join())
                    .collect(Collectors.toSet());
        } finally {
            try (var files = Files.list(Path.of(place))) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(Path.of(place));
        }
    }

    private static long meet(String place, int processes) throws IOException {
        long pid = ProcessHandle.current().pid();
        Files.createFile(Path.of(place, Long.toString(pid)));
        long start = System.nanoTime();
        while (processes > 1 && Path.of(place).toFile().list().length < processes) {
            if (System.nanoTime() - start > TimeUnit.MINUTES.toNanos(START_MINUTES)) {
                throw new IOException(
                        "not all " + processes + " workers have begun after " + START_MINUTES + " minutes");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1)); // the others need the processor to start
        }
        return pid;
    }

    private static void bare(int processes, List<String> flags) throws Exception {
        Path directory = Files.createTempDirectory("bench");
        Path socket = directory.resolve("s");
        List<Process> all = new ArrayList<>();
        long start = System.nanoTime();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            for (int i = 0; i < processes; i++) {
                List<String> command = new ArrayList<>();
                command.add(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
                command.addAll(flags);
                command.addAll(List.of("-cp", System.getProperty("java.class.path"), ColdStart.class.getName()));
                command.addAll(List.of("echo", socket.toString()));
                all.add(new ProcessBuilder(command).inheritIO().start());
            }
            for (int i = 0; i < processes; i++) {
                try (SocketChannel channel = server.accept()) {
                    ByteBuffer one = ByteBuffer.wrap(new byte[] {(byte) i});
                    channel.write(one);
                    one.clear();
                    if (channel.read(one) != 1 || one.get(0) != (byte) i) {
                        throw new IOException("no echo");
                    }
                }
            }
            Told.tell("ms", (System.nanoTime() - start) / 1e6);
        } finally {
            for (Process each : all) {
                each.destroyForcibly().waitFor();
            }
            Files.deleteIfExists(socket);
            Files.delete(directory);
        }
    }

    private static void echo(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one);
            channel.write(one.flip());
        }
    }
}
