package dev.runner.processes.internal.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much of the machine's memory a process holds, where Linux tells. */
final class ResidentMemory {

    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s*(\\d+) kB$");
    private static final int KILOBYTE = 1024;

    private ResidentMemory() {}

    /** Returns the number of bytes, or empty if the process has ended, or nobody tells. */
    static OptionalLong of(long pid) {
        try {
            Path status = Path.of("/proc/" + pid + "/status");
            Matcher line = RESIDENT.matcher(Files.readString(status, StandardCharsets.ISO_8859_1));
            return line.find() ? OptionalLong.of(Long.parseLong(line.group(1)) * KILOBYTE) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
