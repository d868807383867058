package dev.runner.processes.internal.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much of the machine's memory a process holds for itself, where Linux tells: without what it shares. */
final class ResidentMemory {

    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s*(\\d+) kB$");
    private static final Pattern SHARED = Pattern.compile("(?m)^RssShmem:\\s*(\\d+) kB$");
    private static final int KILOBYTE = 1024;

    private ResidentMemory() {}

    /** Returns the number of bytes, or empty if the process has ended, or nobody tells. */
    static OptionalLong of(long pid) {
        try {
            Path status = Path.of("/proc/" + pid + "/status");
            String text = Files.readString(status, StandardCharsets.ISO_8859_1);
            long resident = kilobytes(RESIDENT, text);
            return resident == 0
                    ? OptionalLong.empty()
                    : OptionalLong.of((resident - kilobytes(SHARED, text)) * KILOBYTE);
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private static long kilobytes(Pattern line, String text) {
        Matcher found = line.matcher(text);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }
}
