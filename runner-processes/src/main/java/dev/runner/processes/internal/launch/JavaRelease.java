package dev.runner.processes.internal.launch;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** What an installation of Java says of its version, in the file {@code release}. */
final class JavaRelease {

    private JavaRelease() {}

    /** Returns its feature number, or 0 if it does not say. */
    static int featureOf(Path home) {
        Properties release = new Properties();
        try (Reader in = Files.newBufferedReader(home.resolve("release"))) {
            release.load(in);
            String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
            return Runtime.Version.parse(version).feature();
        } catch (IOException | IllegalArgumentException e) {
            return 0; // not one that is known; its start will tell if it is none
        }
    }
}
