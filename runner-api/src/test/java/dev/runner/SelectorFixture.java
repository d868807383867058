package dev.runner;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.runner.internal.BackendSettings;
import dev.runner.internal.InstalledBackends;
import dev.runner.internal.SerialBackend;
import dev.runner.spi.PoolBackend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A selector over backends and settings that a test makes up. */
final class SelectorFixture {

    private final List<PoolBackend> backends = new ArrayList<>(List.of(new SerialBackend()));
    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    static SelectorFixture installed(PoolBackend... backends) {
        SelectorFixture fixture = new SelectorFixture();
        fixture.backends.addAll(List.of(backends));
        return fixture;
    }

    SelectorFixture property(String name, String value) {
        properties.put(name, value);
        return this;
    }

    SelectorFixture environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Makes the selector; what discovery logs is told by {@link BackendSelector#explain()} as well. */
    BackendSelector load() {
        return LogRecorder.silently(
                InstalledBackends.class,
                () -> new BackendSelector(
                        InstalledBackends.of(backends),
                        new BackendSettings(properties::get, environment::get),
                        Set.of()));
    }

    static String refusal(Runnable choice) {
        return assertThrows(BackendNotFoundException.class, choice::run).getMessage();
    }

    /** Returns how a class and where it comes from are told. */
    static String described(Class<?> type) {
        return type.getName() + " ("
                + type.getProtectionDomain().getCodeSource().getLocation() + ")";
    }
}
