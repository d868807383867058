package dev.runner.processes;

import java.io.Serializable;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/** What runs in a storm. Each task has a number, from which follows what it is given, does and returns. */
final class StormTasks {

    /** What a task does. */
    enum Kind {
        QUICK(40),
        LARGE(12),
        FAILING(8),
        SLEEPING(10),
        PRINTING(8),
        LOGGING(4),
        RETRIED(10),
        LIMITED(2),
        CANCELLED(4),
        HALTING(1),
        UNSENDABLE(1);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }

        /** Returns what the task with a number does in the storm of a seed. */
        static Kind of(long seed, int number) {
            int total = Arrays.stream(values()).mapToInt(kind -> kind.weight).sum();
            int left = random(seed, number).nextInt(total);
            for (Kind kind : values()) {
                left -= kind.weight;
                if (left < 0) {
                    return kind;
                }
            }
            throw new IllegalStateException("no kind for " + number);
        }
    }

    private static final int LARGEST = 300_000;

    private StormTasks() {}

    private static SplittableRandom random(long seed, int number) {
        return new SplittableRandom(seed * 31 + number);
    }

    /** Leaves a record of the number. */
    private static void begin(String record, int number) {
        Pooled.mark(record, number + " " + ProcessHandle.current().pid());
    }

    static long valueOf(int number) {
        return new SplittableRandom(number).nextLong();
    }

    static byte[] bytesOf(int number) {
        SplittableRandom random = new SplittableRandom(number);
        byte[] bytes = new byte[random.nextInt(LARGEST)];
        random.nextBytes(bytes);
        return bytes;
    }

    static int linesOf(int number) {
        return 1 + number % 7;
    }

    static long quick(String record, int number) {
        begin(record, number);
        return valueOf(number);
    }

    /** Gets the bytes of its number, and returns those of its negative. */
    static byte[] large(String record, int number, byte[] bytes) {
        begin(record, number);
        if (!Arrays.equals(bytesOf(number), bytes)) {
            throw new IllegalArgumentException("not the bytes of " + number);
        }
        return bytesOf(-number);
    }

    static long failing(String record, int number) {
        begin(record, number);
        throw new IllegalStateException("as it has to, " + number);
    }

    static long sleeping(String record, int number) throws InterruptedException {
        begin(record, number);
        Thread.sleep(number % 30);
        return valueOf(number);
    }

    static long printing(String record, int number) {
        begin(record, number);
        for (int i = 0; i < linesOf(number); i++) {
            System.out.println("number " + number);
        }
        return valueOf(number);
    }

    static long logging(String record, int number) {
        begin(record, number);
        LoggerFactory.getLogger("storm").info("number {}", number);
        return valueOf(number);
    }

    /** Does not end before its limit. */
    static long limited(String record, int number) {
        begin(record, number);
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(1_000_000);
        }
        return valueOf(number);
    }

    static long halting(String record, int number) {
        begin(record, number);
        Runtime.getRuntime().halt(exitCodeOf(number));
        return 0;
    }

    static int exitCodeOf(int number) {
        return 20 + number % 50;
    }

    static Serializable unsendable(String record, int number) {
        begin(record, number);
        return new Unsendable();
    }

    /** Has something in it that can't travel. */
    @SuppressWarnings("serial") // that is what it is for
    private static final class Unsendable implements Serializable {
        private static final long serialVersionUID = 1L;
        private final Object inside = new Object();

        @Override
        public String toString() {
            return "with " + inside;
        }
    }
}
