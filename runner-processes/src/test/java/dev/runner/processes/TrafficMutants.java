package dev.runner.processes;

import dev.runner.Shared;
import dev.runner.TaskSerializationException;
import dev.runner.spi.DriverConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Pools of processes that are broken in what goes to workers and comes from them. */
final class TrafficMutants {

    private static final String COMPLETE = "linesOfTaskAreCompleteWhenItsResultArrives";

    static final List<KitMutant> ALL = List.of(
            KitMutant.of(
                    "tells that a task is too large, and not how large",
                    "6.5",
                    "taskThatIsTooLargeFailsBeforeItIsSent",
                    TellsNoSizes::new),
            KitMutant.of(
                    "tells that a result is too large, and not how large",
                    "6.5",
                    "resultThatIsTooLargeFailsItsTaskAndNothingElse",
                    TellsNoSizes::new),
            KitMutant.of(
                    "looks at the size of a task when it has begun it",
                    "6.5",
                    "taskThatIsTooLargeFailsBeforeItIsSent",
                    BeginsTooLarge::new),
            KitMutant.of("tells workers of no shared values", "6.8", "tasksOfAllKindsReadIt", SharesNothing::new),
            KitMutant.of("lets workers keep what was shared", "6.8", "workersDropItWhenItsHandleIsClosed", Keeps::new),
            KitMutant.of("drops a line that does not end", "7.7", COMPLETE, DropsLines::new),
            KitMutant.of("takes errors for output", "7.7", COMPLETE, MixesStreams::new),
            KitMutant.of("tells what was printed when the next result has come", "7.7", COMPLETE, TellsLate::new));

    private TrafficMutants() {}

    private static boolean isTooLarge(Throwable error) {
        return error instanceof TaskSerializationException
                && String.valueOf(error.getMessage()).contains("too long");
    }

    private static final class TellsNoSizes extends PassingDriver {

        TellsNoSizes(DriverConfig config) {
            super(config);
        }

        @Override
        void failed(Passed<?> run, Throwable error) {
            super.failed(
                    run,
                    isTooLarge(error) ? new TaskSerializationException(run.label() + " is too large", error) : error);
        }
    }

    private static final class BeginsTooLarge extends PassingDriver {

        BeginsTooLarge(DriverConfig config) {
            super(config);
        }

        @Override
        void failed(Passed<?> run, Throwable error) {
            if (isTooLarge(error) && !run.begun) {
                run.started(config.poolName() + "-worker-0");
            }
            super.failed(run, error);
        }
    }

    private static final class DropsLines extends PassingDriver {

        DropsLines(DriverConfig config) {
            super(config);
        }

        @Override
        void output(Passed<?> run, String line, boolean standardError) {
            if (!line.startsWith("without end")) {
                super.output(run, line, standardError);
            }
        }
    }

    private static final class MixesStreams extends PassingDriver {

        MixesStreams(DriverConfig config) {
            super(config);
        }

        @Override
        void output(Passed<?> run, String line, boolean standardError) {
            super.output(run, line, false);
        }
    }

    private static final class SharesNothing extends PassingDriver {

        SharesNothing(DriverConfig config) {
            super(config);
        }

        @Override
        public @Nullable Object share(Shared<?> handle, int number) {
            return null;
        }
    }

    private static final class Keeps extends PassingDriver {

        Keeps(DriverConfig config) {
            super(config);
        }

        @Override
        public void unshare(Shared<?> handle) {}
    }

    /** What the last task printed comes with the pool's end: a check that looks in between finds it missing. */
    private static final class TellsLate extends PassingDriver {

        private final Map<Passed<?>, List<Runnable>> lines = new ConcurrentHashMap<>();
        private final AtomicReference<@Nullable Passed<?>> last = new AtomicReference<>();

        TellsLate(DriverConfig config) {
            super(config);
        }

        @Override
        void output(Passed<?> run, String line, boolean standardError) {
            lines.computeIfAbsent(run, key -> new ArrayList<>()).add(() -> super.output(run, line, standardError));
        }

        @Override
        <R extends @Nullable Object> void succeeded(Passed<R> run, R value) {
            super.succeeded(run, value);
            tell(last.getAndSet(run));
        }

        @Override
        public boolean awaitClosed(Duration timeout) throws InterruptedException {
            tell(last.getAndSet(null));
            return super.awaitClosed(timeout);
        }

        private void tell(@Nullable Passed<?> run) {
            if (run != null) {
                lines.getOrDefault(run, List.of()).forEach(Runnable::run);
            }
        }
    }
}
