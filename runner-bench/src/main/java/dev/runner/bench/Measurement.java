package dev.runner.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs programs one after the other, round after round, and writes into a directory what they told: all of it is in the
 * file when it ends, and what there is of it if it fails.
 */
final class Measurement {

    private final Path directory;
    private final Runs runs;
    private final int rounds;
    private final PrintWriter console;

    Measurement(Path directory, Runs runs, int rounds, PrintWriter console) {
        this.directory = directory;
        this.runs = runs;
        this.rounds = rounds;
        this.console = console;
    }

    Results measure(List<Side> sides, Circumstances circumstances) throws IOException, InterruptedException {
        circumstances.write(directory);
        List<Side> possible = possible(sides);
        try (PrintWriter csv = new PrintWriter(Files.newBufferedWriter(Results.numbers(directory)))) {
            csv.println(Sample.HEADER);
            for (int round = 1; round <= rounds; round++) {
                for (Side side : possible) {
                    run(round, side).forEach(sample -> csv.println(sample.line()));
                    csv.flush();
                }
            }
        }
        return Results.read(directory);
    }

    private List<Side> possible(List<Side> sides) {
        List<Side> possible = new ArrayList<>();
        for (Side side : sides) {
            Optional<String> obstacle = runs.obstacle(side);
            if (obstacle.isPresent()) {
                console.printf("left out: %s (%s)%n", side.name(), obstacle.get());
            } else {
                possible.add(side);
            }
        }
        return possible;
    }

    private List<Sample> run(int round, Side side) throws IOException, InterruptedException {
        Others before = Others.look();
        Map<String, Double> told = runs.run(side);
        double others = Others.look().percentSince(before);
        console.printf("round %d, others %.0f %%: %s %s%n", round, others, side.name(), told);
        console.flush();
        return told.entrySet().stream()
                .map(number -> new Sample(round, side.name(), number.getKey(), number.getValue(), others))
                .toList();
    }
}
