package dev.runner.tck;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.Pools;
import dev.runner.spi.BackendOptions;
import dev.runner.spi.PoolBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Checks a backend against every rule. The test of a backend extends this and says which backend it is:
 *
 * <pre>{@code
 * class ThreadsContractTest extends BackendContract {
 *     @Override
 *     protected PoolBackend backend() {
 *         return new ThreadsBackend();
 *     }
 * }
 * }</pre>
 *
 * <p>Each check is named by the numbers of its rules. What the backend does not claim it is not asked for: those checks
 * are shown as skipped, with the reason.
 *
 * <p>A check is tried with several numbers of workers. Where each trial is dear, the system property
 * {@code runner.tck.grid} set to {@code thin} has each tried with one of them, some with one and some with another.
 *
 * @since 0.1
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BackendContract {

    private final KitReport report = new KitReport();
    private @Nullable Boolean hasWorkers;
    private @Nullable AssertionError doesNothing;

    /** For subclasses. */
    protected BackendContract() {}

    /**
     * Returns the backend. It is called for each trial, and from several threads.
     *
     * @return the backend, available here
     */
    protected abstract PoolBackend backend();

    /**
     * Returns the configuration from which each pool starts: the place for options of the backend's own.
     *
     * @return a builder of its own
     */
    protected PoolConfig.Builder config() {
        return PoolConfig.builder();
    }

    /**
     * Returns options of the backend's own that limit how many bytes an encoded task and an encoded result may have,
     * for rule 6.5. Overridden where a backend has such limits; without, that rule is shown as skipped.
     *
     * @param maxTaskBytes the limit for a task
     * @param maxResultBytes the limit for a result
     * @return the options, with whatever {@link #config()} sets besides; empty if there are no limits
     */
    protected Optional<BackendOptions> sizeLimits(int maxTaskBytes, int maxResultBytes) {
        return Optional.empty();
    }

    /** Tells whether tasks run while their submitter goes on: whether it is another thread than this that runs them. */
    boolean hasWorkers() {
        if (doesNothing != null) {
            throw new AssertionError(doesNothing.getMessage(), doesNothing);
        }
        Boolean known = hasWorkers;
        if (known == null) {
            try {
                known = !whereTasksRun().equals(here());
            } catch (AssertionError e) {
                doesNothing = e; // the next trial need not wait as long once more
                throw e;
            }
            hasWorkers = known;
        }
        return known;
    }

    /** Bounded, since nobody knows yet whether the backend does anything at all. */
    private String whereTasksRun() {
        Pool pool = Pools.open(backend(), config().build());
        try {
            return pool.submit(() -> here()).get(LifeTasks.LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted before the backend has run the first task", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the backend has not run the first task, before any rule: " + e, e);
        } finally {
            pool.close(Duration.ZERO);
        }
    }

    private static String here() {
        return "thread " + Thread.currentThread().getId() + " of process "
                + ProcessHandle.current().pid();
    }

    /**
     * Makes the tests.
     *
     * @return a test for each check and the conditions under which it is tried
     */
    @TestFactory
    final Stream<DynamicContainer> rules() {
        return RuleCheck.chosen().stream().map(check -> dynamicContainer(check.name(), trials(check)));
    }

    private Stream<DynamicNode> trials(RuleCheck check) {
        return check.conditionsFor(this).stream()
                .map(conditions -> dynamicTest(
                        conditions.toString(), () -> report.tried(check, conditions, () -> check(check, conditions))));
    }

    /** Makes one trial of a check, if the backend is to be asked for it. */
    final void check(RuleCheck check, Conditions conditions) throws Throwable {
        Optional<String> whyNot = check.whyNot(this, conditions);
        Assumptions.assumeTrue(whyNot.isEmpty(), () -> whyNot.orElse(""));
        check.run(this, conditions);
    }

    /**
     * Writes what was found into the directory that the system property {@code runner.tck.report} names, if it is set:
     * a file named after the backend with a line for each rule, its number, how many trials passed, failed and were
     * skipped, and why.
     *
     * @throws IOException if it can't be written
     */
    @AfterAll
    final void writeReport() throws IOException {
        String directory = System.getProperty("runner.tck.report", "");
        if (!directory.isEmpty() && RuleCheck.areAll()) {
            report.writeTo(Path.of(directory, backend().id() + ".tsv"));
        }
    }
}
