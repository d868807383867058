package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A storm: short here, long with the profile {@code storm}; {@code storm.seconds}, {@code storm.harms} and
 * {@code storm.seed} say how it is to be.
 */
@EnabledOnOs(OS.LINUX)
class StormTest {

    private static final Logger LOG = LoggerFactory.getLogger(StormTest.class);
    private static final long MORE_SECONDS = 300;

    /** Gives the JVM few descriptors, and if it can a small disk for temporary files. */
    private static final String WITH_DISK =
            "mount -t tmpfs -o size=8m storm \"$1\" && shift && ulimit -n 500 && exec \"$@\"";

    private static final String WITHOUT_DISK = "shift; ulimit -n 500 && exec \"$@\"";

    @TempDir
    private Path directory;

    @Test
    void nothingIsLostNothingRunsTwiceAndNoInnocentIsHarmed() throws Exception {
        long seed = Long.getLong("storm.seed", System.nanoTime() & 0xffff);
        long seconds = Long.getLong("storm.seconds", 20);
        int harms = Integer.getInteger("storm.harms", 20);
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        List<String> separate = separateMounts(temporary);
        List<String> command = new ArrayList<>(separate);
        command.addAll(List.of("sh", "-c", separate.isEmpty() ? WITHOUT_DISK : WITH_DISK, "storm"));
        command.addAll(List.of(temporary.toString(), ParentJvm.java().toString(), "-Xmx256m"));
        command.addAll(List.of("-Djava.io.tmpdir=" + temporary, "-XX:-UsePerfData"));
        command.addAll(List.of("-cp", ParentJvm.joined(ParentJvm.classPath())));
        command.addAll(List.of(Storm.class.getName(), "" + seed, "" + seconds, "" + harms));
        command.addAll(List.of(directory.resolve("record").toString(), "" + !separate.isEmpty()));
        Path account = directory.resolve("account");
        Process storm = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(account.toFile())
                .start();
        try {
            boolean ended = storm.waitFor(3 * seconds + MORE_SECONDS, TimeUnit.SECONDS);
            String told = "seed " + seed + (ended ? "" : " HANGS") + "\n" + essence(account);
            assertEquals(0, ended ? storm.exitValue() : -1, told);
            Path target = Path.of("target");
            Files.writeString((Files.isDirectory(target) ? target : directory).resolve("storm.txt"), told + "\n");
        } finally {
            storm.descendants().forEach(ProcessHandle::destroyForcibly);
            storm.destroyForcibly();
        }
    }

    /** Returns how to start something that may mount a file system of its own, or nothing if that is not allowed. */
    private static List<String> separateMounts(Path temporary) throws IOException, InterruptedException {
        for (List<String> way : List.of(List.of("unshare", "-m"), List.of("unshare", "-rm"))) {
            List<String> command = new ArrayList<>(way);
            command.addAll(List.of("mount", "-t", "tmpfs", "storm", temporary.toString()));
            try {
                Process trial =
                        new ProcessBuilder(command).redirectErrorStream(true).start();
                trial.getInputStream().readAllBytes();
                if (trial.waitFor() == 0) {
                    return way;
                }
            } catch (IOException e) {
                LOG.debug("no unshare here", e);
            }
        }
        LOG.info("a file system of its own can't be mounted here: the disk is not filled");
        return List.of();
    }

    private static String essence(Path account) throws IOException {
        List<String> lines = Files.readAllLines(account);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }
}
