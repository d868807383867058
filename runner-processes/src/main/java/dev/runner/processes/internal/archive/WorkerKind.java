package dev.runner.processes.internal.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.runner.processes.internal.launch.WorkerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
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
            "-Xmx", "-Xms", "-Xss", "-XX:ActiveProcessorCount=", "-XX:ErrorFile=", "-XX:+ErrorFileToStderr", "-D");

    /** Flags that choose archives themselves, or change classes, or stop a JVM that only makes an archive. */
    private static final List<String> ADVERSE = List.of(
            "-Xshare",
            "-XX:SharedArchiveFile",
            "-XX:SharedClassListFile",
            "-XX:ArchiveClassesAtExit",
            "-XX:DumpLoadedClassList",
            "-XX:+AutoCreateSharedArchive",
            "-XX:AOT",
            "-XX:+AOT",
            "-javaagent:",
            "-agentlib:",
            "-agentpath:",
            "-Xrun",
            "-Xdebug",
            "-Xbootclasspath",
            "--patch-module",
            "--upgrade-module-path",
            "--limit-modules");

    /** From here on objects are addressed in another way. */
    private static final long WIDE_HEAP = 32L << 30;

    private static final int KEY_CHARS = 32;

    private final WorkerCommand command;

    WorkerKind(WorkerCommand command) {
        this.command = command;
    }

    /** Says why there can be no archive, if there can't. */
    Optional<String> obstacle() {
        Optional<String> flag = command.arguments().stream()
                .filter(argument -> ADVERSE.stream().anyMatch(argument::startsWith))
                .findFirst();
        if (flag.isPresent()) {
            return flag.map(text -> "workers have the flag " + text);
        } else if (library().isEmpty()) {
            return Optional.of("there is no HotSpot in " + command.javaHome());
        }
        return command.paths().stream()
                .filter(Files::isDirectory)
                .findFirst()
                .map(directory -> "Java can make none of a directory, and " + directory + " is on a path");
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
        for (Path file : Stream.concat(
                        Stream.of(library().orElseThrow(), command.javaHome().resolve("lib/modules")),
                        command.paths().stream())
                .toList()) {
            add(digest, stamp(file));
        }
        for (String word : Stream.concat(command.arguments().stream(), command.main().stream())
                .toList()) {
            if (IRRELEVANT.stream().noneMatch(word::startsWith)) {
                add(digest, word);
            }
        }
        add(digest, command.heapBytes() >= WIDE_HEAP ? "wide" : "narrow");
        return HexFormat.of().formatHex(digest.digest()).substring(0, KEY_CHARS);
    }

    private static String stamp(Path file) throws IOException {
        return Files.exists(file)
                ? file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file)
                : file + " is not there";
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
