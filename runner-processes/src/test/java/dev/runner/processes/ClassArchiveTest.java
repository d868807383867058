package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Workers start from an archive of classes that an earlier pool has made, unless it is of no use. */
@EnabledOnOs(OS.LINUX) // which tells what a process has mapped
class ClassArchiveTest {

    private static final String NONE = "archive false";
    private static final String USED = "archive true";

    @TempDir
    private Path directory;

    private Path jar;
    private Path cache;

    @BeforeEach
    void makeJar() throws IOException {
        jar = directory.resolve("app.jar");
        Jars.write(jar, ArchiveProgram.class.getName(), ParentJvm.classPath());
        cache = directory.resolve("archives");
    }

    private ParentJvm start(String... todo) {
        List<String> arguments = new ArrayList<>(List.of("-jar", jar.toString(), cache.toString()));
        arguments.addAll(List.of(todo));
        return ParentJvm.start(directory, Map.of(), arguments);
    }

    private void run(List<String> lines, String... todo) {
        try (ParentJvm jvm = start(todo)) {
            jvm.assertEndsWith(0, lines.toArray(String[]::new));
        }
    }

    private List<Path> files(String end) throws IOException {
        try (Stream<Path> all = Files.walk(cache, FileVisitOption.FOLLOW_LINKS)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(end))
                    .sorted()
                    .toList();
        }
    }

    private Path theArchive() throws IOException {
        List<Path> archives = files(".jsa");
        assertEquals(1, archives.size(), archives::toString);
        return archives.get(0);
    }

    private void assertNothingIsHalfMade() throws IOException {
        assertEquals(List.of(), files(".part"));
        assertEquals(List.of(), files(".tries"));
    }

    @Test
    void whatTheFirstPoolMakesIsUsedByItsNextWorkersAndTheNextPools() throws IOException {
        run(List.of(NONE, USED), "stay", "again");
        Path archive = theArchive();
        run(List.of(USED));
        run(List.of(USED));
        assertEquals(archive, theArchive());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)));
        assertNothingIsHalfMade();
    }

    @Test
    void poolThatEndsTooSoonLeavesTheNextWhatToMakeItFrom() throws IOException {
        run(List.of(NONE));
        assertEquals(List.of(), files(".jsa"));
        assertEquals(1, files(".classes").size());
        run(List.of(NONE), "stay");
        run(List.of(USED));
        assertNothingIsHalfMade();
    }

    @Test
    void classesThatWereLoadedLaterAreInTheNextOne() throws IOException {
        run(List.of(NONE, "loaded true"), "stay", "load");
        Path archive = theArchive();
        assertTrue(Files.readString(files(".classes").get(0)).contains("java/util/stream/Nodes"));
        run(List.of(USED), "stay", "renew");
        assertNotEquals(archive, theArchive());
        run(List.of(USED));
        assertNothingIsHalfMade();
    }

    @Test
    void workerThatIsKilledAsItStartsSaysNothingOfOthers() throws IOException {
        run(List.of(), "kill");
        assertEquals(List.of(), files(".classes"));
        run(List.of(NONE), "stay");
        run(List.of(USED));
    }

    @Test
    void jarThatOnlyManifestsNameIsPartOfIt() throws IOException {
        Path app = jar;
        jar = directory.resolve("starter.jar");
        Manifest manifest = Jars.manifest(ArchiveProgram.class.getName());
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "app.jar");
        Jars.write(jar, manifest, List.of());
        run(List.of(NONE), "stay");
        run(List.of(USED));
        Files.setLastModifiedTime(app, FileTime.from(Instant.now().minusSeconds(3600)));
        run(List.of(NONE), "stay", "renew");
        run(List.of(USED));
    }

    @Test
    void jarOfTheSameSizeAndTimeIsAnotherAllTheSame() throws IOException {
        run(List.of(NONE), "stay");
        FileTime time = Files.getLastModifiedTime(jar);
        Path copy = Files.copy(jar, directory.resolve("copy.jar"));
        Files.move(copy, jar, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(jar, time);
        run(List.of(NONE));
    }

    @Test
    void archiveThatIsDamagedIsMadeAgain() throws IOException {
        run(List.of(NONE), "stay");
        Path archive = theArchive();
        byte[] bytes = Files.readAllBytes(archive);
        bytes[bytes.length / 2] ^= 1;
        replace(archive, archive, bytes);
        run(List.of(NONE), "stay");
        assertEquals(ArchiveSum.of(theArchive()), ArchiveSum.inName(theArchive()));
        run(List.of(USED));
        assertNothingIsHalfMade();
    }

    private static void replace(Path archive, Path by, byte[] bytes) throws IOException {
        Files.delete(archive);
        Files.write(by, bytes);
    }

    /** Java looks at what it is given, and starts without. */
    @Test
    void whatIsNoArchiveHarmsNobody() throws IOException {
        run(List.of(NONE), "stay");
        Path archive = theArchive();
        byte[] nonsense = "this is no archive".getBytes(StandardCharsets.UTF_8);
        replace(archive, ArchiveSum.rename(archive, nonsense), nonsense);
        run(List.of(NONE));
    }

    @Test
    void jarThatHasChangedHasAnArchiveOfItsOwn() throws IOException {
        run(List.of(NONE), "stay");
        Path before = theArchive();
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(3600)));
        try (ParentJvm jvm = start()) {
            jvm.assertEndsWith(0, NONE);
        }
        assertEquals(2, files(".classes").size());
        assertEquals(before, theArchive());
    }

    @Test
    void processesThatMakeItAtOnceDoNoHarmToEachOther() throws IOException {
        List<ParentJvm> all = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                all.add(start("stay"));
            }
            all.forEach(jvm -> assertNotEquals("", jvm.awaitLine("archive ")));
            all.forEach(jvm -> jvm.assertEndsWith(0, jvm.out().toArray(String[]::new)));
        } finally {
            all.forEach(ParentJvm::close);
        }
        theArchive();
        run(List.of(USED));
    }

    @Test
    void noneIsMadeOrUsedWhereItIsTurnedOff() throws IOException {
        run(List.of(NONE), "off");
        assertTrue(Files.notExists(cache), "nothing is made");
        run(List.of(NONE), "stay");
        run(List.of(NONE), "off");
    }

    @Test
    void directoryOnTheClassPathIsNothingToMakeOneOf() {
        String path = ParentJvm.joined(List.of(jar, directory));
        try (ParentJvm jvm = ParentJvm.start(
                directory, Map.of(), List.of("-cp", path, ArchiveProgram.class.getName(), cache.toString()))) {
            jvm.assertEndsWith(0, NONE);
        }
        assertTrue(Files.notExists(cache), "nothing is made");
    }

    @Test
    void directoryThatOthersMayWriteToIsNotUsed() throws IOException {
        Files.createDirectory(cache);
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
        run(List.of(NONE));
        assertEquals(List.of(), files(""));
    }

    @Test
    void workersStartWhereThereCanBeNoDirectory() throws IOException {
        Files.writeString(cache, "this is a file");
        run(List.of(NONE));
    }

    /** What the name of an archive says of its content. */
    private static final class ArchiveSum {
        private ArchiveSum() {}

        static String of(Path file) throws IOException {
            return of(Files.readAllBytes(file));
        }

        private static String of(byte[] bytes) {
            CRC32C sum = new CRC32C();
            sum.update(bytes);
            return String.format("%08x", sum.getValue());
        }

        static String inName(Path file) {
            String name = file.getFileName().toString();
            return name.substring(name.length() - "01234567.jsa".length(), name.length() - ".jsa".length());
        }

        static Path rename(Path file, byte[] bytes) {
            return file.resolveSibling(file.getFileName().toString().replace(inName(file), of(bytes)));
        }
    }
}
