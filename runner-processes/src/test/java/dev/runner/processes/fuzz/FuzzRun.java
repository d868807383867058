package dev.runner.processes.fuzz;

import dev.runner.processes.internal.host.WorkerFuzz;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Runs the fuzzer on each target, in a JVM of its own, and fails if there is a finding. Started by {@code -Pfuzz}. */
final class FuzzRun {

    /** The targets, and with which inputs each begins. */
    static final Map<Class<?>, Supplier<List<byte[]>>> TARGETS = new LinkedHashMap<>();

    static {
        TARGETS.put(InboxFuzz.class, InboxFuzz::seeds);
        TARGETS.put(FrameFuzz.class, FrameFuzz::seeds);
        TARGETS.put(WorkerFuzz.class, WorkerFuzz::seeds);
        TARGETS.put(PayloadsFuzz.class, PayloadsFuzz::seeds);
    }

    private FuzzRun() {}

    /**
     * Runs it.
     *
     * @param args for how many seconds each, which targets as a regular expression, and where to keep what is found
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> failed = new ArrayList<>();
        for (Class<?> target : TARGETS.keySet()) {
            if (target.getSimpleName().matches(args[1])) {
                Path directory = Path.of(args[2]).resolve(target.getSimpleName());
                int status = fuzz(target, args[0], directory);
                if (status != 0) {
                    failed.add(target.getSimpleName() + " (exit code " + status + ", input in " + directory + ")");
                }
            }
        }
        System.out.println(failed.isEmpty() ? "nothing found" : "found by " + failed);
        System.exit(failed.isEmpty() ? 0 : 1);
    }

    /** Returns where inputs are kept that were found, for FuzzCorpusTest. */
    static Path kept(Class<?> target) {
        return Path.of("src", "test", "fuzz", target.getSimpleName());
    }

    private static int fuzz(Class<?> target, String seconds, Path directory) throws IOException, InterruptedException {
        Path seeds = Files.createDirectories(directory.resolve("seeds"));
        Path corpus = Files.createDirectories(directory.resolve("corpus"));
        int number = 0;
        for (byte[] seed : TARGETS.get(target).get()) {
            Files.write(seeds.resolve("seed-" + number++), seed);
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Xss1m",
                "-classpath",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=dev.runner.**",
                "--instrumentation_excludes=dev.runner.processes.fuzz.**",
                // which classes may be decoded is for a filter to say: see docs/security.md
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.Deserialization:"
                        + "com.code_intelligence.jazzer.sanitizers.ReflectiveCall",
                "--reproducer_path=" + directory,
                "-artifact_prefix=" + directory + File.separator,
                "-max_total_time=" + seconds,
                "-timeout=20",
                "-rss_limit_mb=4096",
                "-print_final_stats=1",
                "-use_value_profile=1",
                corpus.toString(),
                seeds.toString()));
        if (Files.isDirectory(kept(target))) {
            command.add(kept(target).toString());
        }
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
