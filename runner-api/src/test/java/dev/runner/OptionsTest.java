package dev.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** {@link TaskOptions} and {@link MapOptions}. */
class OptionsTest {

    private static void refused(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    @Test
    void taskOptionsHaveNothingByDefault() {
        TaskOptions options = TaskOptions.defaults();
        assertEquals(Optional.empty(), options.name());
        assertEquals(Optional.empty(), options.timeout());
        assertEquals(0, options.retries());
    }

    @Test
    void eachTaskOptionLeavesTheOthersAndTheOriginalAsTheyAre() {
        TaskOptions named = TaskOptions.defaults().name("one");
        TaskOptions limited = named.timeout(Duration.ofSeconds(5));
        TaskOptions all = limited.retries(2);
        assertEquals(Optional.of("one"), all.name());
        assertEquals(Optional.of(Duration.ofSeconds(5)), all.timeout());
        assertEquals(2, all.retries());
        assertEquals(Optional.of("two"), all.name("two").name());
        assertEquals(0, limited.retries());
        assertEquals(Optional.empty(), named.timeout());
        assertEquals(Optional.empty(), TaskOptions.defaults().name());
    }

    @Test
    void taskOptionsRefuseWhatIsOutOfBounds() {
        TaskOptions options = TaskOptions.defaults();
        refused("timeout must be more than zero (was PT0S)", () -> options.timeout(Duration.ZERO));
        refused("timeout must be more than zero (was PT-2S)", () -> options.timeout(Duration.ofSeconds(-2)));
        refused("retries must be >= 0 (was -3)", () -> options.retries(-3));
        assertEquals(
                "name",
                assertThrows(NullPointerException.class, () -> options.name(null))
                        .getMessage());
        assertEquals(
                "timeout",
                assertThrows(NullPointerException.class, () -> options.timeout(null))
                        .getMessage());
    }

    @Test
    void mapOptionsHaveNothingByDefault() {
        MapOptions options = MapOptions.defaults();
        assertEquals(OptionalInt.empty(), options.chunkSize());
        assertEquals(OptionalInt.empty(), options.window());
        assertEquals(Optional.empty(), options.timeout());
        assertEquals(Optional.empty(), options.elementTimeout());
        assertEquals(0, options.retries());
    }

    @Test
    void eachMapOptionLeavesTheOthersAndTheOriginalAsTheyAre() {
        MapOptions all = MapOptions.defaults()
                .chunkSize(1)
                .window(2)
                .timeout(Duration.ofSeconds(3))
                .elementTimeout(Duration.ofSeconds(4))
                .retries(5);
        assertEquals(OptionalInt.of(1), all.chunkSize());
        assertEquals(OptionalInt.of(2), all.window());
        assertEquals(Optional.of(Duration.ofSeconds(3)), all.timeout());
        assertEquals(Optional.of(Duration.ofSeconds(4)), all.elementTimeout());
        assertEquals(5, all.retries());
        MapOptions other = all.chunkSize(6);
        assertEquals(OptionalInt.of(2), other.window());
        assertEquals(5, other.retries());
        assertEquals(OptionalInt.of(1), all.chunkSize());
        assertEquals(OptionalInt.empty(), MapOptions.defaults().chunkSize());
    }

    @Test
    void mapOptionsRefuseWhatIsOutOfBounds() {
        MapOptions options = MapOptions.defaults();
        refused("chunkSize must be >= 1 (was 0)", () -> options.chunkSize(0));
        refused("window must be >= 1 (was -2)", () -> options.window(-2));
        refused("timeout must be more than zero (was PT-3S)", () -> options.timeout(Duration.ofSeconds(-3)));
        refused("elementTimeout must be more than zero (was PT0S)", () -> options.elementTimeout(Duration.ZERO));
        refused("retries must be >= 0 (was -4)", () -> options.retries(-4));
        assertEquals(
                "elementTimeout",
                assertThrows(NullPointerException.class, () -> options.elementTimeout(null))
                        .getMessage());
    }
}
