package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.runner.PoolConfig;
import dev.runner.spi.BackendOptions;
import dev.runner.spi.PoolBackend;
import dev.runner.tck.BackendContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * The kit tests itself: each check that is to catch a mutant fails on it, and passes on what the mutant was made of. It
 * is run as by anybody who has a backend: as the test of one, of which one check is chosen.
 *
 * <p>One at a time, since each looks for what is left of its processes. Some wait for the kit to give up: this runs
 * with a short {@code runner.tck.limit}.
 */
class KitMutantsTest {

    private static final String ONLY = "runner.tck.only";

    /** What the checks say of what is not broken. */
    private final Map<String, TestExecutionSummary> good = new HashMap<>();

    private static List<KitMutant> mutants() {
        return Stream.of(TrafficMutants.ALL, LossMutants.ALL, InstalledMutants.ALL)
                .flatMap(List::stream)
                .sorted(Comparator.comparing(KitMutant::rule))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> eachMutantIsCaught() {
        return mutants().stream().map(mutant -> dynamicTest(mutant.toString(), () -> assertCaught(mutant)));
    }

    private void assertCaught(KitMutant mutant) {
        String check = "(^|, )" + mutant.rule().replace(".", "\\.") + "\\b.* " + mutant.check() + "$";
        TestExecutionSummary unbroken =
                good.computeIfAbsent(check, key -> tried(new PassingBackend(PassingDriver::new), key));
        assertEquals(List.of(), messages(unbroken), "it fails also when nothing is broken");
        assertTrue(unbroken.getTestsFoundCount() > 0, () -> "no check " + check);
        Assumptions.assumeTrue(unbroken.getTestsSucceededCount() > 0, "it can't be asked here");
        TestExecutionSummary broken = tried(mutant.backend(), check);
        assertTrue(broken.getTestsFailedCount() > 0, () -> "not caught; left out: " + broken.getTestsAbortedCount());
    }

    private static List<String> messages(TestExecutionSummary summary) {
        return summary.getFailures().stream()
                .map(failure -> failure.getTestIdentifier().getDisplayName() + ": " + failure.getException())
                .toList();
    }

    private static TestExecutionSummary tried(PoolBackend backend, String check) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(Contract.class))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        Contract.tried = backend;
        System.setProperty(ONLY, check);
        try {
            LauncherFactory.create().execute(request, listener);
        } finally {
            System.clearProperty(ONLY);
        }
        return listener.getSummary();
    }

    /** The test of a backend, whichever is tried. */
    static final class Contract extends BackendContract {

        private static PoolBackend tried = new PassingBackend(PassingDriver::new);

        @Override
        protected PoolBackend backend() {
            return tried;
        }

        @Override
        protected PoolConfig.Builder config() {
            return PoolConfig.builder().shutdownGrace(Duration.ofMillis(500)).stopGrace(Duration.ofMillis(300));
        }

        @Override
        protected Optional<BackendOptions> sizeLimits(int maxTaskBytes, int maxResultBytes) {
            return Optional.of(ProcessOptions.builder()
                    .maxTaskBytes(maxTaskBytes)
                    .maxResultBytes(maxResultBytes)
                    .build());
        }
    }

    /** What docs/tck.md says of these mutants is what they are. */
    @Test
    void tableNamesEachMutantWithItsRule() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("docs/tck.md"))) {
            here = here.getParent();
        }
        String page = Files.readString(here.resolve("docs/tck.md"));
        String section = page.substring(page.indexOf("## Mutants of `processes`"));
        String table = Arrays.stream(
                        section.substring(0, section.indexOf("\n## ")).split("\n"))
                .filter(line -> line.matches("\\| \\d.*"))
                .collect(Collectors.joining("\n"));
        assertEquals(
                mutants().stream()
                        .map(mutant -> "| %s | %s | `%s` |".formatted(mutant.rule(), mutant.broken(), mutant.check()))
                        .collect(Collectors.joining("\n")),
                table);
    }
}
