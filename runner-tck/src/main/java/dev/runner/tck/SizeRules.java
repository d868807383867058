package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.MapOptions;
import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.PoolFuture;
import dev.runner.PoolListener;
import dev.runner.TaskEvent;
import dev.runner.TaskOptions;
import dev.runner.TaskSerializationException;
import dev.runner.TaskState;
import dev.runner.spi.BackendOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Rule 6.5: what is too large is refused before it is sent, and told by its size. */
final class SizeRules {

    private static final int MOST_FOR_TASK = 20_000;
    private static final int MOST_FOR_RESULT = 10_000;
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final TaskOptions NAMED = TaskOptions.defaults().name("parcel");

    /** Opens a pool with the limits, or leaves the check out where there are none. */
    private static Pool limited(Trial trial, UnaryOperator<PoolConfig.Builder> more) {
        Optional<BackendOptions> limits = trial.sizeLimits(MOST_FOR_TASK, MOST_FOR_RESULT);
        Assumptions.assumeTrue(limits.isPresent(), "no limits of size: sizeLimits() of the contract gives no options");
        return trial.open(config -> more.apply(config.workers(1).options(limits.get())));
    }

    private static Pool limited(Trial trial) {
        return limited(trial, config -> config);
    }

    private static String text(int length) {
        return "x".repeat(length);
    }

    /** Checks that a failure names its task, the limit, and a size that is somewhat more than what was to be sent. */
    private static void assertTold(Throwable failure, int limit, int length) {
        assertInstanceOf(TaskSerializationException.class, failure);
        String told = String.valueOf(failure.getMessage());
        List<Long> numbers = NUMBER.matcher(told)
                .results()
                .map(MatchResult::group)
                .map(Long::parseLong)
                .toList();
        assertTrue(told.contains("parcel"), told);
        assertTrue(numbers.contains((long) limit), () -> "no limit of " + limit + " in: " + told);
        assertTrue(
                numbers.stream().anyMatch(size -> size >= length && size < 3L * length),
                () -> "no size of " + length + " or a little more in: " + told);
    }

    @Rule(value = "6.5", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void taskThatIsTooLargeFailsBeforeItIsSent(Trial trial) throws Exception {
        AtomicInteger started = new AtomicInteger();
        Pool pool = limited(
                trial,
                config -> config.listener(new PoolListener() {
                    @Override
                    public void taskStarted(TaskEvent event) {
                        started.incrementAndGet();
                    }
                }));
        Signal go = trial.signal();
        List<PoolFuture<Boolean>> busy = LifeTasks.occupy(pool, 1, go);
        String tooMuch = text(35_000);
        PoolFuture<Integer> task = pool.submit(() -> tooMuch.length(), NAMED);
        assertTold(MishapRules.failureOf(task), MOST_FOR_TASK, 35_000);
        LifeTasks.assertStates(TaskState.RUNNING, busy);
        go.raise();
        assertTrue(busy.get(0).get(LifeTasks.LIMIT));
        LifeTasks.assertWorks(pool);
        assertEquals(2, started.get(), "tasks that a worker has begun");
    }

    @Rule(value = "6.5", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void resultThatIsTooLargeFailsItsTaskAndNothingElse(Trial trial) throws Exception {
        Pool pool = limited(trial);
        String worker = pool.submit(LifeTasks::whereItRuns).get(LifeTasks.LIMIT);
        PoolFuture<String> task = pool.submit(() -> text(15_000), NAMED);
        List<PoolFuture<Integer>> neighbours = LifeTasks.submitMarks(pool, 5, trial.tally());
        assertTold(MishapRules.failureOf(task), MOST_FOR_RESULT, 15_000);
        for (int i = 0; i < 5; i++) {
            assertEquals(i, neighbours.get(i).get(LifeTasks.LIMIT));
        }
        assertEquals(worker, pool.submit(LifeTasks::whereItRuns).get(LifeTasks.LIMIT), "the worker is kept");
    }

    @Rule(value = "6.5", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void whatIsSmallerPasses(Trial trial) throws Exception {
        Pool pool = limited(trial);
        assertEquals(text(9_000), pool.submit(x -> x, text(9_000)).get(LifeTasks.LIMIT));
        assertEquals(18_000, pool.submit(String::length, text(18_000)).get(LifeTasks.LIMIT));
    }

    /** Elements that fit one by one fit in a chunk, and one that does not fit takes none along. */
    @Rule(
            value = {"6.5", "3.3"},
            needs = Capability.REQUIRES_SERIALIZABLE,
            once = true)
    void limitsAreThoseOfElementsAndNotOfChunks(Trial trial) {
        Pool pool = limited(trial);
        MapOptions options = MapOptions.defaults().chunkSize(6).window(6);
        List<String> inputs = LifeTasks.range(6).stream()
                .map(i -> text(i == 3 ? 30_000 : 9_000))
                .toList();
        try (Stream<Integer> lengths = pool.imap(String::length, inputs, options)) {
            assertEquals(List.of("9000", "9000", "9000", "too large", "9000", "9000"), outcomes(lengths));
        }
        try (Stream<String> texts = pool.imap(x -> text(x == 3 ? 15_000 : 5_000), LifeTasks.range(6), options)) {
            String fits = text(5_000);
            assertEquals(List.of(fits, fits, fits, "too large", fits, fits), outcomes(texts));
        }
    }

    private static List<String> outcomes(Stream<?> results) {
        return LazyBulkRules.outcomes(
                results, cause -> cause instanceof TaskSerializationException ? "too large" : cause.toString());
    }
}
