package dev.runner.processes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A program and all processes that come from it, known by a variable that each of them inherits: so they are found
 * after the program has gone too, and those that nobody saw come. Only Linux shows the environment of others.
 */
final class Kin {

    private static final String VARIABLE = "RUNNER_TEST_KIN";

    private final String value = UUID.randomUUID().toString();

    /** Returns what the program is to have in its environment. */
    Map<String, String> environment() {
        return Map.of(VARIABLE, value);
    }

    /** Returns those that live. */
    List<ProcessHandle> alive() {
        return ProcessHandle.allProcesses().filter(this::hasVariable).toList();
    }

    private boolean hasVariable(ProcessHandle process) {
        try {
            byte[] environment = Files.readAllBytes(Path.of("/proc", "" + process.pid(), "environ"));
            return new String(environment, ISO_8859_1).contains(VARIABLE + "=" + value);
        } catch (IOException e) {
            return false; // it has ended, or is somebody else's
        }
    }

    /** Waits until none lives. */
    void awaitEnd() {
        Await.until(() -> "these to end: " + describe(), () -> alive().isEmpty());
    }

    private List<String> describe() {
        return alive().stream()
                .map(process ->
                        process.pid() + " " + process.info().commandLine().orElse("?"))
                .toList();
    }

    /** Leaves none behind, whatever has failed. */
    void kill() {
        alive().forEach(ProcessHandle::destroyForcibly);
    }
}
