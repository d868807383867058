package dev.runner.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Runs programs, and reads what they tell. */
final class Runs {

    private static final Pattern NUMBER = Pattern.compile("metric (\\S+) (-?[0-9.eE+-]+)");
    private static final long LIMIT_MINUTES = 30;
    private static final int MOST_TOLD = 2000;

    private final Path directory;
    private final Path java;
    private final @Nullable Path java25;
    private final double size;

    /**
     * Makes it.
     *
     * @param directory for what programs need and print
     * @param size what part of their work programs do; 1 for all
     */
    Runs(Path directory, Path java, @Nullable Path java25, double size) {
        this.directory = directory;
        this.java = java;
        this.java25 = java25;
        this.size = size;
    }

    /** Says why a program can't be run here, if it can't. */
    Optional<String> obstacle(Side side) {
        if (side.kind() == Side.Kind.JAVA_25 && java25 == null) {
            return Optional.of("no Java 25 (--java25)");
        } else if (side.kind() == Side.Kind.PYTHON && !starts("python3", "--version")) {
            return Optional.of("no python3");
        } else if (side.pin() >= 0 && !starts("taskset", "--version")) {
            return Optional.of("no taskset");
        }
        return Optional.empty();
    }

    private static boolean starts(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Runs a program, and returns its numbers. */
    Map<String, Double> run(Side side) throws IOException, InterruptedException {
        Path output = directory.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command(side)).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("BENCH_DIRECTORY", directory.toString());
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            boolean ended = process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
            String told = Files.readString(output);
            if (!ended || process.exitValue() != 0) {
                throw new IOException(side.name()
                        + (ended ? " has failed: " : " has not ended: ")
                        + told.substring(Math.max(0, told.length() - MOST_TOLD)));
            }
            return numbers(told);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    static Map<String, Double> numbers(String told) {
        Map<String, Double> numbers = new HashMap<>();
        Matcher number = NUMBER.matcher(told);
        while (number.find()) {
            numbers.put(number.group(1), Double.parseDouble(number.group(2)));
        }
        return numbers;
    }

    private List<String> command(Side full) throws IOException {
        Side side = size < 1 ? full.untouched() : full; // who only tries need not wait for that
        List<String> command = new ArrayList<>();
        if (side.pin() >= 0) {
            command.addAll(List.of("taskset", "-c", Integer.toString(side.pin())));
        }
        if (side.kind() == Side.Kind.PYTHON) {
            command.add("python3");
            command.addAll(side.flags());
            command.add(script().toString());
        } else {
            command.add((side.kind() == Side.Kind.JAVA ? java : Objects.requireNonNull(java25)).toString());
            command.addAll(side.flags());
            command.add("-Dbench.size=" + size);
            command.add("-Dbench.directory=" + directory);
            command.addAll(List.of("-cp", classPath(side)));
        }
        command.addAll(side.words());
        if (side.kind() == Side.Kind.PYTHON) {
            command.add(Double.toString(size));
        }
        return command;
    }

    private static String classPath(Side side) {
        String own = System.getProperty("java.class.path");
        if (side.jars().isEmpty()) {
            return own;
        }
        String harness = own.substring(0, (own + File.pathSeparator).indexOf(File.pathSeparator));
        return own
                + File.pathSeparator
                + Path.of(harness).resolveSibling(side.jars()).resolve("*");
    }

    private Path script() throws IOException {
        Path script = directory.resolve("pools.py");
        try (InputStream in = Objects.requireNonNull(Runs.class.getResourceAsStream("pools.py"))) {
            Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
        }
        return script;
    }
}
