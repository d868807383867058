package dev.runner;

import static dev.runner.SelectorFixture.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import dev.runner.internal.InstalledBackends;
import dev.runner.spi.PoolBackend;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real providers that can't be loaded, found by the real {@link java.util.ServiceLoader}. */
class BrokenProvidersTest {

    @TempDir
    private Path directory;

    private ProviderFolder broken;
    private ProviderFolder sound;

    @BeforeEach
    void makeFolders() throws IOException {
        broken = new ProviderFolder(directory.resolve("broken"));
        sound = new ProviderFolder(directory.resolve("sound"))
                .backend("bees", "BeesBackend", "bees", "")
                .compile("-cp", ProviderFolder.runnerPath())
                .register("bees.BeesBackend");
    }

    private static List<String> ids(BackendSelector selector) {
        return selector.installed().stream().map(PoolBackend::id).toList();
    }

    private static String problemIn(BackendSelector selector) {
        List<String> problems = selector.explain()
                .lines()
                .filter(line -> line.startsWith("  problem: "))
                .toList();
        assertEquals(1, problems.size(), selector::explain);
        return problems.get(0).substring("  problem: ".length());
    }

    @Test
    void aSoundProviderOnTheClassPathIsFoundBesideTheBuiltInOne() throws IOException {
        BackendSelector selector = sound.load();
        assertEquals(List.of("bees", "serial"), ids(selector));
        assertEquals("bees.BeesBackend", selector.select().getClass().getName());
    }

    @Test
    void aMissingClassIsToldAndTheOthersWork() throws IOException {
        BackendSelector selector = broken.register("gone.Away").load(sound);
        assertEquals(List.of("bees", "serial"), ids(selector));
        assertTrue(problemIn(selector).contains("Provider gone.Away not found"), selector::explain);
        assertTrue(
                refusal(() -> selector.select("away")).contains("installed: bees; a backend could not be loaded: "),
                "the message of a missing backend tells of the broken one");
    }

    @Test
    void aConstructorThatThrowsIsToldWithItsExceptionAndTheOthersWork() throws IOException {
        BackendSelector selector = broken.backend(
                        "wild", "WildBackend", "wild", "if (true) throw new IllegalStateException(\"no licence\");")
                .compile("-cp", ProviderFolder.runnerPath())
                .register("wild.WildBackend")
                .load(sound);
        assertEquals(List.of("bees", "serial"), ids(selector));
        assertEquals(
                "a backend could not be loaded: dev.runner.spi.PoolBackend: Provider wild.WildBackend could not be"
                        + " instantiated (java.lang.IllegalStateException: no licence); repair or remove its jar",
                problemIn(selector));
    }

    @Test
    void aConstructorThatMissesAClassIsToldAndTheOthersWork() throws IOException {
        BackendSelector selector = broken.backend(
                        "wild", "WildBackend", "wild", "if (true) throw new NoClassDefFoundError(\"lib/Codec\");")
                .compile("-cp", ProviderFolder.runnerPath())
                .register("wild.WildBackend")
                .load(sound);
        assertEquals(List.of("bees", "serial"), ids(selector));
        assertTrue(problemIn(selector).contains("java.lang.NoClassDefFoundError: lib/Codec"), selector::explain);
    }

    @Test
    void aClassThatIsNoBackendIsToldAndTheOthersWork() throws IOException {
        BackendSelector selector = broken.source("odd/Thing.java", "package odd; public class Thing {}")
                .compile()
                .register("odd.Thing")
                .load(sound);
        assertEquals(List.of("bees", "serial"), ids(selector));
        assertTrue(problemIn(selector).contains("odd.Thing not a subtype"), selector::explain);
    }

    @Test
    void aProviderFileThatCannotBeReadIsToldAndTheOthersWork() throws IOException {
        BackendSelector selector = broken.register("not a class name").load(sound);
        assertEquals(List.of("bees", "serial"), ids(selector));
        assertTrue(problemIn(selector).contains("Illegal configuration-file syntax"), selector::explain);
    }

    @Test
    void soundAndBrokenProvidersInOneFileAreToldApart() throws IOException {
        BackendSelector selector = broken.backend("wasps", "WaspsBackend", "wasps", "")
                .compile("-cp", ProviderFolder.runnerPath())
                .register("gone.Away", "wasps.WaspsBackend", "gone.Astray")
                .load(sound);
        assertEquals(List.of("bees", "serial", "wasps"), ids(selector));
        assertEquals(
                2,
                selector.explain()
                        .lines()
                        .filter(line -> line.startsWith("  problem: "))
                        .count());
    }

    @Test
    void theMessageOfAProviderThatCannotBeLoadedSaysWhatToDo() throws IOException {
        String problem = problemIn(broken.register("gone.Away").load());
        assertTrue(problem.contains("; "), () -> "no remedy in: " + problem);
    }

    @Test
    void whatIsWrongIsLoggedOnce() throws IOException {
        broken.register("gone.Away");
        URL[] urls = {ProviderFolder.url(broken.folder())};
        try (LogRecorder log = new LogRecorder(InstalledBackends.class);
                URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
            String problem = problemIn(BackendSelector.load(loader));
            assertEquals(List.of(problem), log.at(Level.WARN));
        }
    }

    @Test
    void theContextClassLoaderIsSearchedOnlyIfItSeesThisRunner() throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        URL[] urls = {ProviderFolder.url(sound.folder())};
        try (URLClassLoader child = new URLClassLoader(urls, getClass().getClassLoader());
                URLClassLoader stranger = new URLClassLoader(urls, null)) {
            thread.setContextClassLoader(child);
            assertEquals(List.of("bees", "serial"), ids(BackendSelector.load()));
            thread.setContextClassLoader(stranger);
            assertEquals(List.of("serial"), ids(BackendSelector.load()));
            thread.setContextClassLoader(null);
            assertEquals(List.of("serial"), ids(BackendSelector.load()));
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
