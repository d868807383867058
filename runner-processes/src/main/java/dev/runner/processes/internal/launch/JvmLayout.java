package dev.runner.processes.internal.launch;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How this JVM was started, as far as a worker has to be started the same way to find the same classes.
 *
 * @param classPath absolute entries of the class path
 * @param modulePath absolute entries of the module path
 * @param modules the modules that this JVM resolved, where the worker's class is in one of them
 * @param flags flags to carry over
 */
record JvmLayout(List<String> classPath, List<String> modulePath, List<String> modules, List<String> flags) {

    private static final List<String> CARRIED = List.of(
            "--add-opens=",
            "--add-exports=",
            "--add-reads=",
            "--patch-module=",
            "--limit-modules=",
            "--upgrade-module-path=",
            "--enable-native-access=",
            "--illegal-native-access=",
            "--enable-preview",
            "-D",
            "-ea",
            "-da",
            "-esa",
            "-dsa",
            "-enableassertions",
            "-disableassertions",
            "-Xss");

    /** Properties that would make a worker take a port, or a part, that is this JVM's. */
    private static final List<String> NOT_CARRIED = List.of("-Dcom.sun.management.", "-Djava.rmi.", "-Djdk.module.");

    /** Finds out about this JVM. */
    static JvmLayout ofThisJvm(Class<?> workerClass) {
        List<String> modules = new ArrayList<>();
        if (workerClass.getModule().isNamed()) {
            ModuleLayer.boot().modules().forEach(module -> modules.add(module.getName()));
        } else if (System.getProperty("jdk.module.path") != null) {
            Set<String> system = ModuleFinder.ofSystem().findAll().stream()
                    .map(module -> module.descriptor().name())
                    .collect(Collectors.toSet());
            ModuleLayer.boot().modules().stream()
                    .map(Module::getName)
                    .filter(name -> !system.contains(name))
                    .forEach(modules::add);
        }
        return new JvmLayout(
                entries(System.getProperty("java.class.path")),
                entries(System.getProperty("jdk.module.path")),
                modules,
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(JvmLayout::isCarried)
                        .toList());
    }

    private static boolean isCarried(String flag) {
        return CARRIED.stream().anyMatch(flag::startsWith)
                && NOT_CARRIED.stream().noneMatch(flag::startsWith);
    }

    /** Splits a path; an empty entry means the working directory, as it does to Java. */
    private static List<String> entries(@Nullable String path) {
        if (path == null || (path.isEmpty() && System.getProperty("jdk.module.main") != null)) {
            return List.of();
        }
        return Arrays.stream(path.split(Pattern.quote(File.pathSeparator), -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .distinct()
                .toList();
    }
}
