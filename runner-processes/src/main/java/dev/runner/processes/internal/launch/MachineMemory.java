package dev.runner.processes.internal.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How much memory there is for the processes of this machine, or of the container in which this JVM runs.
 *
 * @param totalBytes how much there is at all
 * @param availableBytes how much of it is free, or can be freed by dropping what is only cached
 */
public record MachineMemory(long totalBytes, long availableBytes) {

    private static final long KILOBYTE = 1024;

    /** A group, as {@code number:controllers:path}. */
    private static final Pattern GROUP = Pattern.compile("\\d+:([^:]*):(.*)");

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
        OptionalLong total = number(meminfo, "MemTotal:\\s*(\\d+) kB");
        OptionalLong available = number(meminfo, "MemAvailable:\\s*(\\d+) kB");
        if (total.isEmpty() || available.isEmpty()) {
            return Optional.empty();
        }
        MachineMemory machine = new MachineMemory(total.getAsLong() * KILOBYTE, available.getAsLong() * KILOBYTE);
        return Optional.of(Stream.of(Controller.V1, Controller.V2)
                .flatMap(controller -> groups(root, controller))
                .reduce(machine, MachineMemory::lesser));
    }

    private MachineMemory lesser(MachineMemory other) {
        return new MachineMemory(
                Math.min(totalBytes, other.totalBytes), Math.min(availableBytes, other.availableBytes));
    }

    /** Returns what the group of this process may use, and each group around it. */
    private static Stream<MachineMemory> groups(Path root, Controller controller) {
        Path mount = root.resolve(controller.mount());
        List<MachineMemory> found = new ArrayList<>();
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            Matcher group = GROUP.matcher(line);
            boolean isIts =
                    group.matches() && List.of(group.group(1).split(",")).contains(controller.name());
            @Nullable Path at = isIts ? mount.resolve("./" + group.group(2)).normalize() : null;
            for (; at != null && at.startsWith(mount); at = at.getParent()) {
                of(at, controller).ifPresent(found::add);
            }
        }
        return found.stream();
    }

    private static Optional<MachineMemory> of(Path group, Controller controller) {
        OptionalLong limit = number(group.resolve(controller.limit()), "(\\d{1,18})");
        OptionalLong usage = number(group.resolve(controller.usage()), "(\\d{1,18})");
        if (limit.isEmpty() || usage.isEmpty()) {
            return Optional.empty(); // there is no such group here, or no limit
        }
        long cached = number(group.resolve("memory.stat"), controller.inactive() + " (\\d+)")
                .orElse(0);
        long used = Math.max(0, usage.getAsLong() - cached);
        return Optional.of(new MachineMemory(limit.getAsLong(), Math.max(0, limit.getAsLong() - used)));
    }

    private static OptionalLong number(Path file, String line) {
        Pattern pattern = Pattern.compile(line);
        return lines(file).stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .findFirst();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            return List.of(); // it went away, or is not for us: nobody tells
        }
    }
}
