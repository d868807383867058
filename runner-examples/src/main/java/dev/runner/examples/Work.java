package dev.runner.examples;

import java.util.BitSet;

/** The functions that the jobs call. Static and without memory, so that they run anywhere. */
final class Work {

    private Work() {}

    /** The worker function of the page that Runner began with. */
    static String doWork(long param1, long param2, long param3) {
        return "Pokemon#" + param1 + param2 + param3;
    }

    static String primesBelow(long limit) {
        int bound = Math.toIntExact(limit);
        BitSet composite = new BitSet(bound);
        int count = 0;
        for (int candidate = 2; candidate < bound; candidate++) {
            if (!composite.get(candidate)) {
                count++;
                for (long multiple = (long) candidate * candidate; multiple < bound; multiple += candidate) {
                    composite.set((int) multiple);
                }
            }
        }
        return count + " primes below " + limit;
    }

    /** Counts the steps to 1; fails for a start from which the numbers outgrow 64 bits. */
    static String collatzLength(long start) {
        long number = start;
        long steps = 0;
        while (number != 1) {
            number = number % 2 == 0 ? number / 2 : Math.addExact(Math.multiplyExact(3, number), 1);
            steps++;
        }
        return steps + " steps from " + start + " to 1";
    }

    static String gcd(long a, long b) {
        long x = a;
        long y = b;
        while (y != 0) {
            long rest = x % y;
            x = y;
            y = rest;
        }
        return "gcd of " + a + " and " + b + " is " + x;
    }
}
