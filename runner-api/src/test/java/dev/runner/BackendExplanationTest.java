package dev.runner;

import static dev.runner.SelectorFixture.described;
import static dev.runner.SelectorFixture.installed;
import static dev.runner.SelectorFixture.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.runner.internal.InstalledBackends;
import dev.runner.spi.Availability;
import dev.runner.spi.PoolBackend;
import java.util.List;
import java.util.OptionalInt;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link BackendSelector#explain()} tells everything and never throws, whatever a backend does. */
class BackendExplanationTest {

    static Stream<Throwable> whatABackendMayThrow() {
        return Stream.of(
                new IllegalStateException("moody"),
                new NoClassDefFoundError("gone/Away"),
                new ServiceConfigurationError("no codec"),
                new AssertionError("surprise"));
    }

    @Test
    void everythingThatIsInstalledWrongOrChosenIsExplained() {
        BackendSelector selector = installed(
                        new StubBackend(
                                "threads", OptionalInt.of(1), Availability::available, Capability.SHARES_MEMORY),
                        new StubBackend("fibers", () -> Availability.unavailable("no fibers in 17", "use 21")),
                        new StubBackend("cluster"),
                        new StubBackend.Rival("cluster"),
                        new StubBackend("mesos", OptionalInt.of(5), Availability::available),
                        new StubBackend("runner-mine"))
                .environment("RUNNER_BACKEND", "mesos")
                .load();
        String several = "several backends have the id 'cluster': " + described(StubBackend.class) + " and "
                + described(StubBackend.Rival.class);
        assertEquals("""
                installed backends:
                  threads (1): available, promises [SHARES_MEMORY]
                  cluster: %s
                  fibers: not available: no fibers in 17; use 21
                  mesos: available, promises []
                  serial: available, promises []
                  problem: %s; remove one of the jars
                  problem: backend %s is left out: its id must not be blank or begin with 'runner-' (was 'runner-mine')
                  problem: backend 'mesos' claims switch number 5, which is not its own: the number is ignored; \
                choose it by id
                without a choice: mesos
                """.formatted(several, several, described(StubBackend.class)), selector.explain());
    }

    @Test
    void requirementsAndAnOverrideAreExplained() {
        BackendSelector selector = installed(new StubBackend("threads"))
                .property("runner.backend.override", "serial")
                .load()
                .require(Capability.KILLS_RUNNING, Capability.PROCESS_ISOLATION);
        assertEquals("""
                installed backends:
                  threads (1): available, promises []
                  serial: available, promises []
                required: [PROCESS_ISOLATION, KILLS_RUNNING]
                system property runner.backend.override replaces every choice by 'serial'
                without a choice: serial
                """, selector.explain());
    }

    @Test
    void aChoiceThatCannotBeMetIsExplained() {
        assertEquals("""
                installed backends:
                  serial: available, promises []
                without a choice: none: no backend is installed besides serial, which is only chosen by id; \
                add dev.runner:runner-threads, runner-forkjoin or runner-processes
                """, installed().load().explain());
        assertTrue(installed()
                .property("runner.backend.override", "bees")
                .load()
                .explain()
                .endsWith("""
                        system property runner.backend.override replaces every choice by 'bees'
                        without a choice: none: backend 'bees' is not installed; add the jar that provides it; \
                        installed: only serial
                        """));
    }

    @ParameterizedTest
    @MethodSource("whatABackendMayThrow")
    void anAvailabilityThatThrowsMakesItsBackendUnavailableAndNoOther(Throwable thrown) {
        PoolBackend moody = new StubBackend("moody", () -> {
            throw sneaky(thrown);
        });
        BackendSelector selector = installed(moody, new StubBackend("threads")).load();
        String reason =
                "its availability() threw " + thrown + "; report it to the author of " + StubBackend.class.getName();
        assertEquals("""
                installed backends:
                  threads (1): available, promises []
                  moody: not available: %s
                  serial: available, promises []
                without a choice: none: several backends are installed and none was chosen: threads (1), moody; \
                name one in the program, or in the system property runner.backend
                """.formatted(reason), selector.explain());
        assertEquals("backend 'moody' is not available here: " + reason, refusal(() -> selector.select("moody")));
        assertEquals("threads", selector.select(1).id());
    }

    @ParameterizedTest
    @MethodSource("whatABackendMayThrow")
    void aBackendThatCannotDescribeItselfIsLeftOutAndTheOthersWork(Throwable thrown) {
        PoolBackend mute = mock(PoolBackend.class);
        when(mute.id()).thenReturn("mute");
        when(mute.switchNumber()).thenReturn(OptionalInt.empty());
        when(mute.capabilities()).thenAnswer(call -> {
            throw thrown;
        });
        BackendSelector selector = installed(mute, new StubBackend("threads")).load();
        assertEquals("threads", selector.select().id());
        assertTrue(
                refusal(() -> selector.select("mute"))
                        .endsWith(" does not describe itself: " + thrown
                                + "; report it to its author, or remove its jar"),
                selector::explain);
    }

    @Test
    void nullsFromABackendDoNotTakeTheOthersDown() {
        PoolBackend empty = mock(PoolBackend.class);
        when(empty.id()).thenReturn("empty");
        when(empty.capabilities()).thenReturn(Set.of());
        when(empty.switchNumber()).thenReturn(OptionalInt.empty());
        PoolBackend nameless = mock(PoolBackend.class);
        BackendSelector selector =
                installed(nameless, empty, new StubBackend("threads")).load();
        assertEquals("threads", selector.select(1).id());
        assertTrue(
                selector.explain()
                        .contains(" is left out: its id must not be blank or begin with 'runner-' (was 'null')"),
                selector::explain);
        assertTrue(
                refusal(() -> selector.select("empty")).startsWith("backend 'empty' is not available here: "),
                "a backend that does not say that it is available is not");
    }

    @Test
    void oneProviderFoundTwiceIsNoDuplicate() {
        InstalledBackends found = InstalledBackends.of(List.of(new StubBackend("threads"), new StubBackend("threads")));
        assertEquals(List.of(), found.problems());
        assertEquals(1, found.all().size());
    }

    private static RuntimeException sneaky(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return (RuntimeException) thrown;
    }
}
