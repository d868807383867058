package dev.runner.tck;

import dev.runner.Args;
import dev.runner.Job;
import dev.runner.MapOptions;
import dev.runner.Pool;
import dev.runner.TaskFailedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A program that follows from a seed: bulk calls over numbers, with nested results and failures, whose tasks share
 * nothing. What it gives is told as text, which is the same wherever it runs.
 */
final class PortableProgram {

    private static final int STEPS = 6;

    private final long seed;

    PortableProgram(long seed) {
        this.seed = seed;
    }

    /** Runs the program and tells what came of each step. */
    List<String> run(Pool pool) throws InterruptedException {
        Random random = new Random(seed);
        List<String> told = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            int size = random.nextInt(40);
            int failing = random.nextInt(3) == 0 ? random.nextInt(40) : -1;
            List<Args> arguments = IntStream.range(0, size)
                    .mapToObj(i -> Args.of(i, failing).with("salt", random.nextInt(1000)))
                    .toList();
            MapOptions options = random.nextBoolean()
                    ? MapOptions.defaults()
                    : MapOptions.defaults().chunkSize(1 + random.nextInt(9));
            told.add(step(pool, random.nextInt(5), arguments, options));
        }
        return told;
    }

    private static String step(Pool pool, int kind, List<Args> arguments, MapOptions options)
            throws InterruptedException {
        try {
            return switch (kind) {
                case 0 -> "map " + pool.map(PortableProgram::work, arguments, options);
                case 1 -> "imap " + each(pool.imap(PortableProgram::work, arguments, options.window(7)));
                case 2 ->
                    "imapUnordered "
                            + sorted(each(pool.imapUnordered(PortableProgram::work, arguments, options.window(5))));
                case 3 ->
                    "submitAll "
                            + pool.submitAll(
                                            arguments.stream()
                                                    .map(args -> Job.of(PortableProgram::work, args))
                                                    .toList(),
                                            options)
                                    .get();
                default -> "one by one " + oneByOne(pool, arguments);
            };
        } catch (TaskFailedException | ExecutionException e) {
            return "failed with " + e.getCause();
        }
    }

    /** Fails for one number; otherwise gives something nested that may be null. */
    @SuppressWarnings("NullAway") // null is one of the results that have to be the same
    static Object work(Args args) {
        int number = args.get(0, Integer.class);
        int salt = args.get("salt", Integer.class);
        if (number == args.get(1, Integer.class)) {
            throw new IllegalStateException("number " + number + " with salt " + salt);
        }
        return switch (salt % 4) {
            case 0 -> null;
            case 1 -> List.of(number, Map.of("salt", List.of(salt)));
            case 2 -> Args.of(number * salt).with("of", number);
            default -> (long) number << (salt % 30);
        };
    }

    private static List<String> each(Stream<Object> results) {
        List<String> told = new ArrayList<>();
        try (results) {
            Iterator<Object> elements = results.iterator();
            while (elements.hasNext()) {
                try {
                    told.add(String.valueOf(elements.next()));
                } catch (TaskFailedException e) {
                    told.add("failed with " + e.getCause());
                }
            }
        }
        return told;
    }

    private static List<String> sorted(List<String> told) {
        Collections.sort(told);
        return told;
    }

    private static List<String> oneByOne(Pool pool, List<Args> arguments) throws InterruptedException {
        List<String> told = new ArrayList<>();
        for (var task : arguments.stream()
                .map(args -> pool.submit(PortableProgram::work, args))
                .toList()) {
            try {
                told.add(String.valueOf(task.get()));
            } catch (ExecutionException e) {
                told.add("failed with " + e.getCause());
            }
        }
        return told;
    }
}
