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

/**
 * Which workers can share an archive: those with the same Java, the same files on their paths, and the same flags, as
 * far as these matter to one. Java itself refuses an archive that was made for others, but it then starts without any,
 * its own included.
 *
 * <p>There are loops here where streams would do: the first worker of a JVM waits for this, and the first run of each
 * lambda takes Java a millisecond.
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
        for (String argument : command.arguments()) {
            if (isAdverse(argument)) {
                return Optional.of("workers have the flag " + argument);
            }
        }
        for (String argument : command.ownArguments()) {
            if (PATHS.contains(argument)) {
                return Optional.of("workers have the flag " + argument);
            }
        }
        if (command.hasFlagsInEnvironment()) {
            return Optional.of("workers have flags in their environment");
        } else if (library().isEmpty()) {
            return Optional.of("there is no HotSpot in " + command.javaHome());
        }
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                return Optional.of("Java can make none of a directory, and " + path + " is on a path");
            }
        }
        return Optional.empty();
    }

    private static boolean isAdverse(String argument) {
        return startsWithOne(argument, ADVERSE) || (argument.startsWith("-Xlog") && argument.contains("file="));
    }

    private static boolean startsWithOne(String argument, Iterable<String> beginnings) {
        for (String beginning : beginnings) {
            if (argument.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }

    private Optional<Path> library() {
        for (String place : LIBRARIES) {
            Path library = command.javaHome().resolve(place);
            if (Files.exists(library)) {
                return Optional.of(library);
            }
        }
        return Optional.empty();
    }

    /** Returns what an archive for this kind is known by. */
    String key() throws IOException {
        MessageDigest digest = sha256();
        add(digest, stamp(library().orElseThrow()));
        add(digest, stamp(command.javaHome().resolve("lib/modules")));
        for (Path path : paths) {
            add(digest, stamp(path));
        }
        for (List<String> words : List.of(command.arguments(), command.main(), command.surroundings())) {
            for (String word : words) {
                if (!startsWithOne(word, IRRELEVANT)) {
                    add(digest, word);
                }
            }
        }
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
