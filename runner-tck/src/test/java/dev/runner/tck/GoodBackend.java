package dev.runner.tck;

import dev.runner.Capability;
import dev.runner.spi.Availability;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.PoolBackend;
import dev.runner.spi.PoolDriver;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/** A backend in this JVM, good or broken: what it claims, and the driver that it opens. */
public final class GoodBackend implements PoolBackend {

    private final Set<Capability> claimed;
    private final Function<DriverConfig, PoolDriver> driver;

    /** Makes the one that keeps every rule. */
    public GoodBackend() {
        this(GoodDriver::new);
    }

    GoodBackend(Function<DriverConfig, PoolDriver> driver) {
        this(
                Set.of(
                        Capability.SHARES_MEMORY,
                        Capability.INTERRUPTS_RUNNING,
                        Capability.RECYCLES_WORKERS,
                        Capability.RETIRES_IDLE_WORKERS),
                driver);
    }

    private GoodBackend(Set<Capability> claimed, Function<DriverConfig, PoolDriver> driver) {
        this.claimed = claimed;
        this.driver = driver;
    }

    /** Makes one whose tasks see copies. */
    static GoodBackend copying(Function<DriverConfig, PoolDriver> driver) {
        return new GoodBackend(Set.of(Capability.REQUIRES_SERIALIZABLE), driver);
    }

    /** Makes one that claims nothing, whatever it does. */
    static GoodBackend claimingNothing() {
        return new GoodBackend(Set.of(), GoodDriver::new);
    }

    /** Makes one that claims more. */
    GoodBackend claiming(Capability... more) {
        Set<Capability> all = EnumSet.copyOf(claimed);
        all.addAll(Arrays.asList(more));
        return new GoodBackend(all, driver);
    }

    @Override
    public String id() {
        return claimed.isEmpty() ? "modest" : "good";
    }

    @Override
    public boolean defaultCandidate() {
        return false;
    }

    @Override
    public Set<Capability> capabilities() {
        return claimed;
    }

    @Override
    public Availability availability() {
        return Availability.available();
    }

    @Override
    public PoolDriver open(DriverConfig config) {
        return driver.apply(config);
    }
}
