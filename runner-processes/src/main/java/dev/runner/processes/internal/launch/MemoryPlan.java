package dev.runner.processes.internal.launch;

import dev.runner.BackendStartException;

/**
 * How many workers the memory is for. What is surely too much is refused, before the system kills whom it likes.
 *
 * @param wanted how many workers there are to be
 * @param heapBytes how large the heap of each may grow
 */
public record MemoryPlan(int wanted, long heapBytes) {

    /**
     * What a worker holds besides its heap. With next to no classes of the user's that was 41 MiB on Java 17 and 51 MiB
     * on 25, whatever the heap.
     */
    static final long OVERHEAD = 64L << 20;

    private static final int MEGABYTE_BITS = 20;

    /**
     * Returns how many workers there can be, at least one.
     *
     * @throws BackendStartException if there can be none
     */
    public int workersIn(MachineMemory memory) {
        long each = heapBytes + OVERHEAD;
        if (each > memory.totalBytes()) {
            throw new BackendStartException("a worker may need " + describe() + ", and this machine or container has "
                    + megabytes(memory.totalBytes()) + "; set ProcessOptions.heap to less");
        }
        return (int) Math.max(1, Math.min(wanted, memory.availableBytes() / each));
    }

    /** Says what a worker may need. */
    public String describe() {
        return megabytes(heapBytes + OVERHEAD) + " of memory (a heap of " + megabytes(heapBytes) + ", and "
                + megabytes(OVERHEAD) + " besides)";
    }

    private static String megabytes(long bytes) {
        return (bytes >> MEGABYTE_BITS) + " MiB";
    }
}
