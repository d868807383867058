package dev.runner.processes;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An application with long results, where there may be hardly any memory to share. */
final class LongResultsProgram {

    private static final int MEBIBYTE = 1 << 20;

    private LongResultsProgram() {}

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** Says how many blocks there were, and how many files are left. */
    public static void main(String[] args) throws Exception {
        int blocks;
        try (Pool pool = Pooled.open(1)) {
            for (int length : new int[] {MEBIBYTE, 2 * MEBIBYTE, 8 * MEBIBYTE, MEBIBYTE}) {
                List<PoolFuture<byte[]>> all = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    all.add(pool.submit(LongResultsProgram::filled, length, i));
                    all.get(i).get(Pooled.LIMIT);
                }
                for (int i = 0; i < all.size(); i++) {
                    if (!Arrays.equals(filled(length, i), all.get(i).join())) {
                        throw new AssertionError("another result");
                    }
                }
            }
            blocks = SharedMemory.resultFiles().size();
        }
        System.out.println(
                "blocks " + blocks + ", left " + SharedMemory.filesOfThisJvm().size());
    }
}
