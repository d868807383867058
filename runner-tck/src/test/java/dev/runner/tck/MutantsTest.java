package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.runner.PoolConfig;
import dev.runner.spi.PoolBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;

/**
 * The kit tests itself: each check that is to catch a mutant fails on it, and passes on what the mutant was made of.
 *
 * <p>Mutants hang: this runs with a short {@code runner.tck.limit}.
 */
class MutantsTest {

    private static final int AT_ONCE = 8;

    static List<Mutant> mutants() {
        List<Mutant> all = new ArrayList<>();
        all.addAll(QueueMutants.ALL);
        all.addAll(ReportMutants.ALL);
        all.addAll(WorkerMutants.ALL);
        all.addAll(ClosingMutants.ALL);
        all.addAll(CopyMutants.ALL);
        return all;
    }

    /** Returns those that leave something that every trial in this JVM would see. */
    static List<Mutant> leaking() {
        return LeakMutants.ALL;
    }

    /** Several at a time: most of them wait for the limit. */
    @TestFactory
    Stream<DynamicTest> eachMutantIsCaught() {
        ExecutorService trials = Executors.newFixedThreadPool(AT_ONCE);
        Map<Mutant, Future<?>> caught = new LinkedHashMap<>();
        mutants().forEach(mutant -> caught.put(mutant, trials.submit(() -> assertCaught(mutant))));
        trials.shutdown();
        return caught.entrySet().stream()
                .map(each -> dynamicTest(each.getKey().toString(), () -> await(each.getValue())));
    }

    @TestFactory
    Stream<DynamicTest> eachLeakIsFound() {
        return leaking().stream().map(mutant -> dynamicTest(mutant.toString(), () -> assertCaught(mutant)));
    }

    private static void await(Future<?> trial) throws Throwable {
        try {
            trial.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    private static void assertCaught(Mutant mutant) {
        RuleCheck check = check(mutant);
        Conditions conditions = check.conditions().contains(Conditions.CHUNKS) ? Conditions.CHUNKS : Conditions.ONE;
        assertTrue(check.conditions().contains(conditions), () -> "other conditions: " + check.conditions());
        BackendContract good = new Under(mutant.original());
        BackendContract broken = new Under(mutant.backend());
        assertEquals(Optional.empty(), check.whyNot(broken, conditions), "it has to be asked");
        if (check.whyNot(good, conditions).isEmpty()) {
            assertDoesNotThrow(() -> check.run(good, conditions), "it fails also when nothing is broken");
        }
        Throwable caught = assertThrows(Throwable.class, () -> check.run(broken, conditions));
        assertFalse(caught instanceof TestAbortedException, () -> "left out: " + caught);
    }

    private static RuleCheck check(Mutant mutant) {
        List<RuleCheck> found = RuleCheck.all().stream()
                .filter(each -> each.name().endsWith(" " + mutant.check()))
                .toList();
        assertEquals(1, found.size(), () -> "checks called " + mutant.check());
        String rules = found.get(0).name();
        assertTrue(List.of(rules.split("[, ]+")).contains(mutant.rule()), () -> rules + " is not one of this rule");
        return found.get(0);
    }

    /** Ends soon what is to be ended against its will, and asks no mutant whether it works. */
    private static final class Under extends BackendContract {

        private final PoolBackend backend;

        Under(PoolBackend backend) {
            this.backend = backend;
        }

        @Override
        protected PoolBackend backend() {
            return backend;
        }

        @Override
        protected PoolConfig.Builder config() {
            return PoolConfig.builder().shutdownGrace(Duration.ofMillis(500)).stopGrace(Duration.ofMillis(300));
        }

        @Override
        boolean hasWorkers() {
            return true;
        }
    }
}
