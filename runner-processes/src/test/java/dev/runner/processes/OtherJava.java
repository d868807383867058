package dev.runner.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Another Java that is installed beside the running one, of another version and not older than 17. */
final class OtherJava {

    private OtherJava() {}

    /** Returns its home; leaves the test out if there is none. */
    static Path home() throws IOException {
        Path mine = Path.of(System.getProperty("java.home")).toRealPath();
        List<Path> beside;
        try (Stream<Path> all = Files.list(mine.getParent())) {
            beside = all.sorted().toList();
        }
        Optional<Path> other = Optional.empty();
        for (Path each : beside) {
            boolean usable = Files.isExecutable(each.resolve("bin/java")) && Files.exists(each.resolve("release"));
            if (other.isEmpty() && usable && isOther(featureOf(each))) {
                other = Optional.of(each.toRealPath());
            }
        }
        Assumptions.assumeTrue(other.isPresent(), "no other Java is beside " + mine);
        return other.orElseThrow();
    }

    private static boolean isOther(int feature) {
        return feature >= 17 && feature != Runtime.version().feature();
    }

    static int featureOf(Path home) throws IOException {
        Properties release = new Properties();
        try (var in = Files.newBufferedReader(home.resolve("release"))) {
            release.load(in);
        }
        String version = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
        return Integer.parseInt(version.split("[.+-]", 2)[0]);
    }
}
