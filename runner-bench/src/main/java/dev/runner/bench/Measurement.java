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

    private boolean complete = true;

    Measurement(Path directory, Runs runs, int rounds, PrintWriter console) {
        this.directory = directory;
        this.runs = runs;
        this.rounds = rounds;
        this.console = console;
    }

    /** Runs programs in all rounds; the others go on when one fails. */
    Results measure(List<Side> sides) throws IOException, InterruptedException {
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

    /** Tells whether no program has failed. */
    boolean isComplete() {
        return complete;
    }

    private List<Sample> run(int round, Side side) throws InterruptedException {
        Others before = Others.look();
        Map<String, Double> told;
        try {
            told = runs.run(side);
        } catch (IOException e) {
            complete = false;
            console.printf("round %d: %s%n", round, e.getMessage());
            console.flush();
            return List.of();
        }
        double others = Others.look().percentSince(before);
        console.printf("round %d, others %.0f %%: %s %s%n", round, others, side.name(), told);
        console.flush();
        return told.entrySet().stream()
                .map(number -> new Sample(round, side.name(), number.getKey(), number.getValue(), others))
                .toList();
    }
}
