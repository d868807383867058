package dev.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is found on the class path is found on the module path: asked of real JVMs of their own. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DiscoveryPathsTest {

    private static final String PROGRAM = """
            package hive;
            public class Program {
                public static void main(String[] args) {
                    dev.runner.BackendSelector selector = dev.runner.BackendSelector.load();
                    System.out.print(selector.explain());
                    System.out.println(selector.select("serial").id());
                    try (dev.runner.Pool pool = dev.runner.Pools.open("serial")) {
                        System.out.println(pool.submit(() -> 41 + args.length).join());
                    }
                }
            }
            """;

    private static final String MODULE = """
            module hive {
                requires dev.runner.api;
                provides dev.runner.spi.PoolBackend with hive.BeesBackend;
            }
            """;

    private static final String EXPECTED = """
            installed backends:
              bees: available, promises []
              serial: available, promises []
            without a choice: bees
            serial
            42
            """;

    @TempDir
    private Path directory;

    @Test
    void classPathAndModulePathGiveTheSame() throws Exception {
        ProviderFolder plain = program("plain").compile("-cp", ProviderFolder.runnerPath());
        plain.register("hive.BeesBackend");
        ProviderFolder modular =
                program("modular").source("module-info.java", MODULE).compile("-p", ProviderFolder.runnerPath());
        String onClassPath = run("-cp", ProviderFolder.runnerPath() + File.pathSeparator + plain.folder());
        String onModulePath =
                run("-p", ProviderFolder.runnerPath() + File.pathSeparator + modular.folder(), "--add-modules", "hive");
        assertEquals(EXPECTED, onClassPath);
        assertEquals(EXPECTED, onModulePath);
    }

    @Test
    void aProviderOnTheClassPathIsFoundByRunnerOnTheModulePath() throws Exception {
        ProviderFolder plain = program("plain").compile("-cp", ProviderFolder.runnerPath());
        plain.register("hive.BeesBackend");
        String mixed = run(
                "-p",
                ProviderFolder.runnerPath(),
                "--add-modules",
                "dev.runner.api",
                "-cp",
                plain.folder().toString());
        assertEquals(EXPECTED, mixed);
    }

    private ProviderFolder program(String name) throws IOException {
        return new ProviderFolder(directory.resolve(name))
                .backend("hive", "BeesBackend", "bees", "")
                .source("hive/Program.java", PROGRAM);
    }

    /** Runs the program and returns what it prints; logging goes to standard error. */
    private String run(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        boolean modular = command.contains("hive");
        command.addAll(modular ? List.of("-m", "hive/hive.Program") : List.of("hive.Program"));
        command.add("an argument");
        Path output = directory.resolve("output");
        Path errors = directory.resolve("errors");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("RUNNER_"));
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the program has not ended");
            assertEquals(0, process.exitValue(), Files.readString(errors));
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }
}
