package dev.runner;

import dev.runner.internal.InstalledBackends;
import dev.runner.spi.PoolBackend;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** A folder of compiled classes outside of the module, as a jar of someone else's would be. */
final class ProviderFolder {

    private static final String BACKEND = """
            package %1$s;
            public class %2$s implements dev.runner.spi.PoolBackend {
                public %2$s() { %4$s }
                public String id() { return "%3$s"; }
                public java.util.Set<dev.runner.Capability> capabilities() { return java.util.Set.of(); }
                public dev.runner.spi.Availability availability() {
                    return dev.runner.spi.Availability.available();
                }
                public dev.runner.spi.PoolDriver open(dev.runner.spi.DriverConfig config) {
                    throw new dev.runner.BackendStartException("no workers for " + config.poolName());
                }
            }
            """;

    private final Path folder;
    private final Path sources;

    ProviderFolder(Path parent) throws IOException {
        this.folder = Files.createDirectories(parent.resolve("classes"));
        this.sources = Files.createDirectories(parent.resolve("sources"));
    }

    Path folder() {
        return folder;
    }

    /** Adds the source of a backend whose constructor does something. */
    ProviderFolder backend(String packageName, String className, String id, String construction) throws IOException {
        return source(
                packageName.replace('.', '/') + "/" + className + ".java",
                BACKEND.formatted(packageName, className, id, construction));
    }

    ProviderFolder source(String path, String text) throws IOException {
        Path file = sources.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    /** Compiles all sources. */
    ProviderFolder compile(String... options) throws IOException {
        StringWriter output = new StringWriter();
        try (Stream<Path> files = Files.walk(sources)) {
            List<String> arguments = Stream.of(
                            Stream.of("-proc:none", "-d", folder.toString()),
                            Stream.of(options),
                            files.map(Path::toString).filter(file -> file.endsWith(".java")))
                    .flatMap(each -> each)
                    .toList();
            PrintWriter writer = new PrintWriter(output, true);
            int exit =
                    ToolProvider.findFirst("javac").orElseThrow().run(writer, writer, arguments.toArray(String[]::new));
            if (exit != 0) {
                throw new IllegalStateException("javac failed: " + output);
            }
        }
        return this;
    }

    /** Names the classes as providers of backends. */
    ProviderFolder register(String... lines) throws IOException {
        Path file = folder.resolve("META-INF/services/" + PoolBackend.class.getName());
        Files.createDirectories(file.getParent());
        Files.writeString(file, String.join("\n", lines) + "\n");
        return this;
    }

    BackendSelector load(ProviderFolder... others) throws IOException {
        return LogRecorder.silently(InstalledBackends.class, () -> BackendSelector.load(loader(others)));
    }

    /** Makes a loader, which has to live as long as its backends do. */
    private ClassLoader loader(ProviderFolder... others) {
        URL[] urls = Stream.concat(Stream.of(this), Stream.of(others))
                .map(each -> url(each.folder))
                .toArray(URL[]::new);
        return new URLClassLoader(urls, ProviderFolder.class.getClassLoader());
    }

    static URL url(Path folder) {
        try {
            return folder.toUri().toURL();
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Returns the path on which a program finds Runner and the API that it logs to. */
    static String runnerPath() {
        return Stream.of(PoolBackend.class, LoggerFactory.class)
                .map(ProviderFolder::locationOf)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path locationOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
