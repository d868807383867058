package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskSerializationException;
import dev.runner.TaskState;
import dev.runner.WorkerCrashedException;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Results that are so long that they go through memory which the pool lends its workers, from the third on. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LongResultsTest {

    private static final int MEBIBYTE = 1 << 20;

    /** How many blocks a worker may have. */
    private static final int MOST_BLOCKS = 4;

    private static final int PATTERN = 4099;
    private static final AtomicInteger SEEDS = new AtomicInteger(1000);

    @TempDir
    private Path directory;

    @BeforeEach
    void requireMemory() {
        SharedMemory.assumeThere();
    }

    /** Whatever a test does: nothing is left. */
    @AfterEach
    void nothingIsLeft() throws IOException {
        assertEquals(List.of(), SharedMemory.filesOfThisJvm());
    }

    private static byte[] bytes(int length, int seed) {
        byte[] pattern = new byte[PATTERN];
        new Random(seed).nextBytes(pattern);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i += PATTERN) {
            System.arraycopy(pattern, 0, bytes, i, Math.min(PATTERN, length - i));
        }
        return bytes;
    }

    private static Object array(String type, int length) {
        Random random = new Random(length);
        switch (type) {
            case "byte" -> {
                return bytes(length, 1);
            }
            case "short" -> {
                short[] shorts = new short[length];
                IntStream.range(0, length).forEach(i -> shorts[i] = (short) random.nextInt());
                return shorts;
            }
            case "char" -> {
                char[] chars = new char[length];
                IntStream.range(0, length).forEach(i -> chars[i] = (char) random.nextInt());
                return chars;
            }
            case "float" -> {
                float[] floats = new float[length];
                IntStream.range(0, length).forEach(i -> floats[i] = random.nextFloat());
                return floats;
            }
            case "boolean" -> {
                boolean[] flags = new boolean[length];
                IntStream.range(0, length).forEach(i -> flags[i] = random.nextBoolean());
                return flags;
            }
            case "int" -> {
                return random.ints(length).toArray();
            }
            case "long" -> {
                return random.longs(length).toArray();
            }
            default -> {
                return random.doubles(length).toArray();
            }
        }
    }

    /** Has a worker return results of a length until one comes in a block, as all do that follow one by one. */
    private static void warm(Pool pool, int length) throws Exception {
        Pooled.eventually("a result to come in a block", () -> isInBlock(pool, length));
    }

    private static boolean isInBlock(Pool pool, int length) {
        int seed = SEEDS.incrementAndGet();
        byte[] result = pool.submit(LongResultsTest::bytes, length, seed).join();
        assertArrayEquals(bytes(length, seed), result);
        return SharedMemory.resultFiles().stream().anyMatch(file -> SharedMemory.beginsWith(file, result, 64));
    }

    private static ByteBuffer buffer(int length, int seed) {
        return ByteBuffer.allocateDirect(length).put(bytes(length, seed)).position(1);
    }

    @Test
    void directBuffersComeBackAsTheyAre() throws Exception {
        try (Pool pool = Pooled.open(1)) {
            warm(pool, 3 * MEBIBYTE);
            ByteBuffer expected = buffer(2 * MEBIBYTE, 1);
            ByteBuffer actual =
                    pool.submit(LongResultsTest::buffer, 2 * MEBIBYTE, 1).get(Pooled.LIMIT);
            assertTrue(actual.isDirect());
            assertEquals(1, actual.position());
            assertEquals(expected.clear(), actual.clear());
            byte[] beginning = bytes(2 * MEBIBYTE, 1);
            assertTrue(
                    SharedMemory.resultFiles().stream().anyMatch(file -> SharedMemory.beginsWith(file, beginning, 64)));
        }
    }

    @Test
    void arraysOfAllTypesComeBackAsTheyAre() throws Exception {
        try (Pool pool = Pooled.open(1)) {
            warm(pool, 10 * MEBIBYTE);
            for (String type : List.of("byte", "short", "char", "int", "long", "float", "double", "boolean")) {
                Object expected = array(type, MEBIBYTE + 3);
                Object actual =
                        pool.submit(LongResultsTest::array, type, MEBIBYTE + 3).get(Pooled.LIMIT);
                assertEquals(expected.getClass(), actual.getClass());
                assertTrue(Objects.deepEquals(expected, actual), type);
            }
            assertTrue(isInBlock(pool, MEBIBYTE));
        }
    }

    /** What was got is the caller's, also when the block has been filled anew. */
    @Test
    void resultsAreNotOverwrittenByThoseThatFollow() throws Exception {
        try (Pool pool = Pooled.open(2)) {
            List<PoolFuture<byte[]>> all = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                all.add(pool.submit(LongResultsTest::bytes, MEBIBYTE + i, i));
            }
            for (int i = 0; i < all.size(); i++) {
                assertArrayEquals(bytes(MEBIBYTE + i, i), all.get(i).get(Pooled.LIMIT));
            }
            int files = SharedMemory.resultFiles().size();
            assertTrue(files > 0 && files <= 2 * MOST_BLOCKS, () -> files + " blocks");
        }
    }

    @Test
    void elementsOfBulkCallsMayBeLong() throws Exception {
        try (Pool pool = Pooled.open(2)) {
            List<Integer> lengths = IntStream.range(0, 40)
                    .mapToObj(i -> i % 3 == 0 ? MEBIBYTE + i : i)
                    .toList();
            List<byte[]> all = pool.map(length -> bytes(length, length), lengths);
            for (int i = 0; i < lengths.size(); i++) {
                assertArrayEquals(bytes(lengths.get(i), lengths.get(i)), all.get(i));
            }
        }
    }

    /** The same thread goes on to read other results. None ends before its callback is there, which would run here. */
    @Test
    void interruptThatACallbackLeavesHarmsNoResult() throws Exception {
        try (Pool pool = Pooled.open(1)) {
            warm(pool, MEBIBYTE);
            String marks = directory.resolve("marks").toString();
            String go = directory.resolve("go").toString();
            PoolFuture<Integer> first = pool.submit(Pooled::hold, marks, go);
            List<PoolFuture<byte[]>> all = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                PoolFuture<byte[]> task = pool.submit(LongResultsTest::bytes, MEBIBYTE, i);
                var unused = task.onDone(ended -> Thread.currentThread().interrupt());
                all.add(task);
            }
            Files.createFile(Path.of(go));
            assertEquals(1, first.get(Pooled.LIMIT));
            for (int i = 0; i < all.size(); i++) {
                assertArrayEquals(bytes(MEBIBYTE, i), all.get(i).get(Pooled.LIMIT));
            }
            warm(pool, MEBIBYTE);
        }
    }

    @Test
    void blocksGrowWithTheResults() throws Exception {
        try (Pool pool = Pooled.open(1)) {
            for (int mebibytes = 1; mebibytes <= 24; mebibytes += 3) {
                for (int i = 0; i < 3; i++) {
                    int length = mebibytes * MEBIBYTE;
                    assertArrayEquals(
                            bytes(length, i),
                            pool.submit(LongResultsTest::bytes, length, i).get(Pooled.LIMIT));
                }
            }
            int files = SharedMemory.resultFiles().size();
            assertTrue(files > 0 && files <= MOST_BLOCKS, () -> files + " blocks");
            assertTrue(isInBlock(pool, 22 * MEBIBYTE));
        }
    }

    @Test
    void thoseThatNobodyFetchesAreGivenBack() throws Exception {
        try (Pool pool = Pooled.open(1)) {
            for (int i = 0; i < 80; i++) {
                var unused = pool.submit(LongResultsTest::bytes, 2 * MEBIBYTE, i);
            }
            warm(pool, 2 * MEBIBYTE);
            int files = SharedMemory.resultFiles().size();
            assertTrue(files > 0 && files <= MOST_BLOCKS, () -> files + " blocks");
        }
    }

    private static byte[] begunBytes(String marks, int seed) {
        Pooled.mark(marks, "begun");
        return bytes(MEBIBYTE, seed);
    }

    /** Blocks come back: there would be none left after some rounds, and all later results would take the socket. */
    @Test
    void thoseOfCancelledTasksAreGivenBack() throws Exception {
        String marks = directory.resolve("marks").toString();
        try (Pool pool = Pooled.open(1)) {
            warm(pool, MEBIBYTE);
            for (int round = 0; round < 3 * MOST_BLOCKS; round++) {
                int begun = round + 1;
                PoolFuture<byte[]> task = pool.submit(LongResultsTest::begunBytes, marks, round);
                Pooled.eventually("the task to begin", () -> Pooled.marks(marks).size() == begun);
                if (task.cancel(false)) {
                    assertThrows(CancellationException.class, () -> task.get(Pooled.LIMIT));
                }
            }
            warm(pool, MEBIBYTE);
            int files = SharedMemory.resultFiles().size();
            assertTrue(files <= MOST_BLOCKS, () -> files + " blocks");
        }
    }

    private static long pidOf(String file) {
        Pooled.mark(file, "" + Tasks.pid());
        return Tasks.pid();
    }

    private static byte[] lastBytes(String file, int length, int seed) {
        byte[] bytes = bytes(length, seed);
        pidOf(file);
        return bytes;
    }

    private static int halt() {
        Runtime.getRuntime().halt(9);
        return 0;
    }

    /** The worker is gone before anybody has looked into the block, as often as not. */
    @Test
    void resultOutlivesItsWorker() throws Exception {
        try (Pool pool = Pooled.open(1)) {
            for (int round = 0; round < 3; round++) {
                warm(pool, 4 * MEBIBYTE);
                PoolFuture<byte[]> task = pool.submit(LongResultsTest::bytes, 4 * MEBIBYTE, round);
                PoolFuture<Integer> next = pool.submit(LongResultsTest::halt);
                assertArrayEquals(bytes(4 * MEBIBYTE, round), task.get(Pooled.LIMIT));
                ExecutionException lost = assertThrows(ExecutionException.class, () -> next.get(Pooled.LIMIT));
                assertInstanceOf(WorkerCrashedException.class, lost.getCause());
            }
            int files = SharedMemory.resultFiles().size();
            assertTrue(files <= 2 * MOST_BLOCKS, () -> files + " blocks after 3 workers");
        }
    }

    /** Killed at any moment around the end of its task: the result is there as a whole, or the task is lost. */
    @Test
    void workerKilledWhileItWritesLosesThatTaskAlone() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int length = 16 * MEBIBYTE;
        try (Pool pool = Pooled.open(1)) {
            for (int round = 0; round < 5; round++) {
                warm(pool, length);
                String file = directory.resolve("worker" + round).toString();
                PoolFuture<byte[]> task = pool.submit(LongResultsTest::lastBytes, file, length, round);
                Pooled.eventually("the task to end", () -> !Pooled.marks(file).isEmpty());
                Pooled.letPass(Duration.ofNanos(random.nextInt((int) TimeUnit.MILLISECONDS.toNanos(20))));
                ProcessHandle.of(Long.parseLong(Pooled.marks(file).get(0))).ifPresent(ProcessHandle::destroyForcibly);
                try {
                    assertArrayEquals(bytes(length, round), task.get(Pooled.LIMIT), "seed " + seed);
                } catch (ExecutionException lost) {
                    assertInstanceOf(WorkerCrashedException.class, lost.getCause(), "seed " + seed);
                }
            }
            int files = SharedMemory.resultFiles().size();
            assertTrue(files <= 2 * MOST_BLOCKS, () -> files + " blocks after 5 workers");
        }
    }

    @Test
    void workersThatAreReplacedLeaveTheirBlocksToOthers() throws Exception {
        try (Pool pool = Pooled.open(1, config -> config.maxTasksPerWorker(4), options -> options)) {
            for (int i = 0; i < 16; i++) {
                assertArrayEquals(
                        bytes(MEBIBYTE, i),
                        pool.submit(LongResultsTest::bytes, MEBIBYTE, i).get(Pooled.LIMIT));
            }
            int files = SharedMemory.resultFiles().size();
            assertTrue(files > 0 && files <= 2 * MOST_BLOCKS, () -> files + " blocks");
        }
    }

    @Test
    void limitOfResultsHoldsForThem() throws Exception {
        try (Pool pool = Pooled.open(1, config -> config, options -> options.maxResultBytes(3 * MEBIBYTE))) {
            warm(pool, 3 * MEBIBYTE - 64);
            for (int i = 0; i < 2 * MOST_BLOCKS; i++) {
                PoolFuture<byte[]> task = pool.submit(LongResultsTest::bytes, 3 * MEBIBYTE + 1, 1);
                ExecutionException failed = assertThrows(ExecutionException.class, () -> task.get(Pooled.LIMIT));
                TaskSerializationException why = assertInstanceOf(TaskSerializationException.class, failed.getCause());
                assertTrue(
                        String.valueOf(why.getMessage()).contains(", of 3145728 by maxResultBytes"),
                        () -> String.valueOf(why.getMessage()));
            }
            assertTrue(isInBlock(pool, 3 * MEBIBYTE - 64));
        }
    }

    @Test
    void poolWithFilterLendsNothing() throws Exception {
        ObjectInputFilter anything = info -> ObjectInputFilter.Status.UNDECIDED;
        try (Pool pool = Pooled.open(1, config -> config, options -> options.resultFilter(anything))) {
            for (int i = 0; i < 5; i++) {
                assertArrayEquals(
                        bytes(MEBIBYTE, i),
                        pool.submit(LongResultsTest::bytes, MEBIBYTE, i).get(Pooled.LIMIT));
            }
            assertEquals(List.of(), SharedMemory.filesOfThisJvm());
        }
    }

    /** Who has mapped a file needs its name no more. */
    @Test
    void blocksWhoseFilesSomebodyDeletesGoOn() throws Exception {
        try (Pool pool = Pooled.open(1)) {
            for (int i = 0; i < 12; i++) {
                assertArrayEquals(
                        bytes(MEBIBYTE, i),
                        pool.submit(LongResultsTest::bytes, MEBIBYTE, i).get(Pooled.LIMIT));
                for (Path file : SharedMemory.resultFiles()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    void poolIsClosedWithResultsOutstanding() throws Exception {
        List<PoolFuture<byte[]>> all = new ArrayList<>();
        try (Pool pool = Pooled.open(2)) {
            for (int i = 0; i < 40; i++) {
                all.add(pool.submit(LongResultsTest::bytes, MEBIBYTE, i));
            }
        }
        assertEquals(List.of(), SharedMemory.filesOfThisJvm());
        for (int i = 0; i < all.size(); i++) {
            assertArrayEquals(bytes(MEBIBYTE, i), all.get(i).get(Pooled.LIMIT));
        }
    }

    @Test
    void poolIsKilledWithResultsOnTheirWay() throws Exception {
        for (int round = 0; round < 3; round++) {
            List<PoolFuture<byte[]>> all = new ArrayList<>();
            Pool pool = Pooled.open(2);
            for (int i = 0; i < 60; i++) {
                all.add(pool.submit(LongResultsTest::bytes, 2 * MEBIBYTE, i));
            }
            all.get(8).get(Pooled.LIMIT);
            pool.close(Duration.ZERO);
            for (int i = 0; i < all.size(); i++) {
                PoolFuture<byte[]> each = all.get(i);
                assertTrue(each.isDone());
                if (each.taskState() == TaskState.SUCCEEDED) {
                    assertArrayEquals(bytes(2 * MEBIBYTE, i), each.get(Pooled.LIMIT));
                }
            }
            assertEquals(List.of(), SharedMemory.filesOfThisJvm());
        }
    }

    /** There is room for one block only, then for none: the pool says nothing of it, and results arrive. */
    @Test
    void resultsTakeTheSocketWhereThereIsNoRoom() throws Exception {
        List<String> mounted = SharedMemory.withSize(directory, 7);
        List<String> program = List.of(
                ParentJvm.java().toString(),
                "-cp",
                ParentJvm.joined(ParentJvm.classPath()),
                LongResultsProgram.class.getName());
        Process process = new ProcessBuilder(
                        Stream.concat(mounted.stream(), program.stream()).toList())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        try {
            boolean ended = process.waitFor(Pooled.LIMIT.toSeconds(), TimeUnit.SECONDS);
            String told = Files.readString(directory.resolve("out"));
            assertTrue(ended, told);
            assertTrue(told.matches("(?s).*blocks [12], left 0\\s*"), told);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
