package dev.runner.processes.internal.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process writes into the names of its temporary files, so that another can tell when it is no more: its number,
 * when it began, since numbers come again, and where that number counts, since containers may share files and not see
 * each other's processes.
 */
public final class OwnerMark {

    /** What a mark looks like. */
    public static final String PATTERN = "[0-9]{1,18}-[0-9]{1,18}-[0-9]{1,18}";

    private static final Pattern PARTS = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})-([0-9]{1,18})");
    private static final String NAMESPACE = namespace();

    /** It is found once, since a process that has no descriptors can't look. */
    private static final String MINE = ProcessHandle.current().pid() + "-"
            + startOf(ProcessHandle.current()).orElse(0L) + "-" + NAMESPACE;

    private OwnerMark() {}

    /** Returns the mark of this process. */
    public static String mine() {
        return MINE;
    }

    /** Tells whether the process of a mark has ended. */
    public static boolean isOfGone(String mark) {
        Matcher parts = PARTS.matcher(mark);
        if (!parts.matches() || !parts.group(3).equals(NAMESPACE)) {
            return false;
        }
        Optional<ProcessHandle> owner = ProcessHandle.of(Long.parseLong(parts.group(1)));
        return owner.isEmpty()
                || !owner.get().isAlive()
                || startOf(owner.get())
                        .filter(start -> start == Long.parseLong(parts.group(2)))
                        .isEmpty();
    }

    /** Returns the number of the namespace in which processes are counted here, or 0 where there is no such thing. */
    private static String namespace() {
        try {
            String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            String number = link.replaceAll("[^0-9]", "");
            return number.isEmpty() ? "0" : number;
        } catch (IOException | RuntimeException e) {
            return "0";
        }
    }

    private static Optional<Long> startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli);
    }
}
