package dev.runner.processes;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What harms the workers of this JVM: signals, bytes that change on their way, a disk that is full, and no descriptors.
 * What comes after what, and how long it lasts, follows from the seed. One thread calls; the hands of the meddler have
 * their own.
 */
final class StormChaos implements AutoCloseable {

    /** A kind of harm. */
    enum Harm {
        KILLED(45),
        SIGNALLED(15),
        PAUSED(20),
        STOPPED_FOR_GOOD(2),
        DISK_FULL(2),
        NO_DESCRIPTORS(2),
        /** Comes by itself, when enough bytes have passed. */
        DAMAGED(0);

        private final int weight;

        Harm(int weight) {
            this.weight = weight;
        }
    }

    private static final List<String> SIGNALS = List.of("TERM", "SEGV", "ABRT", "INT", "HUP");
    private static final int LONGEST_PAUSE_MILLIS = 700;

    private final SplittableRandom random;
    private final Path temporary;
    private final boolean isDiskSmall;
    private final Process shell;
    private final OutputStream toShell;
    private final Meddler meddler;
    private final Map<Harm, AtomicInteger> counts = new EnumMap<>(Harm.class);
    private final AtomicInteger answersDamaged = new AtomicInteger();
    private final AtomicInteger closedByJava = new AtomicInteger();
    private final Set<Long> harmed = ConcurrentHashMap.newKeySet();

    /**
     * Begins to stand between the pools and their workers.
     *
     * @param isDiskSmall whether the disk of the temporary directory may be filled
     */
    StormChaos(long seed, Path temporary, boolean isDiskSmall) throws IOException {
        this.random = new SplittableRandom(seed);
        this.temporary = temporary;
        this.isDiskSmall = isDiskSmall;
        for (Harm harm : Harm.values()) {
            counts.put(harm, new AtomicInteger());
        }
        this.shell = new ProcessBuilder("/bin/sh").start();
        this.toShell = shell.getOutputStream();
        this.meddler = new Meddler(
                (connection, up) -> hand(new SplittableRandom(seed ^ (2L * connection + (up ? 1 : 0))), up));
    }

    /** Does the next harm. */
    void next() throws Exception {
        switch (choose()) {
            case KILLED ->
                someWorker().ifPresent(worker -> {
                    note(Harm.KILLED, worker);
                    worker.destroyForcibly();
                });
            case SIGNALLED -> signalled();
            case PAUSED -> paused();
            case STOPPED_FOR_GOOD -> {
                for (ProcessHandle worker : someWorker().stream().toList()) {
                    note(Harm.STOPPED_FOR_GOOD, worker);
                    signal("STOP", worker);
                }
            }
            case DISK_FULL -> fillDisk();
            case NO_DESCRIPTORS -> useDescriptors();
            default -> throw new IllegalStateException("not to be chosen");
        }
        Pooled.letPass(Duration.ofMillis(50 + random.nextInt(450)));
    }

    private Harm choose() {
        int left = random.nextInt(
                Arrays.stream(Harm.values()).mapToInt(harm -> harm.weight).sum());
        for (Harm harm : Harm.values()) {
            left -= harm.weight;
            if (left < 0) {
                return harm;
            }
        }
        throw new IllegalStateException("no harm");
    }

    private void signalled() throws IOException {
        String name = SIGNALS.get(random.nextInt(SIGNALS.size()));
        for (ProcessHandle worker : someWorker().stream().toList()) {
            note(Harm.SIGNALLED, worker);
            signal(name, worker);
        }
    }

    /** That harms nobody. */
    private void paused() throws Exception {
        for (ProcessHandle worker : someWorker().stream().toList()) {
            counts.get(Harm.PAUSED).incrementAndGet();
            signal("STOP", worker);
            Pooled.letPass(Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS)));
            signal("CONT", worker);
        }
    }

    private void fillDisk() throws Exception {
        if (!isDiskSmall) {
            return;
        }
        counts.get(Harm.DISK_FULL).incrementAndGet();
        Path filling = temporary.resolve("filling");
        try (OutputStream out = Files.newOutputStream(filling)) {
            byte[] bytes = new byte[4096];
            while (true) {
                out.write(bytes);
            }
        } catch (IOException full) {
            Pooled.letPass(Duration.ofMillis(500 + random.nextInt(1000)));
        } finally {
            Files.deleteIfExists(filling);
        }
    }

    private void useDescriptors() throws Exception {
        counts.get(Harm.NO_DESCRIPTORS).incrementAndGet();
        List<Channel> held = new ArrayList<>();
        try {
            while (true) {
                held.add(Files.newByteChannel(Path.of("/dev/null")));
            }
        } catch (IOException none) {
            Pooled.letPass(Duration.ofMillis(200 + random.nextInt(600)));
        } finally {
            held.forEach(this::giveBack);
        }
    }

    /** Java closes a descriptor twice when those run out in the middle of the start of a process. */
    private void giveBack(Channel descriptor) {
        try {
            descriptor.close();
        } catch (IOException e) {
            closedByJava.incrementAndGet();
        }
    }

    /** Returns how many descriptors were no more there when they were to be given back. */
    int closedByJava() {
        return closedByJava.get();
    }

    private Optional<ProcessHandle> someWorker() {
        List<ProcessHandle> workers = Tasks.children().stream()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .toList();
        return workers.isEmpty() ? Optional.empty() : Optional.of(workers.get(random.nextInt(workers.size())));
    }

    private void note(Harm harm, ProcessHandle worker) {
        harmed.add(worker.pid());
        counts.get(harm).incrementAndGet();
    }

    private void signal(String name, ProcessHandle worker) throws IOException {
        toShell.write(("kill -" + name + " " + worker.pid() + "\n").getBytes(StandardCharsets.US_ASCII));
        toShell.flush();
    }

    /** Makes what damages one connection in one direction, if it does, when so many bytes have passed. */
    private Meddler.Hand hand(SplittableRandom its, boolean up) {
        boolean harms = its.nextInt(5) == 0;
        long[] left = {harms ? 1000 + its.nextInt(2_000_000) : Long.MAX_VALUE};
        boolean[] swallows = {false};
        return bytes -> {
            left[0] -= bytes.length;
            if (swallows[0]) {
                return new byte[0];
            } else if (left[0] >= 0) {
                return bytes;
            }
            left[0] = Long.MAX_VALUE;
            counts.get(Harm.DAMAGED).incrementAndGet();
            answersDamaged.addAndGet(up ? 1 : 0);
            switch (its.nextInt(5)) {
                case 0 -> bytes[its.nextInt(bytes.length)] ^= (byte) (1 << its.nextInt(8));
                case 1 -> {
                    return Arrays.copyOf(bytes, its.nextInt(bytes.length));
                }
                case 2 -> {
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1 + its.nextInt(100));
                    its.nextBytes(longer);
                    return longer;
                }
                case 3 -> swallows[0] = true;
                default -> {
                    return nothing();
                }
            }
            return swallows[0] ? new byte[0] : bytes;
        };
    }

    private static byte @Nullable [] nothing() {
        return null;
    }

    int count(Harm harm) {
        return counts.get(harm).get();
    }

    /** Returns how many of the damaged connections were damaged on the way to the pool. */
    int answersDamaged() {
        return answersDamaged.get();
    }

    /** Returns how many workers it has ended, or damaged beyond use. */
    int workersHarmed() {
        return harmed.size() + count(Harm.DAMAGED);
    }

    /** Tells whether it has sent a signal to a worker. */
    boolean hasHarmed(long pid) {
        return harmed.contains(pid);
    }

    @Override
    public void close() throws IOException {
        meddler.close();
        toShell.close();
        shell.onExit().join();
    }
}
