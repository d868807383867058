package dev.runner.processes.internal.launch;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which flags of a JVM its workers get too: those that decide which classes there are and what these may do. Immutable.
 */
final class CarriedFlags {

    private static final String ADD_MODULES = "--add-modules=";
    private static final String PATCH_MODULE = "--patch-module=";
    private static final List<String> WITH_PATHS = List.of("--upgrade-module-path=", "-Xbootclasspath/a:");

    private static final List<String> AS_THEY_ARE = List.of(
            "--add-opens=",
            "--add-exports=",
            "--add-reads=",
            "--limit-modules=",
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

    private final Path base;
    private final Set<String> absentModules;

    /**
     * Decides about flags.
     *
     * @param base against which relative paths are meant: a worker may have another working directory
     * @param absentModules modules that the worker's JDK may not have
     */
    CarriedFlags(Path base, Set<String> absentModules) {
        this.base = base;
        this.absentModules = Set.copyOf(absentModules);
    }

    /** Returns those of a JVM's flags that its workers get, as they get them. */
    List<String> among(List<String> flags) {
        return flags.stream().map(this::carried).flatMap(Optional::stream).toList();
    }

    private Optional<String> carried(String flag) {
        if (flag.startsWith(ADD_MODULES)) {
            return modules(flag.substring(ADD_MODULES.length()));
        } else if (flag.startsWith(PATCH_MODULE)) {
            int paths = flag.indexOf('=', PATCH_MODULE.length()) + 1;
            return Optional.of(flag.substring(0, paths) + resolved(flag.substring(paths)));
        }
        for (String prefix : WITH_PATHS) {
            if (flag.startsWith(prefix)) {
                return Optional.of(prefix + resolved(flag.substring(prefix.length())));
            }
        }
        boolean carried = AS_THEY_ARE.stream().anyMatch(flag::startsWith)
                && NOT_CARRIED.stream().noneMatch(flag::startsWith);
        return carried ? Optional.of(flag) : Optional.empty();
    }

    private Optional<String> modules(String names) {
        String kept = Arrays.stream(names.split(","))
                .filter(name -> !absentModules.contains(name))
                .collect(Collectors.joining(","));
        return kept.isEmpty() ? Optional.empty() : Optional.of(ADD_MODULES + kept);
    }

    private String resolved(String paths) {
        return Arrays.stream(paths.split(Pattern.quote(File.pathSeparator), -1))
                .map(path -> base.resolve(path).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
