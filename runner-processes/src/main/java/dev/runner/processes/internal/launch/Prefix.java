package dev.runner.processes.internal.launch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker's command begins with on this machine, as far as it has the commands, which Linux has: {@code setsid}
 * gives the worker a session and a process group of its own, which Ctrl-C does not reach and which can be killed as a
 * whole; {@code setpriv} asks the kernel to kill the worker when its parent is gone.
 *
 * @param group the words that make a group, or none
 * @param deathSignal the words that ask for the signal, or none
 */
record Prefix(List<String> group, List<String> deathSignal) {

    private static final Logger LOG = LoggerFactory.getLogger(Prefix.class);
    private static final int PROBE_SECONDS = 5;
    private static final List<String> DIRECTORIES = List.of("/usr/bin", "/bin");
    private static final List<String> TELL_PID = List.of("/bin/sh", "-c", "echo $$");

    /** Finds out what works here. */
    static Prefix ofThisMachine() {
        List<String> group = found("setsid");
        List<String> deathSignal = found("setpriv", "--pdeathsig", "KILL", "--");
        Prefix both = new Prefix(group, deathSignal);
        if (both.words().isEmpty() || works(both.words())) {
            return both;
        }
        return new Prefix(working(group), working(deathSignal));
    }

    List<String> words() {
        List<String> words = new ArrayList<>(group);
        words.addAll(deathSignal);
        return words;
    }

    private static List<String> found(String name, String... arguments) {
        for (String directory : DIRECTORIES) {
            Path file = Path.of(directory, name);
            if (Files.isExecutable(file)) {
                List<String> words = new ArrayList<>(List.of(file.toString()));
                words.addAll(List.of(arguments));
                return words;
            }
        }
        return List.of();
    }

    private static List<String> working(List<String> words) {
        return words.isEmpty() || works(words) ? words : List.of();
    }

    /** Tells whether a process that is started that way is the one that Java knows, and not another that it started. */
    private static boolean works(List<String> words) {
        List<String> command = new ArrayList<>(words);
        command.addAll(TELL_PID);
        try {
            Process probe = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return told(probe).equals(Optional.of(Long.toString(probe.pid())));
        } catch (IOException e) {
            LOG.debug("{} does not start", words, e);
            return false;
        }
    }

    private static Optional<String> told(Process probe) throws IOException {
        try {
            if (!probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                probe.destroyForcibly();
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        return Optional.of(new String(probe.getInputStream().readAllBytes(), US_ASCII).strip());
    }
}
