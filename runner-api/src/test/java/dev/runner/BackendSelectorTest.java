package dev.runner;

import static dev.runner.SelectorFixture.described;
import static dev.runner.SelectorFixture.installed;
import static dev.runner.SelectorFixture.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.runner.spi.Availability;
import dev.runner.spi.PoolBackend;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a backend is chosen, and what is said when it can't be. */
class BackendSelectorTest {

    private static final StubBackend PROCESSES =
            new StubBackend("processes", OptionalInt.of(0), Availability::available, Capability.PROCESS_ISOLATION);
    private static final StubBackend THREADS =
            new StubBackend("threads", OptionalInt.of(1), Availability::available, Capability.SHARES_MEMORY);
    private static final StubBackend FORKJOIN =
            new StubBackend("forkjoin", OptionalInt.of(2), Availability::available, Capability.SHARES_MEMORY);

    @ParameterizedTest
    @CsvSource({
        "-2147483648, processes",
        "-1, processes",
        "0, processes",
        "1, threads",
        "2, forkjoin",
        "3, forkjoin",
        "2147483647, forkjoin"
    })
    void theSwitchIsAClosedTableIntoWhichEveryNumberIsClamped(int number, String id) {
        assertEquals(
                id,
                installed(FORKJOIN, THREADS, PROCESSES, new StubBackend("cluster"))
                        .load()
                        .select(number)
                        .id());
    }

    @ParameterizedTest
    @CsvSource({
        "-2147483648, processes, runner-processes",
        "0, processes, runner-processes",
        "2147483647, forkjoin, runner-forkjoin"
    })
    void theNumberIsClampedBeforeDiscoverySoThatAMissingJarIsNeverReplaced(int number, String id, String jar) {
        assertEquals(
                "backend '" + id + "' is not installed; add dev.runner:" + jar + "; installed: threads (1)",
                refusal(() -> installed(THREADS).load().select(number)));
    }

    @Test
    void theMessageOfAMissingBackendListsExactlyWhatIsInstalled() {
        BackendSelector selector = installed(new StubBackend("virtual"), FORKJOIN, new StubBackend("cluster"), THREADS)
                .load();
        assertEquals(
                "backend 'processes' is not installed; add dev.runner:runner-processes;"
                        + " installed: threads (1), forkjoin (2), cluster, virtual",
                refusal(() -> selector.select("processes")));
        assertEquals(
                "backend 'threads' is not installed; add dev.runner:runner-threads; installed: only serial",
                refusal(() -> installed().load().select("threads")));
    }

    @ParameterizedTest
    @CsvSource({
        "virtual, dev.runner:runner-threads",
        "ignite, dev.runner:runner-ignite",
        "mesos, the jar that provides it"
    })
    void theMessageOfAMissingBackendNamesTheJarThatBringsIt(String id, String jar) {
        assertEquals(
                "backend '" + id + "' is not installed; add " + jar + "; installed: forkjoin (2)",
                refusal(() -> installed(FORKJOIN).load().select(id)));
    }

    @Test
    void backendsAreListedBySwitchNumberAndThenById() {
        List<String> ids =
                installed(new StubBackend("zeta"), FORKJOIN, new StubBackend("alpha"), PROCESSES)
                        .load()
                        .installed()
                        .stream()
                        .map(PoolBackend::id)
                        .toList();
        assertEquals(List.of("processes", "forkjoin", "alpha", "serial", "zeta"), ids);
    }

    @Test
    void withoutAChoiceTheOnlyCandidateIsTaken() {
        assertEquals(
                "cluster",
                installed(new StubBackend("virtual"), new StubBackend("cluster"))
                        .load()
                        .select()
                        .id());
    }

    @Test
    void withoutAChoiceSeveralCandidatesAreAnErrorThatListsThem() {
        assertEquals(
                "several backends are installed and none was chosen: processes (0), forkjoin (2), mesos;"
                        + " name one in the program, or in the system property runner.backend",
                refusal(() -> installed(new StubBackend("mesos"), new StubBackend("virtual"), FORKJOIN, PROCESSES)
                        .load()
                        .select()));
    }

    @Test
    void withOnlySerialInstalledTheJarsToAddAreNamed() {
        assertEquals(
                "no backend is installed besides serial, which is only chosen by id; add"
                        + " dev.runner:runner-threads, runner-forkjoin or runner-processes",
                refusal(() -> installed().load().select()));
        assertEquals("serial", installed().load().select("serial").id());
    }

    @Test
    void requiredCapabilitiesNarrowTheChoice() {
        BackendSelector selector = installed(PROCESSES, THREADS).load().require(Capability.SHARES_MEMORY);
        assertEquals("threads", selector.select().id());
        assertEquals(List.of(THREADS), selector.installed());
        assertEquals(List.of(), selector.require(Capability.PROCESS_ISOLATION).installed());
        assertEquals(
                "backend 'processes' does not promise [SHARES_MEMORY]; it promises [PROCESS_ISOLATION];"
                        + " choose another or require less",
                refusal(() -> selector.select(0)));
        assertEquals(
                "no installed backend promises [SHARES_MEMORY, DISTRIBUTED]; installed: processes (0), threads (1)",
                refusal(() -> selector.require(Capability.DISTRIBUTED).select()));
    }

    @Test
    void aBackendThatIsNotAvailableIsRefusedWithReasonAndRemedy() {
        PoolBackend sick = new StubBackend("fibers", () -> Availability.unavailable("no fibers in 17", "use 21"));
        assertEquals(
                "backend 'fibers' is not available here: no fibers in 17; use 21",
                refusal(() -> installed(sick).load().select("fibers")));
        assertEquals(
                "backend 'fibers' is not available here: no fibers in 17; use 21",
                refusal(() -> installed(sick).load().select()));
    }

    @Test
    void severalBackendsWithOneIdAreAllLeftOutAndTheOthersWork() {
        BackendSelector selector = installed(new StubBackend("cluster"), new StubBackend.Rival("cluster"), THREADS)
                .load();
        String problem = "several backends have the id 'cluster': " + described(StubBackend.class) + " and "
                + described(StubBackend.Rival.class);
        assertEquals(
                "backend 'cluster' can't be chosen: " + problem + "; remove one of the jars",
                refusal(() -> selector.select("cluster")));
        assertEquals("threads", selector.select(1).id());
        assertEquals(
                List.of("threads", "serial"),
                selector.installed().stream().map(PoolBackend::id).toList());
    }

    @Test
    void aThirdBackendWithTheSameIdIsToldOfAsWell() {
        BackendSelector selector = installed(
                        new StubBackend("cluster"),
                        new StubBackend.Rival("cluster"),
                        new StubBackend.Latecomer("cluster"))
                .load();
        assertEquals(
                "backend 'cluster' can't be chosen: several backends have the id 'cluster': others and "
                        + described(StubBackend.Latecomer.class) + "; remove one of the jars",
                refusal(() -> selector.select("cluster")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7})
    void aForeignBackendThatClaimsASwitchNumberHasOnlyItsId(int claimed) {
        StubBackend claimant = new StubBackend("cluster", OptionalInt.of(claimed), Availability::available);
        BackendSelector selector = installed(claimant).load();
        assertEquals(claimant, selector.select("cluster"));
        String id = List.of("processes", "threads", "forkjoin").get(Math.min(claimed, 2));
        assertEquals(
                "backend '" + id + "' is not installed; add dev.runner:runner-" + id
                        + "; installed: cluster; backend 'cluster' claims switch number " + claimed
                        + ", which is not its own: the number is ignored; choose it by id",
                refusal(() -> selector.select(claimed)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \t", "runner-mine"})
    void aReservedOrBlankIdIsLeftOut(String id) {
        assertEquals(
                "backend 'mine' is not installed; add the jar that provides it; installed: only serial; backend "
                        + described(StubBackend.class)
                        + " is left out: its id must not be blank or begin with 'runner-' (was '" + id + "')",
                refusal(() -> installed(new StubBackend(id)).load().select("mine")));
    }
}
