package dev.runner.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was measured in one go, as it lies in a directory.
 *
 * @param circumstances when and where
 * @param samples the numbers
 */
record Results(Circumstances circumstances, List<Sample> samples) {

    private static final String NUMBERS = "numbers.csv";
    private static final String DIGEST = "digest";

    static Path numbers(Path directory) {
        return directory.resolve(NUMBERS);
    }

    static Results read(Path directory) throws IOException {
        List<String> lines = Files.readAllLines(numbers(directory));
        return new Results(
                Circumstances.read(directory),
                lines.stream().skip(1).map(Sample::parse).toList());
    }

    /** Returns what a program told in the rounds in which it did. */
    List<Double> values(Row.Number number) {
        return samples.stream()
                .filter(sample -> sample.program().equals(number.side().name()))
                .filter(sample -> sample.number().equals(number.name()))
                .map(Sample::value)
                .toList();
    }

    /** Returns a row in those rounds in which all of its programs have told their numbers. */
    Measured measured(Row row) {
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        List<Double> others = new ArrayList<>();
        int rounds = samples.stream().mapToInt(Sample::round).max().orElse(0);
        for (int round = 1; round <= rounds; round++) {
            Optional<Sample> our = sample(round, row.ours());
            Row.Number against = row.theirs();
            Optional<Sample> their = against == null ? our : sample(round, against);
            if (our.isPresent() && their.isPresent()) {
                requireSameWork(row, our.get(), their.get());
                ours.add(our.get().value());
                theirs.add(against == null ? 1.0 : their.get().value() * row.scale());
                others.add(Math.max(our.get().others(), their.get().others()));
            }
        }
        return new Measured(row, ours, theirs, others);
    }

    private Optional<Sample> sample(int round, Row.Number number) {
        return sample(round, number.side().name(), number.name());
    }

    private Optional<Sample> sample(int round, String program, String number) {
        return samples.stream()
                .filter(sample -> sample.round() == round)
                .filter(sample -> sample.program().equals(program))
                .filter(sample -> sample.number().equals(number))
                .findFirst();
    }

    /** Programs that tell a digest of their results have to have the same. */
    private void requireSameWork(Row row, Sample our, Sample their) {
        Optional<Double> one = digest(our);
        Optional<Double> other = digest(their);
        if (one.isPresent() && other.isPresent() && !one.equals(other)) {
            throw new IllegalStateException(String.format(
                    "%s: '%s' and '%s' have other results in round %d",
                    row.id(), our.program(), their.program(), our.round()));
        }
    }

    private Optional<Double> digest(Sample of) {
        return sample(of.round(), of.program(), DIGEST).map(Sample::value);
    }
}
