package dev.runner.tck;

import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolutionException;
import java.lang.module.ResolvedModule;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.TestAbortedException;

/**
 * What this JVM has on its paths, shared out anew: a backend and what it needs as modules, all else, the kit itself
 * too, on the class path. Immutable.
 *
 * @param module the name of the backend's module
 * @param modules where it is, and the modules that it needs
 * @param others everything else
 */
record ModulePath(String module, List<Path> modules, List<Path> others) {

    /** Shares out the paths for a backend, or leaves the check out where that is not possible, with the reason. */
    static ModulePath of(Class<?> backend) {
        List<Path> entries = ChildJvm.paths().stream()
                .map(Path::of)
                .filter(Files::exists)
                .map(Path::toAbsolutePath)
                .toList();
        List<Path> candidates = entries.stream().filter(ModulePath::isModule).toList();
        String name = nameAt(locationOf(backend));
        List<Path> modules = modulesFor(name, ModuleFinder.of(candidates.toArray(Path[]::new)));
        List<Path> others = new ArrayList<>(entries);
        others.removeIf(entry -> modules.stream().anyMatch(module -> isSame(module, entry)));
        return new ModulePath(name, modules, List.copyOf(others));
    }

    /** Returns the flags that start a JVM so. */
    List<String> flags() {
        return List.of("-p", joined(modules), "--add-modules", module, "-cp", joined(others));
    }

    private static String joined(List<Path> paths) {
        return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isSame(Path one, Path other) {
        return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }

    private static boolean isModule(Path entry) {
        try {
            boolean exploded = Files.exists(entry.resolve("module-info.class"));
            return (exploded || Files.isRegularFile(entry))
                    && ModuleFinder.of(entry).findAll().size() == 1;
        } catch (FindException e) {
            return false;
        }
    }

    private static Path locationOf(Class<?> backend) {
        CodeSource source = backend.getProtectionDomain().getCodeSource();
        Assumptions.assumeTrue(source != null, () -> backend.getName() + " comes from nowhere");
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String nameAt(Path location) {
        Assumptions.assumeTrue(isModule(location), () -> location.getFileName() + " is no module");
        return ModuleFinder.of(location)
                .findAll()
                .iterator()
                .next()
                .descriptor()
                .name();
    }

    private static List<Path> modulesFor(String name, ModuleFinder finder) {
        try {
            ModuleFinder all = ModuleFinder.compose(finder, ModuleFinder.ofSystem());
            return Configuration.empty().resolve(all, ModuleFinder.of(), Set.of(name)).modules().stream()
                    .map(ResolvedModule::reference)
                    .flatMap(reference -> reference.location().stream())
                    .filter(location -> location.getScheme().equals("file"))
                    .map(Path::of)
                    .toList();
        } catch (FindException | ResolutionException e) {
            throw new TestAbortedException("module " + name + " can't be resolved: " + e.getMessage());
        }
    }
}
