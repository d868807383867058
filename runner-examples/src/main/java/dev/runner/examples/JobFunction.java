package dev.runner.examples;

import dev.runner.Job;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The functions that a row of a file can name. */
enum JobFunction {
    DO_WORK("doWork", 3, Long.MIN_VALUE, Long.MAX_VALUE) {
        @Override
        Job<String> job(long[] values) {
            return Job.of(Work::doWork, values[0], values[1], values[2]);
        }
    },
    PRIMES_BELOW("primesBelow", 1, 2, 100_000_000) {
        @Override
        Job<String> job(long[] values) {
            return Job.of(Work::primesBelow, values[0]);
        }
    },
    COLLATZ_LENGTH("collatzLength", 1, 1, Long.MAX_VALUE) {
        @Override
        Job<String> job(long[] values) {
            return Job.of(Work::collatzLength, values[0]);
        }
    },
    GCD("gcd", 2, 0, Long.MAX_VALUE) {
        @Override
        Job<String> job(long[] values) {
            return Job.of(Work::gcd, values[0], values[1]);
        }
    };

    private final String functionName;
    private final int arity;
    private final long least;
    private final long most;

    JobFunction(String functionName, int arity, long least, long most) {
        this.functionName = functionName;
        this.arity = arity;
        this.least = least;
        this.most = most;
    }

    abstract Job<String> job(long[] values);

    /**
     * Makes the job of a row.
     *
     * @throws IllegalArgumentException if the row makes no sense, with what to write instead
     */
    static Job<String> jobOf(List<String> fields) {
        String name = fields.get(0);
        JobFunction function = Arrays.stream(values())
                .filter(one -> one.functionName.equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("there is no function '" + name + "'; use one of " + names()));
        List<String> params = fields.subList(1, fields.size());
        if (params.size() != function.arity) {
            throw new IllegalArgumentException(name + " takes " + function.arity + " parameters (was given "
                    + params.size() + ": " + params + ")");
        }
        long[] values = new long[params.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = function.value(i, params.get(i));
        }
        return function.job(values);
    }

    static String names() {
        return Arrays.stream(values()).map(one -> one.functionName).collect(Collectors.joining(", "));
    }

    private long value(int index, String text) {
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // The message below is about both mistakes.
        }
        throw new IllegalArgumentException("param" + (index + 1) + " of " + functionName
                + " must be a whole number from " + least + " to " + most + " (was '" + text + "')");
    }
}
