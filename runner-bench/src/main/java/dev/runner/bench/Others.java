package dev.runner.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What of the machine's processors others take between two looks: all that was used or withheld, without what this JVM
 * and the children that it has waited for have used.
 *
 * @param taken ticks of all processors that were used or withheld
 * @param all ticks of all processors
 * @param own ticks that this JVM and its children have used
 */
record Others(long taken, long all, long own) {

    private static final int IDLE = 3;
    private static final int WAITING = 4;
    private static final int COUNTED = 8;

    /** Fields of a process after its name, which is in parentheses: used by itself and by its children. */
    private static final int OWN_FROM = 11;

    private static final int OWN_TO = 15;

    private static final Others UNKNOWN = new Others(0, 0, 0);

    /** Looks; elsewhere than on Linux there is nothing to see. */
    static Others look() {
        try {
            String[] total = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +");
            long[] ticks = Arrays.stream(total, 1, COUNTED + 1)
                    .mapToLong(Long::parseLong)
                    .toArray();
            long all = Arrays.stream(ticks).sum();
            String self = Files.readString(Path.of("/proc/self/stat"));
            String[] fields = self.substring(self.lastIndexOf(')') + 2).split(" ");
            long own = Arrays.stream(fields, OWN_FROM, OWN_TO)
                    .mapToLong(Long::parseLong)
                    .sum();
            return new Others(all - ticks[IDLE] - ticks[WAITING], all, own);
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /** Returns what others have taken since an earlier look, in percent; NaN if that is not known. */
    double percentSince(Others before) {
        if (all == before.all) {
            return Double.NaN;
        }
        double percent = 100.0 * (taken - before.taken - (own - before.own)) / (all - before.all);
        return Math.round(Math.max(0, percent));
    }
}
