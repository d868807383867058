package dev.runner.processes.internal.host;

import dev.runner.processes.ProcessOptions;
import dev.runner.processes.internal.wire.SlotPage;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks again and again how a worker is.
 *
 * <p>One that is dead in all but name is killed: it has neither shown itself nor used the processor for the whole of a
 * time limit. A process that was stopped, or waits for a file system that has gone, is like that. One that collects
 * garbage, or whose tasks leave its other threads no room, is not: it uses the processor. When the looks themselves are
 * late, this JVM was stopped, or the machine slept: that says nothing of workers, and their time begins anew.
 *
 * <p>One that shows itself, and has not gone on for the whole of the time limit, is killed too: it was to begin a task
 * and runs none, was to say what it has begun or ended, or has sent a part of a frame, and no byte has passed either
 * way. Bytes were lost between the two, or the thread that should go on does not.
 *
 * <p>One that has grown too large is told of, once.
 *
 * <p>Looks follow each other, so that there is never more than one.
 */
final class Vitals {

    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

    /** How many looks there are at least in the time limit. */
    private static final int LOOKS = 8;

    private final Worker worker;
    private final WorkerProcess process;
    private final SlotPage page;
    private final Crew crew;
    private final Dispatch dispatch;
    private final Consumer<Worker> tooLarge;
    private final long limitNanos;
    private final long pauseNanos;
    private final long mostBytes;
    private boolean toldTooLarge;
    private int beats;
    private Duration used = Duration.ZERO;
    private Connection.Progress progress = new Connection.Progress(0, 0, false);
    private long livedNanos = System.nanoTime();
    private long wentOnNanos = livedNanos;
    private long lookedNanos = livedNanos;

    /**
     * Makes it.
     *
     * @param tooLarge is told of the worker when it is larger than it may be
     */
    Vitals(
            Worker worker,
            WorkerProcess process,
            Crew crew,
            Dispatch dispatch,
            ProcessOptions options,
            Consumer<Worker> tooLarge) {
        this.worker = worker;
        this.crew = crew;
        this.process = process;
        this.page = process.page();
        this.dispatch = dispatch;
        this.tooLarge = tooLarge;
        this.limitNanos = isDebugged(options) ? Long.MAX_VALUE : nanosOrMost(options.heartbeatTimeout());
        this.pauseNanos = Math.min(LONGEST_PAUSE, Math.max(1, limitNanos / LOOKS));
        this.mostBytes = options.maxResidentBytes().orElse(Long.MAX_VALUE);
    }

    /** Tells whether a debugger may stop a worker, for as long as it likes. */
    private static boolean isDebugged(ProcessOptions options) {
        return options.jvmArgs().stream().anyMatch(flag -> flag.contains("jdwp"));
    }

    private static long nanosOrMost(Duration limit) {
        return limit.isZero() ? Long.MAX_VALUE : Errand.nanos(limit);
    }

    /** Looks how large the worker is, and at the rest in a moment: somebody waits for a first result. */
    void begin() {
        lookAtSize();
        dispatch.later(this::look, Duration.ofNanos(Math.min(pauseNanos, FIRST_PAUSE)));
    }

    private void look() {
        if (!process.isAlive()) {
            return;
        }
        lookAtSize();
        long now = System.nanoTime();
        boolean isLate = now - lookedNanos > limitNanos / 2;
        lookedNanos = now;
        boolean shows = showsItself();
        if (isLate || shows || works()) {
            livedNanos = now;
        }
        if (isLate || !shows || goesOn()) {
            wentOnNanos = now;
        }
        verdict(now).ifPresent(worker::kill);
        dispatch.later(this::look, Duration.ofNanos(pauseNanos)); // a kill may fail
    }

    private Optional<String> verdict(long now) {
        long millis = TimeUnit.NANOSECONDS.toMillis(limitNanos);
        if (now - livedNanos >= limitNanos) {
            return Optional.of("it gave no sign of life for " + millis
                    + " ms and used no processor time: it was stopped, or hangs in the operating system");
        } else if (now - wentOnNanos >= limitNanos) {
            return Optional.of("it lives, but did not go on for " + millis
                    + " ms with what it was sent, or what it was sending: bytes were lost, or its thread hangs");
        }
        return Optional.empty();
    }

    private void lookAtSize() {
        OptionalLong size = ResidentMemory.of(process.pid());
        if (size.isEmpty()) {
            return;
        }
        worker.seenWith(size.getAsLong());
        if (size.getAsLong() > mostBytes && !toldTooLarge) {
            toldTooLarge = true;
            tooLarge.accept(worker);
        }
    }

    private boolean showsItself() {
        int before = beats;
        beats = page.beats();
        return beats != before;
    }

    private boolean works() {
        Duration before = used;
        used = process.processorTime();
        return !used.equals(before);
    }

    private boolean goesOn() {
        Connection.Progress before = progress;
        progress = process.connection().progress();
        boolean awaited = progress.partial() || crew.owesAnswer(worker);
        return !awaited || process.connection().isHeldUp() || !progress.equals(before);
    }
}
