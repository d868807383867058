package dev.runner.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of all that measures. */
final class MeasureOptions {

    @Option(names = "--size", defaultValue = "1", description = "the part of their work that programs do, to try them")
    private double size = 1;

    @Option(names = "--java25", description = "the java of a JDK 25, for what needs it")
    private @Nullable Path java25;

    @Option(names = "--out", defaultValue = "target/bench", description = "the directory for results")
    private Path out = Path.of("target/bench");

    /** Returns the directory for results. */
    Path out() {
        return out;
    }

    /**
     * Makes what runs programs.
     *
     * @param command what the harness was told, but for these options and the rounds
     */
    Measurement measurement(int rounds, String command, PrintWriter console) throws IOException {
        Files.createDirectories(out);
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String all = command + " --rounds " + rounds + (size == 1 ? "" : " --size " + size)
                + (java25 == null ? "" : " --java25 JAVA");
        Circumstances.here(java25, rounds, size, all).write(out);
        return new Measurement(out, new Runs(out.toAbsolutePath(), java, java25, size), rounds, console);
    }
}
