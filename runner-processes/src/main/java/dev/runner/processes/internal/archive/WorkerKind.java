package dev.runner.processes.internal.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.runner.processes.internal.launch.WorkerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which workers can share an archive: those with the same Java, the same files on their paths, and the same flags, as
 * far as these matter to one. Java itself refuses an archive that was made for others, but it then starts without any,
 * its own included.
 */
final class WorkerKind {

    private static final List<String> LIBRARIES =
            List.of("lib/server/libjvm.so", "lib/server/libjvm.dylib", "bin/server/jvm.dll");

    /** Flags that differ from pool to pool, and from machine to machine, and change no class. */
    private static final List<String> IRRELEVANT = List.of(
            WorkerCommand.LARGEST_HEAP,
            "-Xms",
            "-Xss",
            "-XX:ActiveProcessorCount=",
            "-XX:ErrorFile=",
            "-XX:+ErrorFileToStderr",
            "-XX:HeapDumpPath=",
            "-D");

    /** Flags that choose archives or paths themselves, run code, or write to files of their own. */
    private static final List<String> ADVERSE = List.of(
            "-Xshare",
            "-XX:SharedArchiveFile",
            "-XX:SharedClassListFile",
            "-XX:ArchiveClassesAtExit",
            "-XX:DumpLoadedClassList",
            "-XX:+AutoCreateSharedArchive",
            "-XX:AOT",
            "-XX:+AOT",
            "-XX:StartFlightRecording",
            "-javaagent:",
            "-agentlib:",
            "-agentpath:",
            "-Xrun",
            "-Xdebug",
            "-Xloggc",
            "-Xbootclasspath",
            "-Djava.class.path=",
            "-Djava.system.class.loader=",
            "-Djava.security.manager",
            "--patch-module",
            "--upgrade-module-path",
            "--limit-modules");

    /** Flags that are followed by a path; the pool's own are its paths. */
    private static final Set<String> PATHS = Set.of("-cp", "-classpath", "--class-path", "-p", "--module-path");

    /** From here on objects are addressed in another way. */
    private static final long WIDE_HEAP = 32L << 30;

    private static final int KEY_CHARS = 32;

    private final WorkerCommand command;
    private final Set<Path> paths;

    private WorkerKind(WorkerCommand command, Set<Path> paths) {
        this.command = command;
        this.paths = paths;
    }

    static WorkerKind of(WorkerCommand command) {
        Set<Path> paths = new LinkedHashSet<>();
        command.paths().forEach(path -> ManifestPath.addAll(path, paths));
        return new WorkerKind(command, paths);
    }

    /** Says why there can be no archive, if there can't. */
    Optional<String> obstacle() {
        Optional<String> flag = Stream.concat(
                        command.arguments().stream().filter(WorkerKind::isAdverse),
                        command.ownArguments().stream().filter(PATHS::contains))
                .findFirst();
        if (flag.isPresent()) {
            return flag.map(text -> "workers have the flag " + text);
        } else if (command.hasFlagsInEnvironment()) {
            return Optional.of("workers have flags in their environment");
        } else if (library().isEmpty()) {
            return Optional.of("there is no HotSpot in " + command.javaHome());
        }
        return paths.stream()
                .filter(Files::isDirectory)
                .findFirst()
                .map(directory -> "Java can make none of a directory, and " + directory + " is on a path");
    }

    private static boolean isAdverse(String argument) {
        return ADVERSE.stream().anyMatch(argument::startsWith)
                || (argument.startsWith("-Xlog") && argument.contains("file="));
    }

    private Optional<Path> library() {
        return LIBRARIES.stream()
                .map(command.javaHome()::resolve)
                .filter(Files::exists)
                .findFirst();
    }

    /** Returns what an archive for this kind is known by. */
    String key() throws IOException {
        MessageDigest digest = sha256();
        add(digest, stamp(library().orElseThrow()));
        add(digest, stamp(command.javaHome().resolve("lib/modules")));
        for (Path path : paths) {
            add(digest, stamp(path));
        }
        Stream.of(command.arguments(), command.main(), command.surroundings())
                .flatMap(List::stream)
                .filter(word -> IRRELEVANT.stream().noneMatch(word::startsWith))
                .forEach(word -> add(digest, word));
        add(digest, command.heapBytes() >= WIDE_HEAP ? "wide" : "narrow");
        return HexFormat.of().formatHex(digest.digest()).substring(0, KEY_CHARS);
    }

    /** Tells one content of a file from another, also where images give all files the same size and time. */
    private static String stamp(Path file) throws IOException {
        if (!Files.exists(file)) {
            return file + " is not there";
        }
        boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
        String attributes = unix ? "unix:size,lastModifiedTime,ctime,ino" : "size,lastModifiedTime,creationTime";
        return file + " " + new TreeMap<>(Files.readAttributes(file, attributes));
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(UTF_8));
        digest.update((byte) 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
