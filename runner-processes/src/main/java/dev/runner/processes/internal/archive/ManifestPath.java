package dev.runner.processes.internal.archive;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the manifest of a jar adds to a class path. */
final class ManifestPath {

    private static final Logger LOG = LoggerFactory.getLogger(ManifestPath.class);

    private ManifestPath() {}

    /** Adds an entry of a path, and what its manifest names, and so on. */
    static void addAll(Path entry, Set<Path> to) {
        if (!to.add(entry) || !Files.isRegularFile(entry)) {
            return;
        }
        String named = namedBy(entry);
        if (named == null) {
            return;
        }
        for (String word : named.strip().split(" +", -1)) {
            Path other = word.isEmpty() ? null : resolved(entry, word);
            if (other != null) {
                addAll(other, to);
            }
        }
    }

    private static @Nullable String namedBy(Path jar) {
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            Manifest manifest = file.getManifest();
            return manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
        } catch (IOException e) {
            LOG.debug("{} is no jar", jar, e);
            return null;
        }
    }

    /** Words are URLs, meant against the jar; those of other machines are nobody's. */
    private static @Nullable Path resolved(Path jar, String word) {
        try {
            URI uri = jar.toUri().resolve(word);
            return "file".equals(uri.getScheme()) ? Path.of(uri) : null;
        } catch (IllegalArgumentException e) {
            LOG.debug("{} names '{}', which is no URL of a file", jar, word, e);
            return null;
        }
    }
}
