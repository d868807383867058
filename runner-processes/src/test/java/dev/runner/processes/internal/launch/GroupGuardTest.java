package dev.runner.processes.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.processes.Eventually;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class GroupGuardTest {

    private static final Prefix PREFIX = Prefix.ofThisMachine();

    private final GroupGuard guard = new GroupGuard(PREFIX.group());
    private final List<ProcessHandle> started = new ArrayList<>();

    /** The leader of a group, and a process that it has left in it. */
    private record Group(Process leader, long left) {}

    private Group group() throws Exception {
        Assumptions.assumeFalse(PREFIX.group().isEmpty(), "this machine has no setsid");
        List<String> command = new ArrayList<>(PREFIX.group());
        command.addAll(List.of("/bin/sh", "-c", "sleep 600 & echo $!; exec sleep 600"));
        Process leader = new ProcessBuilder(command).start();
        started.add(leader.toHandle());
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(leader.getInputStream(), StandardCharsets.US_ASCII));
        Group group = new Group(leader, Long.parseLong(reader.readLine()));
        ProcessHandle.of(group.left()).ifPresent(started::add);
        return group;
    }

    @AfterEach
    void killAll() {
        started.forEach(ProcessHandle::destroyForcibly);
    }

    private static List<ProcessHandle> shells() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("runner-guard"))
                .toList();
    }

    @Test
    void whatWorkersLeftEndsWithThemAndOthersStay() throws Exception {
        Group one = group();
        Group other = group();
        guard.add(one.leader().pid());
        guard.add(other.leader().pid());
        one.leader().destroyForcibly().waitFor();
        guard.end(one.leader().pid());
        guard.end(one.leader().pid());
        Eventually.so("what was left to end", () -> !Eventually.isRunning(one.left()));
        assertTrue(other.leader().isAlive());
        assertTrue(Eventually.isRunning(other.left()));
        guard.end(other.leader().pid());
        assertTrue(shells().isEmpty());
        Eventually.so("the rest to end", () -> !Eventually.isRunning(other.left()));
    }

    @Test
    void shellThatWasKilledIsReplaced() throws Exception {
        Group one = group();
        guard.add(one.leader().pid());
        ProcessHandle shell = shells().get(0);
        shell.destroyForcibly();
        Eventually.so("the shell to end", () -> !shell.isAlive());
        guard.end(one.leader().pid());
        assertEquals(List.of(), shells());
        Eventually.so("what was left to end", () -> !Eventually.isRunning(one.left()));
    }
}
