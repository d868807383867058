package dev.runner.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures side by side: in each round each program runs once, one after the other, so that what else the machine does
 * meets all alike; each round gives a ratio, and the table has their median and their spread.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures Runner side by side with what it is to beat.")
public final class Bench implements Callable<Integer> {

    @Option(names = "--rows", defaultValue = ".*", description = "a regular expression on the names of rows")
    private Pattern rows = Pattern.compile(".*");

    @Option(names = "--rounds", defaultValue = "5", description = "how many rounds (${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(names = "--size", defaultValue = "1", description = "the part of their work that programs do, to try them")
    private double size = 1;

    @Option(names = "--java25", description = "the java of a JDK 25, for what needs it")
    private @Nullable Path java25;

    @Option(names = "--out", defaultValue = "target/bench", description = "the directory for results")
    private Path out = Path.of("target/bench");

    @Option(names = "--list", description = "lists the rows")
    private boolean list;

    @Spec
    private @Nullable CommandSpec spec;

    private Bench() {}

    /** Runs it; see {@code --help}. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs it, and returns the exit code. */
    static int run(String... args) {
        return new CommandLine(new Bench()).execute(args);
    }

    private PrintWriter console() {
        return spec == null
                ? new PrintWriter(System.out, true)
                : spec.commandLine().getOut();
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Row> chosen = Rows.all().stream()
                .filter(row -> rows.matcher(row.id()).matches())
                .toList();
        if (chosen.isEmpty()) {
            throw new CommandLine.ParameterException(
                    new CommandLine(this), "no row is called '" + rows + "'; --list lists them");
        }
        if (list) {
            chosen.forEach(row -> console().printf("%-18s %s, against %s%n", row.id(), row.what(), row.against()));
            return 0;
        }
        Files.createDirectories(out);
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Runs runs = new Runs(out.toAbsolutePath(), java, java25, size);
        List<Map<String, Map<String, Double>>> results = measure(chosen, runs);
        String table = new Table(chosen, results).toString();
        Files.writeString(out.resolve("table.md"), table);
        console().println(table);
        return 0;
    }

    /** Returns, for each round, what each program told. */
    private List<Map<String, Map<String, Double>>> measure(List<Row> chosen, Runs runs)
            throws IOException, InterruptedException {
        Map<String, Side> sides = new LinkedHashMap<>();
        chosen.forEach(row -> row.sides().forEach(side -> sides.put(side.name(), side)));
        Set<String> left = new LinkedHashSet<>();
        for (Side side : sides.values()) {
            Optional<String> obstacle = runs.obstacle(side);
            obstacle.ifPresent(why -> console().printf("left out: %s (%s)%n", side.name(), why));
            if (obstacle.isPresent()) {
                left.add(side.name());
            }
        }
        sides.keySet().removeAll(left);
        List<Map<String, Map<String, Double>>> results = new ArrayList<>();
        try (PrintWriter csv = new PrintWriter(Files.newBufferedWriter(out.resolve("numbers.csv")))) {
            csv.println("round,program,number,value,load");
            for (int round = 1; round <= rounds; round++) {
                Map<String, Map<String, Double>> told = new HashMap<>();
                for (Side side : sides.values()) {
                    String load = Runs.load();
                    Map<String, Double> numbers = runs.run(side);
                    told.put(side.name(), numbers);
                    for (Map.Entry<String, Double> number : numbers.entrySet()) {
                        csv.printf("%d,%s,%s,%s,%s%n", round, side.name(), number.getKey(), number.getValue(), load);
                    }
                    csv.flush();
                    console().printf("round %d, load %s: %s %s%n", round, load, side.name(), numbers);
                }
                results.add(told);
            }
        }
        return results;
    }
}
