package dev.runner.processes.internal.launch;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process writes into the names of its temporary files, so that another can tell when it is no more: its number
 * and when it began, since numbers come again.
 */
public final class OwnerMark {

    /** What a mark looks like. */
    public static final String PATTERN = "[0-9]{1,18}-[0-9]{1,18}";

    private static final Pattern PARTS = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

    /** It is found once, since a process that has no descriptors can't look. */
    private static final String MINE = ProcessHandle.current().pid() + "-"
            + startOf(ProcessHandle.current()).orElse(0L);

    private OwnerMark() {}

    /** Returns the mark of this process. */
    public static String mine() {
        return MINE;
    }

    /** Tells whether the process of a mark has ended. */
    public static boolean isOfGone(String mark) {
        Matcher parts = PARTS.matcher(mark);
        if (!parts.matches()) {
            return false;
        }
        Optional<ProcessHandle> owner = ProcessHandle.of(Long.parseLong(parts.group(1)));
        return owner.isEmpty()
                || !owner.get().isAlive()
                || startOf(owner.get())
                        .filter(start -> start == Long.parseLong(parts.group(2)))
                        .isEmpty();
    }

    private static Optional<Long> startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli);
    }
}
