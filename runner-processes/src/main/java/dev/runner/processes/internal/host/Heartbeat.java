package dev.runner.processes.internal.host;

import dev.runner.processes.internal.wire.SlotPage;
import java.time.Duration;

/**
 * Looks again and again whether a worker lives, and kills one that does not: it has neither shown itself nor used the
 * processor for the whole of a time limit. A process that was stopped, or waits for a file system that has gone, is
 * like that. One that collects garbage, or whose tasks leave its other threads no room, is not: it uses the processor.
 *
 * <p>When the looks themselves are late, this JVM was stopped, or the machine slept: that says nothing of workers, and
 * their time begins anew.
 *
 * <p>Looks follow each other, so that there is never more than one.
 */
final class Heartbeat {

    /** How many looks there are in the time limit. */
    private static final int LOOKS = 10;

    private final Worker worker;
    private final WorkerProcess process;
    private final SlotPage page;
    private final Dispatch dispatch;
    private final long limitNanos;
    private int beats;
    private Duration used = Duration.ZERO;
    private long livedNanos = System.nanoTime();
    private long lookedNanos = livedNanos;

    Heartbeat(Worker worker, WorkerProcess process, Dispatch dispatch, Duration limit) {
        this.worker = worker;
        this.process = process;
        this.page = process.page();
        this.dispatch = dispatch;
        this.limitNanos = Errand.nanos(limit);
    }

    /** Looks for the first time, a little later. */
    void begin() {
        dispatch.later(this::look, Duration.ofNanos(limitNanos / LOOKS));
    }

    private void look() {
        if (!process.isAlive()) {
            return;
        }
        long now = System.nanoTime();
        boolean isLate = now - lookedNanos > limitNanos / 2;
        lookedNanos = now;
        if (isLate || lives()) {
            livedNanos = now;
        } else if (now - livedNanos >= limitNanos) {
            worker.kill("it gave no sign of life for "
                    + Duration.ofNanos(limitNanos).toMillis()
                    + " ms and used no processor time: it was stopped, or hangs in the operating system");
            return;
        }
        begin();
    }

    private boolean lives() {
        int nowBeats = page.beats();
        if (nowBeats != beats) {
            beats = nowBeats;
            return true;
        }
        Duration nowUsed = process.processorTime();
        boolean works = !nowUsed.equals(used);
        used = nowUsed;
        return works;
    }
}
