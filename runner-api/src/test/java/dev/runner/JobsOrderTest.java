package dev.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of the results of the list runner, with jobs that can end in one order only. */
@ExtendWith(SwitchInstallation.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JobsOrderTest {

    private static final List<String> SUBMISSION = List.of("slow", "first", "second", "last", "last");
    private static final List<String> COMPLETION = List.of("first", "second", "slow", "last", "last");

    private final CountDownLatch fourthRuns = new CountDownLatch(1);
    private final CountDownLatch fifthRuns = new CountDownLatch(1);

    @AfterEach
    void clearOverride() {
        System.clearProperty("runner.backend.override");
    }

    /**
     * Makes five jobs for two workers. The first ends when the fourth runs, after the second and third have ended; the
     * fifth runs when the first has ended, for there is no other worker; which of the last two ends first is open, and
     * their results are the same.
     */
    private List<Job<String>> jobs() {
        return List.of(
                Job.of(() -> after(fourthRuns, "slow")),
                Job.of(() -> "first"),
                Job.of(() -> "second"),
                Job.of(() -> {
                    fourthRuns.countDown();
                    return after(fifthRuns, "last");
                }),
                Job.of(() -> {
                    fifthRuns.countDown();
                    return "last";
                }));
    }

    private static String after(CountDownLatch signal, String result) throws InterruptedException {
        return signal.await(30, TimeUnit.SECONDS) ? result : "no signal for " + result;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void withBackendZeroResultsComeAsTheJobsEnd(int backend) {
        assertEquals(COMPLETION, Jobs.builder().workers(2).backend(backend).run(jobs()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, Integer.MAX_VALUE})
    void withEveryOtherNumberResultsComeInTheOrderOfTheJobs(int backend) {
        assertEquals(SUBMISSION, Jobs.builder().workers(2).backend(backend).run(jobs()));
    }

    @Test
    void withABackendChosenByIdResultsComeInTheOrderOfTheJobs() {
        assertEquals(SUBMISSION, Jobs.builder().workers(2).backend("processes").run(jobs()));
    }

    @Test
    void aLaterChoiceByIdForgetsTheOrderOfTheNumber() {
        assertEquals(
                SUBMISSION,
                Jobs.builder().workers(2).backend(0).backend("threads").run(jobs()));
    }

    @ParameterizedTest
    @CsvSource({"0, SUBMISSION", "1, COMPLETION"})
    void anOrderThatIsAskedForWinsOverTheNumber(int backend, ResultOrder order) {
        assertEquals(
                order == ResultOrder.SUBMISSION ? SUBMISSION : COMPLETION,
                Jobs.builder().order(order).workers(2).backend(backend).run(jobs()));
    }

    @ParameterizedTest
    @CsvSource({"0, threads", "1, processes"})
    void underAnOverrideTheOrderFollowsTheNumberThatWasAskedFor(int backend, String override) {
        System.setProperty("runner.backend.override", override);
        List<String> expected = backend == 0 ? COMPLETION : SUBMISSION;
        assertEquals(
                expected,
                LogRecorder.silently(
                        BackendSelector.class,
                        () -> Jobs.builder().workers(2).backend(backend).run(jobs())));
    }

    @Test
    void theFunctionsOfTheListRunnerFollowTheSameOrder() {
        List<TaskFunction1<Args, String>> functions = jobs().stream()
                .<TaskFunction1<Args, String>>map(job -> args -> job.call())
                .toList();
        assertEquals(COMPLETION, Jobs.runJobs(functions, null, null, 2, 0));
    }

    @Test
    void inTheCallingThreadBothOrdersAreTheOneOfTheJobs() {
        List<Job<Integer>> jobs = List.of(Job.of(() -> 3), Job.of(() -> 1), Job.of(() -> 2));
        assertEquals(List.of(3, 1, 2), Jobs.builder().workers(1).backend(0).run(jobs));
        assertEquals(List.of(3, 1, 2), Jobs.builder().workers(1).backend(1).run(jobs));
    }
}
