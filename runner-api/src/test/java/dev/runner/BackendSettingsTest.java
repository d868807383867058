package dev.runner;

import static dev.runner.SelectorFixture.installed;
import static dev.runner.SelectorFixture.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import dev.runner.spi.PoolBackend;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the user of a program, rather than its author, says of the backend. */
class BackendSettingsTest {

    private static final String CHOSEN = "runner.backend";
    private static final String CHOSEN_VARIABLE = "RUNNER_BACKEND";
    private static final String OVERRIDE = "runner.backend.override";
    private static final String OVERRIDE_VARIABLE = "RUNNER_BACKEND_OVERRIDE";

    private final PoolBackend threads =
            new StubBackend("threads", Capability.SHARES_MEMORY, Capability.INTERRUPTS_RUNNING);
    private final PoolBackend cluster = new StubBackend("cluster", Capability.DISTRIBUTED, Capability.KILLS_RUNNING);
    private final SelectorFixture both = installed(threads, cluster);
    private LogRecorder log;

    @BeforeEach
    void record() {
        log = new LogRecorder(BackendSelector.class);
    }

    @AfterEach
    void stopRecording() {
        log.close();
    }

    @Test
    void theSystemPropertyWinsOverTheEnvironmentWhichWinsOverTheOnlyCandidate() {
        assertEquals("threads", installed(threads).load().select().id());
        both.environment(CHOSEN_VARIABLE, "cluster");
        assertEquals(cluster, both.load().select());
        both.property(CHOSEN, " threads ");
        assertEquals(threads, both.load().select());
        assertEquals("serial", both.property(CHOSEN, "serial").load().select().id());
    }

    @Test
    void theSettingsDoNotReplaceAChoiceOfTheProgram() {
        assertEquals(cluster, both.property(CHOSEN, "threads").load().select("cluster"));
        assertEquals(threads, both.property(CHOSEN, "cluster").load().select(1));
        assertEquals(List.of(), log.at(Level.WARN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\t\n"})
    void blankSettingsAreNone(String blank) {
        SelectorFixture fixture = installed(threads)
                .property(CHOSEN, blank)
                .environment(CHOSEN_VARIABLE, blank)
                .property(OVERRIDE, blank)
                .environment(OVERRIDE_VARIABLE, blank);
        assertEquals(threads, fixture.load().select());
        assertEquals(
                cluster,
                both.property(CHOSEN, blank)
                        .environment(CHOSEN_VARIABLE, "cluster")
                        .load()
                        .select());
    }

    @Test
    void aSettingThatCannotBeMetIsAnErrorThatSaysWhereItIsFrom() {
        assertEquals(
                "backend 'ignite' (chosen by system property runner.backend) is not installed;"
                        + " add dev.runner:runner-ignite; installed: threads (1), cluster",
                refusal(() -> both.property(CHOSEN, "ignite").load().select()));
        assertEquals(
                "backend 'forkjoin' (chosen by environment variable RUNNER_BACKEND) is not installed;"
                        + " add dev.runner:runner-forkjoin; installed: threads (1)",
                refusal(() -> installed(threads)
                        .environment(CHOSEN_VARIABLE, "forkjoin")
                        .load()
                        .select()));
        assertEquals(
                "backend 'cluster' (chosen by system property runner.backend) does not promise [SHARES_MEMORY];"
                        + " it promises [KILLS_RUNNING, DISTRIBUTED]; choose another or require less",
                refusal(() -> both.property(CHOSEN, "cluster")
                        .load()
                        .require(Capability.SHARES_MEMORY)
                        .select()));
    }

    @Test
    void theOverrideWinsOverAnIdANumberAndTheDefault() {
        BackendSelector selector = both.property(OVERRIDE, "serial").load();
        assertEquals("serial", selector.select("cluster").id());
        assertEquals("serial", selector.select(1).id());
        assertEquals("serial", selector.select(0).id());
        assertEquals("serial", selector.select().id());
        String source = "system property runner.backend.override replaces ";
        assertEquals(
                List.of(
                        source + "backend 'cluster' by 'serial', which lacks [KILLS_RUNNING, DISTRIBUTED]",
                        source + "backend 'threads' by 'serial', which lacks [INTERRUPTS_RUNNING, SHARES_MEMORY]",
                        source + "backend 'processes' by 'serial'",
                        source + "the default backend by 'serial'"),
                log.at(Level.WARN));
    }

    @Test
    void theOverrideWinsOverRequiredCapabilitiesAndNamesWhatIsMissing() {
        BackendSelector selector = both.environment(OVERRIDE_VARIABLE, "threads")
                .load()
                .require(Capability.SHARES_MEMORY, Capability.PROCESS_ISOLATION);
        assertEquals(threads, selector.select("cluster"));
        assertEquals(threads, selector.select());
        String source = "environment variable RUNNER_BACKEND_OVERRIDE replaces ";
        assertEquals(
                List.of(
                        source + "backend 'cluster' by 'threads', which lacks"
                                + " [PROCESS_ISOLATION, KILLS_RUNNING, DISTRIBUTED]",
                        source + "the default backend by 'threads', which lacks [PROCESS_ISOLATION]"),
                log.at(Level.WARN));
    }

    @Test
    void anOverrideThatNamesTheChosenBackendStillTellsWhichRequiredCapabilitiesAreMissing() {
        BackendSelector selector = both.property(OVERRIDE, "threads").load().require(Capability.PROCESS_ISOLATION);
        assertEquals(threads, selector.select("threads"));
        assertEquals(1, log.at(Level.WARN).size(), () -> "warnings: " + log.at(Level.WARN));
        assertEquals(
                true,
                log.at(Level.WARN).get(0).endsWith("lacks [PROCESS_ISOLATION]"),
                () -> "warning: " + log.at(Level.WARN));
    }

    @Test
    void anOverrideThatNamesTheChosenBackendIsSilentWhenNothingIsMissing() {
        assertEquals(threads, both.property(OVERRIDE, "threads").load().select("threads"));
        assertEquals(List.of(), log.at(Level.WARN));
    }

    @Test
    void thePropertyOfTheOverrideWinsOverItsVariable() {
        both.property(OVERRIDE, "cluster").environment(OVERRIDE_VARIABLE, "threads");
        assertEquals(cluster, both.load().select("serial"));
    }

    @Test
    void anOverrideToSomethingNotInstalledIsAnError() {
        assertEquals(
                "backend 'processes' (chosen by system property runner.backend.override) is not installed;"
                        + " add dev.runner:runner-processes; installed: threads (1), cluster",
                refusal(() -> both.property(OVERRIDE, "processes").load().select("threads")));
        assertEquals(List.of(), log.at(Level.WARN));
    }
}
