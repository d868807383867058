package dev.runner.processes.internal.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Linux tells of those whom it killed for want of memory: how many they were, on the whole machine. Whom it does
 * not say to everybody, so a process that was killed while the number grew was probably one of them.
 */
final class OomKiller {

    private static final Pattern KILLS = Pattern.compile("(?m)^oom_kill (\\d+)$");

    private final Path file;
    private final long before;

    private OomKiller(Path file) {
        this.file = file;
        this.before = kills(file);
    }

    /** Begins to count now. */
    static OomKiller since() {
        return since(Path.of("/proc/vmstat"));
    }

    static OomKiller since(Path file) {
        return new OomKiller(file);
    }

    /** Tells whether it has killed since. */
    boolean hasKilled() {
        return kills(file) > before;
    }

    private static long kills(Path file) {
        try {
            Matcher line = KILLS.matcher(Files.readString(file));
            return line.find() ? Long.parseLong(line.group(1)) : 0;
        } catch (IOException e) {
            return 0; // nobody tells here
        }
    }
}
