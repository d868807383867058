package dev.runner;

import dev.runner.spi.Availability;
import dev.runner.spi.BulkRun;
import dev.runner.spi.CloseMode;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.DriverStats;
import dev.runner.spi.PoolBackend;
import dev.runner.spi.PoolDriver;
import dev.runner.spi.TaskRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * A backend that takes elements of bulk calls together and runs nothing: the test says what becomes of each. What comes
 * one by one is only written down.
 */
final class BulkBackend implements PoolBackend {

    private static final int LIMIT_SECONDS = 30;

    /** All elements that were handed over together, in order. */
    final List<Given<?>> given = new CopyOnWriteArrayList<>();

    /** What was not handed over together. */
    final List<TaskRun<?>> single = new CopyOnWriteArrayList<>();

    /** What was asked to stop, as {@code "index level"}. */
    final List<String> stopped = new CopyOnWriteArrayList<>();

    /** Whether it takes no more elements. */
    volatile boolean refuses;

    private final LinkedBlockingQueue<Given<?>> toCome = new LinkedBlockingQueue<>();

    /** Elements that were handed over together. */
    static final class Given<R> {
        final BulkRun<R> bulk;
        private final List<Job<R>> jobs;
        private final BitSet begun = new BitSet();
        private boolean isWithdrawn;

        Given(BulkRun<R> bulk) {
            this.bulk = bulk;
            this.jobs = IntStream.range(0, bulk.size())
                    .mapToObj(index -> bulk.payload(index).orElseThrow())
                    .toList();
        }

        int size() {
            return jobs.size();
        }

        synchronized void begin(int index) {
            begun.set(index);
            bulk.element(index).started("worker");
        }

        /** Runs an element and reports what came of it. */
        void run(int index) {
            synchronized (this) {
                if (isWithdrawn && !begun.get(index)) {
                    throw new IllegalStateException("element " + index + " was withdrawn");
                }
                begun.set(index);
            }
            R result;
            try {
                result = jobs.get(index).call();
            } catch (Throwable e) {
                bulk.element(index).failed(e);
                return;
            }
            bulk.succeeded(index, Collections.singletonList(result));
        }

        void runAll() {
            for (int index = 0; index < size(); index++) {
                run(index);
            }
        }

        void endAll() {
            for (int index = 0; index < size(); index++) {
                bulk.element(index).failed(new IllegalStateException("the test is over"));
            }
        }

        synchronized BitSet withdraw() {
            BitSet withdrawn = new BitSet();
            if (!isWithdrawn) {
                withdrawn.set(0, size());
                withdrawn.andNot(begun);
                isWithdrawn = true;
            }
            return withdrawn;
        }
    }

    private Given<?> next() throws InterruptedException {
        Given<?> next = toCome.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was handed over in " + LIMIT_SECONDS + " s");
        }
        return next;
    }

    /** Runs so many elements as they are handed over. */
    void runAll(int count) {
        int left = count;
        try {
            while (left > 0) {
                Given<?> next = next();
                next.runAll();
                left -= next.size();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until so many elements were handed over together. */
    void await(int elements) {
        long start = System.nanoTime();
        while (sizes().stream().mapToInt(size -> size).sum() < elements) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
                throw new AssertionError("after " + LIMIT_SECONDS + " s only " + sizes() + " were handed over");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** Ends all that has not ended. */
    void endAll() {
        given.forEach(Given::endAll);
    }

    List<Integer> sizes() {
        return given.stream().map(Given::size).toList();
    }

    @Override
    public String id() {
        return "bulk";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.KILLS_RUNNING);
    }

    @Override
    public Availability availability() {
        return Availability.available();
    }

    @Override
    public PoolDriver open(DriverConfig config) {
        return new Driver();
    }

    private final class Driver implements PoolDriver {

        @Override
        public void execute(TaskRun<?> run) {
            single.add(run);
        }

        @Override
        public boolean takesBulk() {
            return true;
        }

        @Override
        public void execute(BulkRun<?> bulk) {
            if (refuses) {
                throw new IllegalStateException("no more of that");
            }
            Given<?> all = new Given<>(bulk);
            bulk.attach(all);
            given.add(all);
            toCome.add(all);
        }

        @Override
        public BitSet withdraw(BulkRun<?> bulk) {
            return bulk.attachment() instanceof Given<?> all ? all.withdraw() : new BitSet();
        }

        @Override
        public void cancel(BulkRun<?> bulk, int index, StopLevel level) {
            stopped.add(index + " " + level);
        }

        @Override
        public DriverStats stats() {
            return new DriverStats(1);
        }

        @Override
        public List<TaskRun<?>> close(CloseMode mode) {
            List<TaskRun<?>> unstarted = new ArrayList<>();
            if (mode != CloseMode.DRAIN) {
                unstarted.addAll(single);
                for (Given<?> all : given) {
                    all.withdraw().stream().forEach(index -> unstarted.add(all.bulk.element(index)));
                }
            }
            return unstarted;
        }

        @Override
        public boolean awaitClosed(Duration timeout) {
            return true;
        }
    }
}
