package dev.runner.processes.internal.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker leaves in its process group, which is its own where the machine has {@code setsid}: also those whose
 * parents have ended, and which are nobody's descendants any more. Found in {@code /proc}, where there is one.
 */
final class ProcessGroup {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessGroup.class);
    private static final Path PROCESSES = Path.of("/proc");

    /** How often to look: one that is found may just have started another. */
    private static final int MOST_LOOKS = 4;

    /** In {@code /proc/<pid>/stat}, behind the name in brackets: the state, the parent, the group. */
    private static final int STATE = 0;

    private static final int GROUP = 2;

    private ProcessGroup() {}

    /** Kills all members of a group whose leader has ended. */
    static void kill(long group) {
        List<Long> members = members(group);
        for (int look = 0; look < MOST_LOOKS && !members.isEmpty(); look++) {
            members.forEach(member -> ProcessHandle.of(member).ifPresent(ProcessHandle::destroyForcibly));
            members = members(group);
        }
    }

    private static List<Long> members(long group) {
        List<Long> members = new ArrayList<>();
        if (!Files.isDirectory(PROCESSES)) {
            return members;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : all) {
                if (isIn(group, process)) {
                    members.add(Long.parseLong(process.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            LOG.debug("could not look into {}", PROCESSES, e);
        }
        return members;
    }

    private static boolean isIn(long group, Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", GROUP + 2);
            return fields[GROUP].equals(Long.toString(group)) && !fields[STATE].equals("Z");
        } catch (IOException | IndexOutOfBoundsException e) {
            LOG.trace("{} has ended meanwhile", process, e);
            return false;
        }
    }
}
