package dev.runner.internal;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the user of a program, rather than its author, says of the backend: system properties before the environment.
 */
public record BackendSettings(UnaryOperator<@Nullable String> property, UnaryOperator<@Nullable String> environment) {

    /**
     * A backend that was named.
     *
     * @param id the id
     * @param source where it was named
     */
    public record Setting(String id, String source) {}

    /**
     * Returns the settings of this JVM.
     *
     * @return the settings, read anew each time
     */
    public static BackendSettings ofThisJvm() {
        return new BackendSettings(System::getProperty, System::getenv);
    }

    /**
     * Returns the backend that is used where the program names none.
     *
     * @return the setting, or empty
     */
    public Optional<Setting> chosen() {
        return either("runner.backend", "RUNNER_BACKEND");
    }

    /**
     * Returns the backend that replaces any choice.
     *
     * @return the setting, or empty
     */
    public Optional<Setting> override() {
        return either("runner.backend.override", "RUNNER_BACKEND_OVERRIDE");
    }

    private Optional<Setting> either(String propertyName, String variable) {
        return setting(property.apply(propertyName), "system property " + propertyName)
                .or(() -> setting(environment.apply(variable), "environment variable " + variable));
    }

    private static Optional<Setting> setting(@Nullable String value, String source) {
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(new Setting(value.strip(), source));
    }
}
