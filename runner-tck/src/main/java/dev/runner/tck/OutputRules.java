package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.PoolListener;
import dev.runner.TaskEvent;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Rule 7.7: what a task prints comes to the parent by line, with its task, and before its result. */
final class OutputRules {

    private static final String MANY_BYTES = "Grüße, Ωμέγα, 漢字, \uD83D\uDE00 ";

    /**
     * What a task has printed.
     *
     * @param task its number
     * @param error whether it was to the standard error
     * @param line the line
     */
    private record Printed(long task, boolean error, String line) {}

    /** Collects what is printed. */
    private static final class Collector implements PoolListener {
        private final List<Printed> all = new CopyOnWriteArrayList<>();

        @Override
        public void taskOutput(TaskEvent event, String line, boolean standardError) {
            all.add(new Printed(event.taskId(), standardError, line));
        }

        List<String> of(PoolFuture<?> task, boolean error) {
            return all.stream()
                    .filter(each -> each.task() == task.taskId() && each.error() == error)
                    .map(Printed::line)
                    .toList();
        }
    }

    private static int print(int x) {
        System.out.println(MANY_BYTES + x);
        System.err.println("error " + x);
        System.out.print("in ");
        System.out.print("parts ");
        System.out.println(x);
        System.out.println();
        System.out.print("without end " + x);
        return x;
    }

    @Rule(value = "7.7", needs = Capability.PROCESS_ISOLATION)
    void linesOfTaskAreCompleteWhenItsResultArrives(Trial trial) throws Exception {
        Collector collector = new Collector();
        Pool pool = trial.open(config -> config.listener(collector));
        List<PoolFuture<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            tasks.add(pool.submit(OutputRules::print, i));
        }
        for (int i = 0; i < 40; i++) {
            PoolFuture<Integer> task = tasks.get(i);
            assertEquals(i, task.get(LifeTasks.LIMIT));
            assertEquals(List.of(MANY_BYTES + i, "in parts " + i, "", "without end " + i), collector.of(task, false));
            assertEquals(List.of("error " + i), collector.of(task, true));
        }
    }

    private static int printAndFail(int x) {
        System.out.print("before it failed " + x);
        return LifeTasks.failing(x);
    }

    @Rule(value = "7.7", needs = Capability.PROCESS_ISOLATION, once = true)
    void linesOfTaskThatFailsAreCompleteToo(Trial trial) throws Exception {
        Collector collector = new Collector();
        PoolFuture<Integer> task =
                trial.open(config -> config.listener(collector)).submit(OutputRules::printAndFail, 71);
        MishapRules.failureOf(task);
        assertEquals(List.of("before it failed 71"), collector.of(task, false));
    }

    private static int printByteByByte(String text) {
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            System.out.write(each);
            System.out.flush();
        }
        return text.length();
    }

    @Rule(value = "7.7", needs = Capability.PROCESS_ISOLATION, once = true)
    void charactersThatComeInPiecesAreWhole(Trial trial) throws Exception {
        Collector collector = new Collector();
        Pool pool = trial.open(config -> config.listener(collector));
        PoolFuture<Integer> task = pool.submit(OutputRules::printByteByByte, MANY_BYTES + "\nand\r\nmore");
        task.get(LifeTasks.LIMIT);
        assertEquals(List.of(MANY_BYTES, "and", "more"), collector.of(task, false));
    }

    /** A backend may cut a line that is too long, but not through a character. */
    @Rule(value = "7.7", needs = Capability.PROCESS_ISOLATION, once = true)
    void longLineLosesNoCharacter(Trial trial) throws Exception {
        Collector collector = new Collector();
        Pool pool = trial.open(config -> config.listener(collector));
        String line = "€".repeat(100_000) + "\uD83D\uDE00".repeat(50_000);
        PoolFuture<?> task = pool.submit(() -> System.out.println(line));
        task.get(LifeTasks.LIMIT);
        String told = String.join("", collector.of(task, false));
        assertTrue(
                line.equals(told),
                () -> "characters that were lost: "
                        + told.codePoints().filter(c -> c == 0xFFFD).count());
    }

    @Rule(value = "7.7", needs = Capability.PROCESS_ISOLATION, once = true)
    void standardInputIsEmpty(Trial trial) throws Exception {
        PoolFuture<byte[]> task = trial.open().submit(() -> System.in.readAllBytes());
        assertArrayEquals(new byte[0], task.get(LifeTasks.LIMIT));
    }

    /** What the JVM, native code or a process that was started would do. */
    private static int writeToDescriptors(int x) throws IOException {
        byte[] noise = new byte[300];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (byte) i;
        }
        new FileOutputStream(FileDescriptor.out).write(noise); // not closed: that would close the descriptor
        new FileOutputStream(FileDescriptor.err).write(noise);
        return x;
    }

    @Rule(value = "7.7", needs = Capability.PROCESS_ISOLATION, once = true)
    void whatIsWrittenToDescriptorsHarmsNoTask(Trial trial) throws Exception {
        Collector collector = new Collector();
        Pool pool = trial.open(config -> config.workers(1).listener(collector));
        for (int i = 0; i < 5; i++) {
            assertEquals(i, pool.submit(OutputRules::writeToDescriptors, i).get(LifeTasks.LIMIT));
            PoolFuture<Integer> next = pool.submit(OutputRules::print, i);
            assertEquals(i, next.get(LifeTasks.LIMIT));
            assertEquals(List.of("error " + i), collector.of(next, true));
        }
    }
}
