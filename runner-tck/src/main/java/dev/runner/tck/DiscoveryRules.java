package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.BackendNotFoundException;
import dev.runner.BackendSelector;
import dev.runner.Capability;
import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.Pools;
import dev.runner.spi.Availability;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.PoolBackend;
import dev.runner.spi.PoolDriver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;

/** Rule 8.5, as far as it concerns one backend: how it is found, by a program that does not know it. */
final class DiscoveryRules {

    @Rule(value = "8.5", once = true)
    void isFoundOnceAndAsItWasTried(Trial trial) {
        String id = trial.installedId();
        PoolBackend tried = trial.backend();
        List<PoolBackend> found = BackendSelector.load().installed().stream()
                .filter(each -> each.id().equals(id))
                .toList();
        assertEquals(1, found.size(), "backends with its id");
        assertEquals(tried.getClass(), found.get(0).getClass());
        assertEquals(tried.capabilities(), found.get(0).capabilities());
        assertEquals(tried.switchNumber(), found.get(0).switchNumber());
        assertInstanceOf(Availability.Available.class, found.get(0).availability(), found.get(0)::toString);
        assertEquals(
                1,
                ServiceLoader.load(PoolBackend.class).stream()
                        .filter(each -> each.type() == tried.getClass())
                        .count(),
                "providers of its class");
        String explained = BackendSelector.load().explain();
        assertTrue(
                explained.lines().anyMatch(line -> line.matches(" *" + id + "( \\(\\d\\))?: available, .*")),
                explained);
    }

    @Rule(value = "8.5", once = true)
    void opensByItsId(Trial trial) throws Exception {
        String id = trial.installedId();
        try (Pool pool = Pools.open(id)) {
            assertEquals(id, pool.backendId());
            LifeTasks.assertWorks(pool);
        }
    }

    @Rule(value = "8.5", once = true)
    void opensByItsNumber(Trial trial) throws Exception {
        String id = trial.installedId();
        OptionalInt number = trial.backend().switchNumber();
        Assumptions.assumeTrue(number.isPresent(), "has no number");
        try (Pool pool = Pools.open(number.getAsInt())) {
            assertEquals(id, pool.backendId());
            LifeTasks.assertWorks(pool);
        }
    }

    /** Somebody else's backend that calls itself as the one that is tried. */
    public static final class Namesake implements PoolBackend {

        /** For the search. */
        public Namesake() {}

        @Override
        public String id() {
            return System.getProperty("runner.tck.namesake", "namesake");
        }

        @Override
        public boolean defaultCandidate() {
            return false;
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of();
        }

        @Override
        public Availability availability() {
            return Availability.available();
        }

        @Override
        public PoolDriver open(DriverConfig config) {
            throw new IllegalStateException("the wrong backend was chosen for " + config.poolName());
        }
    }

    @Rule(value = "8.5", once = true)
    void namesakeIsToldAndNeitherIsChosen(Trial trial) throws Exception {
        String id = trial.installedId();
        Path services = Files.createDirectories(trial.directory().resolve("META-INF/services"));
        Files.writeString(services.resolve(PoolBackend.class.getName()), Namesake.class.getName() + "\n");
        List<String> path = ChildJvm.onClassPath(trial.directory().toString());
        List<String> flags = List.of(path.get(0), path.get(1), "-Drunner.tck.namesake=" + id);
        try (ChildJvm jvm = ChildJvm.start(List.of(), flags, Chooser.class, id)) {
            List<String> lines = jvm.awaitLines();
            String told = lines.get(0);
            assertTrue(told.contains("several backends have the id '" + id + "'"), told);
            assertTrue(told.contains(trial.backend().getClass().getName()), told);
            assertTrue(told.contains(Namesake.class.getName()), told);
            assertTrue(told.contains("remove one of the jars"), told);
            assertEquals(!id.equals("serial"), lines.contains("serial"), "the others can be chosen: " + lines);
        }
    }

    /** Says why a backend can't be chosen, and which can. */
    static final class Chooser {

        private Chooser() {}

        public static void main(String[] args) {
            BackendSelector selector = BackendSelector.load();
            try {
                ChildJvm.say("chosen: " + selector.select(args[0]));
            } catch (BackendNotFoundException e) {
                ChildJvm.say(e.getMessage());
            }
            selector.installed().forEach(each -> ChildJvm.say(each.id()));
        }
    }

    @Rule(value = "8.5", once = true)
    void classPathAndModulePathGiveTheSame(Trial trial) throws Exception {
        String id = trial.installedId();
        Class<?> backend = trial.backend().getClass();
        ModulePath modular = ModulePath.of(backend);
        List<String> onClassPath = said(ChildJvm.onClassPath(), id);
        List<String> onModulePath = said(modular.flags(), id);
        assertEquals("null", onClassPath.get(0));
        assertEquals(modular.module(), onModulePath.get(0));
        assertEquals(onClassPath.subList(1, onClassPath.size()), onModulePath.subList(1, onModulePath.size()));
    }

    private static List<String> said(List<String> flags, String id) throws Exception {
        List<String> all = new ArrayList<>(flags);
        all.add("-Drunner.backend=" + id);
        try (ChildJvm jvm = ChildJvm.start(List.of(), all, Program.class)) {
            return jvm.awaitLines();
        }
    }

    /** Is told by a setting which backend to use, and says what it has found and computed. */
    static final class Program {

        private Program() {}

        public static void main(String[] args) throws InterruptedException {
            PoolBackend backend = BackendSelector.load().select();
            ChildJvm.say(backend.getClass().getModule().getName());
            ChildJvm.say(backend.id() + " " + backend.switchNumber() + " " + new TreeSet<>(backend.capabilities()));
            try (Pool pool = Pools.open(PoolConfig.builder().workers(2).build())) {
                ChildJvm.say(pool.backendId());
                new PortableProgram(85).run(pool).forEach(ChildJvm::say);
            }
        }
    }
}
