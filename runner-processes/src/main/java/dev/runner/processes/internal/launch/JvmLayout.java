package dev.runner.processes.internal.launch;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
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
 * @param modules the modules that a worker is to resolve
 * @param flags flags to carry over
 */
record JvmLayout(List<String> classPath, List<String> modulePath, List<String> modules, List<String> flags) {

    /**
     * Finds out about this JVM.
     *
     * @param workerClass the class that the worker runs
     * @param sameJdk whether the worker runs on the JDK of this JVM: another may have other modules
     */
    static JvmLayout ofThisJvm(Class<?> workerClass, boolean sameJdk) {
        Set<String> system = new HashSet<>();
        List<String> resolved = new ArrayList<>();
        for (ResolvedModule module : ModuleLayer.boot().configuration().modules()) {
            resolved.add(module.name());
            if (isOfSystem(module.reference())) {
                system.add(module.name());
            }
        }
        CarriedFlags carried = new CarriedFlags(Path.of("").toAbsolutePath(), sameJdk ? Set.of() : ofSystem());
        return new JvmLayout(
                entries(System.getProperty("java.class.path")),
                entries(System.getProperty("jdk.module.path")),
                modules(resolved, system, workerClass.getModule().isNamed() && sameJdk),
                carried.among(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    }

    private static boolean isOfSystem(ModuleReference module) {
        return module.location().map(URI::getScheme).filter("jrt"::equals).isPresent();
    }

    private static Set<String> ofSystem() {
        return ModuleFinder.ofSystem().findAll().stream()
                .map(module -> module.descriptor().name())
                .collect(Collectors.toSet());
    }

    /**
     * Picks what a worker is to resolve: what this JVM has from the module path, and where the worker is a module,
     * which sees fewer modules of the system than a class path does, those of the system too.
     */
    static List<String> modules(Collection<String> resolved, Set<String> system, boolean withSystem) {
        return resolved.stream()
                .filter(name -> withSystem || !system.contains(name))
                .sorted()
                .toList();
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
