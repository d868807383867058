package dev.runner.bench;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * When, where and how something was measured: all that a reader needs, and neither names of machines nor paths.
 *
 * @param date the day
 * @param java the Java that programs run on, and the harness
 * @param java25 the Java that programs run on which need 25, or nothing
 * @param machine processors, memory and system
 * @param rounds how many rounds
 * @param size the part of their work that programs did
 * @param command the arguments of the harness
 */
record Circumstances(String date, String java, String java25, String machine, int rounds, double size, String command) {

    private static final String FILE = "run.properties";

    /** Looks at what is here and now. */
    static Circumstances here(@Nullable Path java25, int rounds, double size, String command) {
        String java = System.getProperty("java.vm.name") + " " + Runtime.version();
        String other = java25 == null ? "" : Machine.firstLine(List.of(java25.toString(), "--version"));
        return new Circumstances(LocalDate.now().toString(), java, other, Machine.describe(), rounds, size, command);
    }

    static Circumstances read(Path directory) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(directory.resolve(FILE))) {
            properties.load(in);
        }
        return new Circumstances(
                properties.getProperty("date"),
                properties.getProperty("java"),
                properties.getProperty("java25"),
                properties.getProperty("machine"),
                Integer.parseInt(properties.getProperty("rounds")),
                Double.parseDouble(properties.getProperty("size")),
                properties.getProperty("command"));
    }

    void write(Path directory) throws IOException {
        Map<String, String> values = new TreeMap<>(Map.of(
                "date", date,
                "java", java,
                "java25", java25,
                "machine", machine,
                "rounds", Integer.toString(rounds),
                "size", Double.toString(size),
                "command", command));
        Properties properties = new Properties();
        properties.putAll(values);
        try (Writer out = Files.newBufferedWriter(directory.resolve(FILE))) {
            properties.store(out, null);
        }
    }

    /** Returns the version of the Java that is not chosen by a program, such as 17. */
    int feature() {
        String version = java.substring(java.lastIndexOf(' ') + 1);
        return Runtime.Version.parse(version).feature();
    }

    /** Tells whether the numbers say that the harness works, and not how fast anything is. */
    boolean isTrial(int leastRounds) {
        return size != 1 || rounds < leastRounds;
    }
}
