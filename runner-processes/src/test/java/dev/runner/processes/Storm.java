package dev.runner.processes;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskOptions;
import dev.runner.processes.StormChaos.Harm;
import dev.runner.processes.StormTasks.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Tasks of many kinds in a pool whose workers are killed, stopped and continued, whose connections are damaged, and
 * whose machine runs out of disk and of descriptors; then an account. A JVM of its own runs it.
 *
 * @param seed from which follows which tasks and which harms there are
 * @param seconds how long it lasts at least
 * @param harms how many workers are to be harmed at least; it lasts up to three times as long for that
 * @param record where tasks leave that they have begun
 * @param isDiskSmall whether the disk of the temporary directory may be filled
 */
record Storm(long seed, long seconds, int harms, Path record, boolean isDiskSmall) {

    private static final String NAME = "storm";
    private static final int WORKERS = 4;
    private static final int SUBMITTERS = 2;
    private static final int QUEUE = 300;
    private static final long END_SECONDS = 120;
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

    /**
     * Makes a storm, prints its account, and exits with 0 if nothing is wrong.
     *
     * @param args the components
     */
    public static void main(String[] args) throws Exception {
        Storm storm = new Storm(
                Long.parseLong(args[0]),
                Long.parseLong(args[1]),
                Integer.parseInt(args[2]),
                Path.of(args[3]),
                Boolean.parseBoolean(args[4]));
        List<String> faults = storm.rage();
        faults.forEach(System.out::println);
        System.exit(faults.isEmpty() ? 0 : 1);
    }

    /** Returns what was wrong. */
    private List<String> rage() throws Exception {
        loadClasses();
        closeSocket();
        long start = System.nanoTime();
        StormLedger ledger = new StormLedger();
        List<String> faults = new ArrayList<>();
        List<String> before = descriptors();
        try (StormChaos chaos = new StormChaos(seed, TEMPORARY, isDiskSmall)) {
            Pool pool = open(ledger);
            List<Submitter> submitters = new ArrayList<>();
            AtomicInteger numbers = new AtomicInteger();
            for (int i = 0; i < SUBMITTERS; i++) {
                submitters.add(new Submitter(pool, ledger, numbers));
            }
            submitters.forEach(Thread::start);
            while (elapsed(start) < seconds || (chaos.workersHarmed() < harms && elapsed(start) < 3 * seconds)) {
                chaos.next();
            }
            for (Submitter each : submitters) {
                each.end().forEach(faults::add);
            }
            pool.shutdown();
            if (!pool.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                faults.add("HANGS: " + (ledger.asked() - ledger.ended()) + " tasks have not ended after " + END_SECONDS
                        + " s; " + pool.stats());
            }
            pool.close(Duration.ZERO);
            try (Stream<String> begun = Files.lines(record)) {
                faults.addAll(ledger.faults(begun, chaos));
            }
            tell(ledger, chaos, elapsed(start));
        }
        faults.addAll(leaks(before));
        return faults;
    }

    private static Pool open(StormLedger ledger) {
        return Pooled.open(
                WORKERS,
                config -> config.name(NAME).queueCapacity(QUEUE),
                options -> options.heap("64m")
                        .heartbeatTimeout(Duration.ofSeconds(2))
                        .maxStartFailures(1000)
                        .output(ProcessOptions.OutputRelay.to(
                                line -> line.taskId().ifPresent(ledger::printed))));
    }

    private static long elapsed(long startNanos) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
    }

    /** A JVM without descriptors can't load classes from directories, which is not what this is about. */
    private static void loadClasses() throws IOException, ClassNotFoundException {
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            Path root = Path.of(entry);
            if (!Files.isDirectory(root)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(root.resolve("dev/runner"))) {
                for (Path file : files.toList()) {
                    String name = root.relativize(file).toString().replace('/', '.');
                    if (name.endsWith(".class") && !name.endsWith("Test.class") && !name.contains("Mutants")) {
                        load(name.substring(0, name.length() - ".class".length()));
                    }
                }
            }
        }
    }

    /** Java takes a socket for itself when the first is closed. */
    private static void closeSocket() throws IOException {
        try (ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel one = SocketChannel.open(server.getLocalAddress());
                SocketChannel other = server.accept()) {
            one.shutdownOutput();
            other.shutdownOutput();
        }
    }

    private static void load(String name) throws ClassNotFoundException {
        try {
            Class.forName(name, false, Storm.class.getClassLoader());
        } catch (NoClassDefFoundError e) {
            return; // it needs what only tests have, and so does nothing here
        }
    }

    private void tell(StormLedger ledger, StormChaos chaos, long lasted) {
        System.out.println("seed " + seed + ", Java " + Runtime.version().feature() + ", " + lasted + " s, " + WORKERS
                + " workers, disk " + (isDiskSmall ? "filled at times" : "left alone"));
        System.out.println("tasks " + ledger.asked() + ": as they should " + ledger.right()
                + ", lost with the worker that ran them " + ledger.crashed());
        StringBuilder harm = new StringBuilder("workers harmed " + chaos.workersHarmed() + ":");
        for (Harm each : Harm.values()) {
            harm.append(' ').append(each).append(' ').append(chaos.count(each));
        }
        System.out.println(harm);
        if (chaos.closedByJava() > 0) {
            System.out.println("descriptors that Java itself closed too many of: " + chaos.closedByJava());
        }
    }

    /** Returns what is left, when it had some time to go. */
    private static List<String> leaks(List<String> descriptorsBefore) throws InterruptedException {
        try {
            Pooled.eventually("leftovers to go", () -> left(descriptorsBefore).isEmpty());
            return List.of();
        } catch (TimeoutException e) {
            return List.of("LEAKS: " + left(descriptorsBefore));
        }
    }

    private static List<String> left(List<String> descriptorsBefore) {
        List<String> left = new ArrayList<>();
        Tasks.children()
                .forEach(child ->
                        left.add("process " + child.pid() + " " + child.info().commandLine()));
        Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(NAME) || name.startsWith("meddler"))
                .forEach(name -> left.add("thread " + name));
        ParentJvm.leftIn(TEMPORARY).forEach(file -> left.add("file " + file));
        List<String> now = descriptors();
        if (now.size() > descriptorsBefore.size()) {
            now.removeAll(descriptorsBefore);
            left.add("descriptors " + now);
        }
        return left;
    }

    /** Returns those that are not of the JVM's own files; nothing where they can't be seen. */
    private static List<String> descriptors() {
        List<String> open = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path each : all) {
                String target = Files.readSymbolicLink(each).toString();
                if (target.startsWith("socket:") || target.startsWith("pipe:") || target.startsWith("anon_inode:")) {
                    open.add(target);
                }
            }
        } catch (IOException e) {
            return new ArrayList<>();
        }
        return open;
    }

    /** Gives the pool one task after the other, as fast as it takes them. */
    private final class Submitter extends Thread {

        private final Pool pool;
        private final StormLedger ledger;
        private final AtomicInteger numbers;
        private volatile boolean calm;
        private volatile String failure = "";

        Submitter(Pool pool, StormLedger ledger, AtomicInteger numbers) {
            super("submitter");
            this.pool = pool;
            this.ledger = ledger;
            this.numbers = numbers;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                while (!calm) {
                    submit(numbers.getAndIncrement());
                }
            } catch (RuntimeException | Error e) {
                failure = "SUBMITTING FAILED: " + e;
            }
        }

        /** Has it end: what went wrong. */
        Stream<String> end() throws InterruptedException {
            calm = true;
            join(TimeUnit.SECONDS.toMillis(END_SECONDS));
            if (isAlive()) {
                return Stream.of("HANGS: submitting takes longer than " + END_SECONDS + " s; " + pool.stats());
            }
            return failure.isEmpty() ? Stream.of() : Stream.of(failure);
        }

        private void submit(int number) {
            Kind kind = Kind.of(seed, number);
            ledger.asked(number, kind);
            PoolFuture<?> task = submit(kind, number);
            var unused = task.onDone(ended -> ledger.ended(number, kind, ended));
            if (kind == Kind.CANCELLED) {
                LockSupport.parkNanos(new SplittableRandom(number).nextInt(3_000_000));
                task.cancel(true);
            }
        }

        private PoolFuture<?> submit(Kind kind, int number) {
            String to = record.toString();
            return switch (kind) {
                case QUICK -> pool.submit(() -> StormTasks.quick(to, number));
                case LARGE -> {
                    byte[] bytes = StormTasks.bytesOf(number);
                    yield pool.submit(() -> StormTasks.large(to, number, bytes));
                }
                case FAILING -> pool.submit(() -> StormTasks.failing(to, number));
                case SLEEPING, CANCELLED -> pool.submit(() -> StormTasks.sleeping(to, number));
                case PRINTING -> pool.submit(() -> StormTasks.printing(to, number));
                case LOGGING -> pool.submit(() -> StormTasks.logging(to, number));
                case RETRIED ->
                    pool.submit(
                            () -> StormTasks.sleeping(to, number),
                            TaskOptions.defaults().retries(StormLedger.RETRIES));
                case LIMITED ->
                    pool.submit(
                            () -> StormTasks.limited(to, number),
                            TaskOptions.defaults().timeout(Duration.ofMillis(100)));
                case HALTING -> pool.submit(() -> StormTasks.halting(to, number));
                case UNSENDABLE -> pool.submit(() -> StormTasks.unsendable(to, number));
            };
        }
    }
}
