package dev.runner.processes;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes jars of classes, for applications that are started from such. */
final class Jars {

    private Jars() {}

    /** Makes a manifest, with a main class if there is one. */
    static Manifest manifest(@Nullable String main) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (main != null) {
            manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main);
        }
        return manifest;
    }

    /** Writes a jar of what is in directories and jars. */
    static void write(Path jar, @Nullable String main, List<Path> contents) throws IOException {
        write(jar, manifest(main), contents);
    }

    /** Writes a jar of what is in directories and jars; what they say of their services is put together. */
    static void write(Path jar, Manifest manifest, List<Path> contents) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        for (Path each : contents) {
            if (Files.isDirectory(each)) {
                collect(each, entries);
            } else {
                try (FileSystem zip = FileSystems.newFileSystem(each)) {
                    collect(zip.getPath("/"), entries);
                }
            }
        }
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
    }

    private static void collect(Path root, Map<String, byte[]> entries) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(Files::isRegularFile).collect(Collectors.toList());
        }
        for (Path file : files) {
            String name = root.relativize(file).toString().replace('\\', '/');
            if (name.endsWith("module-info.class") || name.equals("META-INF/MANIFEST.MF")) {
                continue;
            }
            byte[] bytes = Files.readAllBytes(file);
            entries.merge(name, bytes, name.startsWith("META-INF/services/") ? Jars::both : (a, b) -> a);
        }
    }

    private static byte[] both(byte[] a, byte[] b) {
        return (new String(a, StandardCharsets.UTF_8) + "\n" + new String(b, StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
    }
}
