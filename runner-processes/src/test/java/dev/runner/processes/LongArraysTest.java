package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskOptions;
import dev.runner.TaskSerializationException;
import dev.runner.processes.internal.launch.OwnerMark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Arguments that are so long that they go through memory which the pool shares with its workers. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LongArraysTest {

    private static final Path MEMORY = Path.of("/dev/shm");
    private static final int MEBIBYTE = 1 << 20;

    @TempDir
    private Path directory;

    private static byte[] bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static int hash(byte[] bytes) {
        return Arrays.hashCode(bytes);
    }

    /** Returns the files that this JVM shares now. */
    private static List<Path> shared() throws IOException {
        Assumptions.assumeTrue(Files.isWritable(MEMORY), "there is no memory to be shared here");
        List<Path> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(MEMORY, 2)) {
            files.filter(file -> file.toString().contains(OwnerMark.mine()) && Files.isRegularFile(file))
                    .forEach(all::add);
        }
        return all;
    }

    @Test
    void arraysOfAllTypesArriveAsTheyAre() throws Exception {
        Random random = new Random(2);
        byte[] bytes = bytes(3 * MEBIBYTE + 1, 1);
        short[] shorts = new short[MEBIBYTE];
        int[] ints = random.ints(MEBIBYTE + 3).toArray();
        long[] longs = random.longs(MEBIBYTE).toArray();
        double[] doubles = random.doubles(MEBIBYTE).toArray();
        float[] floats = new float[MEBIBYTE];
        char[] chars = new char[MEBIBYTE];
        boolean[] flags = new boolean[2 * MEBIBYTE];
        for (int i = 0; i < MEBIBYTE; i++) {
            shorts[i] = (short) random.nextInt();
            floats[i] = random.nextFloat();
            chars[i] = (char) random.nextInt();
            flags[i] = random.nextBoolean();
        }
        doubles[7] = Double.longBitsToDouble(0x7ff8_0000_0000_1234L);
        try (Pool pool = Pooled.open(1)) {
            assertArrayEquals(bytes, pool.submit(x -> x, bytes).get(Pooled.LIMIT));
            assertArrayEquals(shorts, pool.submit(x -> x, shorts).get(Pooled.LIMIT));
            assertArrayEquals(ints, pool.submit(x -> x, ints).get(Pooled.LIMIT));
            assertArrayEquals(longs, pool.submit(x -> x, longs).get(Pooled.LIMIT));
            assertArrayEquals(doubles, pool.submit(x -> x, doubles).get(Pooled.LIMIT));
            assertArrayEquals(floats, pool.submit(x -> x, floats).get(Pooled.LIMIT));
            assertArrayEquals(chars, pool.submit(x -> x, chars).get(Pooled.LIMIT));
            assertArrayEquals(flags, pool.submit(x -> x, flags).get(Pooled.LIMIT));
            assertTrue(shared().size() > 0, "nothing was shared");
        }
        assertEquals(List.of(), shared());
    }

    private static ByteBuffer zeroed(ByteBuffer buffer) {
        buffer.put(0, (byte) 0);
        return buffer;
    }

    @Test
    void directBuffersArriveAsTheyAre() throws Exception {
        try (Pool pool = Pooled.open(1)) {
            for (int length : List.of(1, 7, 3 * MEBIBYTE)) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(length + 1)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(bytes(length, 1))
                        .flip();
                ByteBuffer back = pool.submit(LongArraysTest::zeroed, buffer).get(Pooled.LIMIT);
                assertTrue(back.isDirect());
                assertEquals(ByteOrder.LITTLE_ENDIAN, back.order());
                assertEquals(List.of(0, length, length + 1), List.of(back.position(), back.limit(), back.capacity()));
                assertEquals(buffer, back.put(0, buffer.clear().get(0)).limit(length + 1));
            }
            assertTrue(shared().size() > 0, "nothing was shared");
        }
        assertEquals(List.of(), shared());
    }

    @Test
    void bufferForWhichTheWorkerHasNoRoomFailsItsTaskAlone() throws Exception {
        Assumptions.assumeTrue(Files.isWritable(MEMORY), "there is no memory to be shared here");
        try (Pool pool = Pooled.open(1, config -> config, options -> options.jvmArgs("-XX:MaxDirectMemorySize=2m"))) {
            PoolFuture<ByteBuffer> tooLong =
                    pool.submit(LongArraysTest::zeroed, ByteBuffer.allocateDirect(3 * MEBIBYTE));
            ExecutionException failure = assertThrows(ExecutionException.class, () -> tooLong.get(Pooled.LIMIT));
            assertInstanceOf(TaskSerializationException.class, failure.getCause());
            assertTrue(failure.getCause().getMessage().contains("raise -XX:MaxDirectMemorySize"), failure::toString);
            assertEquals(
                    MEBIBYTE,
                    pool.submit(LongArraysTest::zeroed, ByteBuffer.allocateDirect(MEBIBYTE))
                            .get(Pooled.LIMIT)
                            .capacity());
        }
    }

    private static boolean isOne(byte[] one, byte[] other) {
        return one == other;
    }

    @Test
    void arrayThatIsGivenTwiceIsOneArray() throws Exception {
        byte[] bytes = bytes(MEBIBYTE, 1);
        try (Pool pool = Pooled.open(1)) {
            assertTrue(pool.submit(LongArraysTest::isOne, bytes, bytes).get(Pooled.LIMIT));
            assertEquals(
                    false,
                    pool.submit(LongArraysTest::isOne, bytes, bytes.clone()).get(Pooled.LIMIT));
        }
    }

    private static int overwrite(byte[] bytes) {
        int before = hash(bytes);
        Arrays.fill(bytes, (byte) 1);
        return before;
    }

    /** Neither what the submitter does with it later, nor what a task does with it, can be seen by another. */
    @Test
    void arrayIsOneCopyForEachTask() throws Exception {
        byte[] bytes = bytes(2 * MEBIBYTE, 1);
        int expected = hash(bytes);
        try (Pool pool = Pooled.open(2)) {
            List<PoolFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(pool.submit(LongArraysTest::overwrite, bytes));
            }
            Arrays.fill(bytes, (byte) 2);
            for (PoolFuture<Integer> each : all) {
                assertEquals(expected, each.get(Pooled.LIMIT));
            }
        }
    }

    private static int crashOnce(String marks, byte[] bytes) {
        Pooled.mark(marks, "attempt");
        if (Pooled.marks(marks).size() == 1) {
            Runtime.getRuntime().halt(3);
        }
        return hash(bytes);
    }

    @Test
    void nextAttemptHasTheSameArray() throws Exception {
        String marks = directory.resolve("marks").toString();
        byte[] bytes = bytes(2 * MEBIBYTE, 3);
        try (Pool pool = Pooled.open(1)) {
            PoolFuture<Integer> task = pool.submit(
                    () -> crashOnce(marks, bytes), TaskOptions.defaults().retries(1));
            PoolFuture<Integer> next = pool.submit(LongArraysTest::hash, bytes(2 * MEBIBYTE, 4));
            assertEquals(hash(bytes), task.get(Pooled.LIMIT));
            assertEquals(hash(bytes(2 * MEBIBYTE, 4)), next.get(Pooled.LIMIT));
        }
        assertEquals(List.of(), shared());
    }

    private static int halt(byte[] bytes) {
        Runtime.getRuntime().halt(3);
        return bytes.length;
    }

    /** What was run, failed, was cancelled before and while it ran, or lost with its worker. */
    @Test
    void memoryIsUsedAgainWhateverBecomesOfTasks() throws Exception {
        try (Pool pool = Pooled.open(1)) {
            for (int round = 0; round < 5; round++) {
                byte[] bytes = bytes(MEBIBYTE, round);
                List<PoolFuture<?>> all = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    all.add(pool.submit(LongArraysTest::hash, bytes));
                }
                all.get(5).cancel(true);
                all.add(pool.submit(LongArraysTest::halt, bytes));
                all.add(pool.submit(LongArraysTest::hash, bytes));
                all.get(7).cancel(false);
                for (int i = 0; i < 5; i++) {
                    assertEquals(hash(bytes), all.get(i).get(Pooled.LIMIT));
                }
                assertThrows(ExecutionException.class, () -> all.get(6).get(Pooled.LIMIT));
                assertEquals(
                        hash(bytes), pool.submit(LongArraysTest::hash, bytes).get(Pooled.LIMIT));
            }
            int files = shared().size();
            assertTrue(files <= 10, () -> files + " blocks for 8 arrays at a time");
        }
    }

    @Test
    void limitOfTasksHoldsForThem() throws Exception {
        try (Pool pool = Pooled.open(1, config -> config, options -> options.maxTaskBytes(MEBIBYTE))) {
            PoolFuture<Integer> task = pool.submit(LongArraysTest::hash, new byte[2 * MEBIBYTE]);
            ExecutionException failed = assertThrows(ExecutionException.class, () -> task.get(Pooled.LIMIT));
            TaskSerializationException why = assertInstanceOf(TaskSerializationException.class, failed.getCause());
            assertTrue(
                    String.valueOf(why.getMessage()).contains(", of 1048576 by maxTaskBytes"),
                    () -> String.valueOf(why.getMessage()));
        }
    }
}
