package dev.runner.processes;

import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.Pools;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** An application that uses a pool, and leaves a mark whenever its main method runs. */
final class StartProgram {

    private StartProgram() {}

    /**
     * Prints what a worker sees: a sum, whether it is another process, and whether what was named is there.
     *
     * @param args the file for the mark; then what to look for: {@code -Dname} a property, {@code module=name} a module,
     *     {@code flag=text} a flag of the JVM that has it, {@code home=path} to set the workers' Java
     */
    public static void main(String[] args) throws IOException {
        Files.writeString(Path.of(args[0]), "main\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        ProcessOptions.Builder options = ProcessOptions.builder();
        for (String arg : args) {
            if (arg.startsWith("home=")) {
                options.javaHome(Path.of(arg.substring("home=".length())));
            } else if (arg.startsWith("cd=")) {
                options.workingDirectory(Path.of(arg.substring("cd=".length())));
            }
        }
        PoolConfig config = PoolConfig.builder()
                .backend("processes")
                .workers(2)
                .options(options.build())
                .build();
        try (Pool pool = Pools.open(config)) {
            int sum = pool.map(x -> x * x, List.of(1, 2, 3)).stream()
                    .mapToInt(x -> x)
                    .sum();
            long here = ProcessHandle.current().pid();
            long there = pool.submit(() -> ProcessHandle.current().pid()).join();
            System.out.println("sum " + sum + (here == there ? ", in this process" : ", elsewhere"));
            for (String arg : List.of(args).subList(1, args.length)) {
                System.out.println(arg + ": " + pool.submit(StartProgram::look, arg).join());
            }
        }
    }

    private static String look(String what) {
        if (what.startsWith("-D")) {
            return String.valueOf(System.getProperty(what.substring(2)));
        } else if (what.startsWith("module=")) {
            return String.valueOf(ModuleLayer.boot()
                    .findModule(what.substring("module=".length()))
                    .isPresent());
        } else if (what.startsWith("flag=")) {
            return String.valueOf(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                    .anyMatch(flag -> flag.contains(what.substring("flag=".length()))));
        }
        return String.valueOf(Runtime.version().feature());
    }
}
