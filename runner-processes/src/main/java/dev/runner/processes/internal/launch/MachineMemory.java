package dev.runner.processes.internal.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How much memory there is for the processes of this machine, or of the container in which this JVM runs. Read without
 * patterns and streams: every pool does it when it opens, and a JVM that is cold takes its time for these.
 *
 * @param totalBytes how much there is at all
 * @param availableBytes how much of it is free, or can be freed by dropping what is only cached
 */
public record MachineMemory(long totalBytes, long availableBytes) {

    private static final long KILOBYTE = 1024;

    private static final int MOST_DIGITS = 18;

    /** A group is told as {@code number:controllers:path}. */
    private static final int GROUP_PARTS = 3;

    /**
     * Where a controller of groups tells what: these two have been there.
     *
     * @param name how it is called in the list of groups
     */
    private record Controller(String name, String mount, String limit, String usage, String inactive) {
        static final Controller V2 =
                new Controller("", "sys/fs/cgroup", "memory.max", "memory.current", "inactive_file");
        static final Controller V1 = new Controller(
                "memory",
                "sys/fs/cgroup/memory",
                "memory.limit_in_bytes",
                "memory.usage_in_bytes",
                "total_inactive_file");
    }

    /** Asks Linux: empty on other systems. */
    public static Optional<MachineMemory> now() {
        return under(Path.of("/"));
    }

    /** Asks the files under a root. */
    static Optional<MachineMemory> under(Path root) {
        Path meminfo = root.resolve("proc/meminfo");
        OptionalLong total = number(meminfo, "MemTotal:");
        OptionalLong available = number(meminfo, "MemAvailable:");
        if (total.isEmpty() || available.isEmpty()) {
            return Optional.empty();
        }
        MachineMemory least = new MachineMemory(total.getAsLong() * KILOBYTE, available.getAsLong() * KILOBYTE);
        for (Controller controller : List.of(Controller.V1, Controller.V2)) {
            for (MachineMemory group : groups(root, controller)) {
                least = least.lesser(group);
            }
        }
        return Optional.of(least);
    }

    private MachineMemory lesser(MachineMemory other) {
        return new MachineMemory(
                Math.min(totalBytes, other.totalBytes), Math.min(availableBytes, other.availableBytes));
    }

    /** Returns what the group of this process may use, and each group around it. */
    private static List<MachineMemory> groups(Path root, Controller controller) {
        Path mount = root.resolve(controller.mount());
        List<MachineMemory> found = new ArrayList<>();
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            String[] group = line.split(":", GROUP_PARTS);
            boolean isIts = group.length == GROUP_PARTS
                    && List.of(group[1].split(",", -1)).contains(controller.name());
            @Nullable Path at = isIts ? mount.resolve("./" + group[2]).normalize() : null;
            for (; at != null && at.startsWith(mount); at = at.getParent()) {
                of(at, controller).ifPresent(found::add);
            }
        }
        return found;
    }

    private static Optional<MachineMemory> of(Path group, Controller controller) {
        OptionalLong limit = number(group.resolve(controller.limit()), "");
        OptionalLong usage = number(group.resolve(controller.usage()), "");
        if (limit.isEmpty() || usage.isEmpty()) {
            return Optional.empty(); // there is no such group here, or no limit
        }
        long cached = number(group.resolve("memory.stat"), controller.inactive() + " ")
                .orElse(0);
        long used = Math.max(0, usage.getAsLong() - cached);
        return Optional.of(new MachineMemory(limit.getAsLong(), Math.max(0, limit.getAsLong() - used)));
    }

    /** Returns the number behind the beginning of a line; none if it is longer than any size there is. */
    private static OptionalLong number(Path file, String beginning) {
        for (String line : lines(file)) {
            if (line.startsWith(beginning)) {
                String number = line.substring(beginning.length()).strip();
                int end = 0;
                while (end < number.length() && Character.isDigit(number.charAt(end))) {
                    end++;
                }
                return end == 0 || end > MOST_DIGITS
                        ? OptionalLong.empty()
                        : OptionalLong.of(Long.parseLong(number.substring(0, end)));
            }
        }
        return OptionalLong.empty();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            return List.of(); // it went away, or is not for us: nobody tells
        }
    }
}
