package dev.runner.processes.internal.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.processes.internal.launch.OwnerMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveStoreTest {

    private static final String LIST = "0badcafe";

    @TempDir
    private Path temporary;

    private Path directory;
    private ArchiveStore store;

    @BeforeEach
    void open() throws IOException {
        directory = temporary.resolve("archives");
        store = ArchiveStore.open(directory, 2500);
    }

    private static String key(int number) {
        return "%032x".formatted(number);
    }

    private void keep(int number, int bytes) throws IOException {
        Path part = store.newPart();
        Files.write(part, new byte[bytes]);
        store.keep(key(number), LIST, part);
    }

    private static void age(Path file, Duration by) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(by)));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatIsKeptIsFoundUnderItsKey() throws IOException {
        keep(1, 1000);
        assertEquals(1000, Files.size(store.find(key(1)).orElseThrow()));
        assertTrue(store.find(key(2)).isEmpty());
    }

    @Test
    void anotherArchiveOfTheSameKindTakesThePlace() throws IOException {
        keep(1, 1000);
        keep(1, 999);
        assertEquals(1, names().size());
        assertEquals(999, Files.size(store.find(key(1)).orElseThrow()));
    }

    @Test
    void thoseGoThatWereNotUsedForTheLongestTime() throws IOException {
        keep(1, 1000);
        keep(2, 1001);
        for (int number = 1; number <= 2; number++) {
            age(store.find(key(number)).orElseThrow(), Duration.ofDays(number));
        }
        assertTrue(store.find(key(2)).isPresent(), "which is a use");
        keep(3, 1002);
        assertTrue(store.find(key(1)).isEmpty());
        assertTrue(store.find(key(2)).isPresent());
        assertTrue(store.find(key(3)).isPresent());
    }

    @Test
    void oneThatIsLargerThanAllMayBeIsKeptAlone() throws IOException {
        keep(1, 1000);
        keep(2, 10_000);
        assertTrue(store.find(key(1)).isEmpty());
        assertTrue(store.find(key(2)).isPresent());
    }

    @Test
    void archiveThatIsDamagedIsNotFoundAndDeleted() throws IOException {
        Files.write(directory.resolve(key(1) + "-" + LIST + "-12345678.jsa"), new byte[999]);
        assertTrue(store.find(key(1)).isEmpty());
        assertEquals(List.of(), names());
    }

    @Test
    void onlyWhatProcessesWereWritingThatAreNoMoreIsSweptAway() throws Exception {
        Process gone = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version")
                .redirectErrorStream(true)
                .redirectOutput(temporary.resolve("output").toFile())
                .start();
        assertTrue(gone.waitFor(1, TimeUnit.MINUTES), "java -version has not ended");
        Files.writeString(
                directory.resolve(gone.pid() + "-1-"
                        + OwnerMark.mine().substring(OwnerMark.mine().lastIndexOf('-') + 1) + "-1.part"),
                "of one that is gone");
        Path mine = store.newPart();
        Files.writeString(mine, "mine");
        Files.writeString(directory.resolve("somebody's.part"), "whose is it?");
        assertTrue(String.valueOf(mine.getFileName()).startsWith(OwnerMark.mine()));
        store.sweep();
        assertEquals(
                Stream.of(String.valueOf(mine.getFileName()), "somebody's.part")
                        .sorted()
                        .toList(),
                names());
    }

    @Test
    void whatIsDueIsAnArchiveOfTheListThatThereIs() throws IOException {
        assertFalse(store.isDue(key(1)));
        store.keepList(key(1), List.of("java/lang/Object"));
        assertTrue(store.isDue(key(1)));
        Path part = store.newPart();
        Files.write(part, new byte[10]);
        store.keep(key(1), ArchiveStore.sumOf(store.list(key(1)).orElseThrow()), part);
        assertFalse(store.isDue(key(1)));
        store.keepList(key(1), List.of("java/lang/Object", "java/lang/String"));
        assertTrue(store.isDue(key(1)));
    }

    @Test
    void whatWasTriedInVainIsNotTriedForADay() throws IOException {
        store.keepList(key(1), List.of("java/lang/Object"));
        for (int i = 0; i < 5; i++) {
            assertTrue(store.mayTry(key(1)));
            store.tries(key(1));
        }
        assertFalse(store.mayTry(key(1)));
        assertFalse(store.isDue(key(1)));
        age(directory.resolve(key(1) + ".tries"), Duration.ofDays(2));
        assertTrue(store.isDue(key(1)));
        keep(1, 10);
        assertTrue(store.mayTry(key(1)));
    }

    @Test
    void listsThatAreOldAreSweptAway() throws IOException {
        store.keepList(key(1), List.of("java/lang/Object"));
        store.keepList(key(2), List.of("java/lang/Object"));
        age(store.list(key(1)).orElseThrow(), Duration.ofDays(31));
        store.sweep();
        assertTrue(store.list(key(1)).isEmpty());
        assertTrue(store.list(key(2)).isPresent());
    }

    @Test
    void oneAtATimeMakesAnArchive() throws Exception {
        boolean outer = store.alone(key(1), () -> {
            assertFalse(store.alone(key(1), () -> {}));
            assertTrue(store.alone(key(2), () -> {}));
        });
        assertTrue(outer);
        assertTrue(store.alone(key(1), () -> {}));
    }
}
