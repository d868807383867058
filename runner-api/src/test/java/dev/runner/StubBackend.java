package dev.runner;

import dev.runner.internal.SerialBackend;
import dev.runner.spi.Availability;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.PoolBackend;
import dev.runner.spi.PoolDriver;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/** A backend that is what a test says it is, and runs tasks as {@code serial} does. */
class StubBackend implements PoolBackend {

    private final String id;
    private final Set<Capability> capabilities;
    private final Supplier<Availability> availability;
    private final OptionalInt switchNumber;

    StubBackend(String id, Capability... capabilities) {
        this(id, OptionalInt.empty(), Availability::available, capabilities);
    }

    StubBackend(String id, Supplier<Availability> availability, Capability... capabilities) {
        this(id, OptionalInt.empty(), availability, capabilities);
    }

    StubBackend(String id, OptionalInt switchNumber, Supplier<Availability> availability, Capability... capabilities) {
        this.id = id;
        this.switchNumber = switchNumber;
        this.availability = availability;
        this.capabilities = Set.of(capabilities);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public OptionalInt switchNumber() {
        return switchNumber;
    }

    @Override
    public boolean defaultCandidate() {
        return !id.equals("virtual");
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public Availability availability() {
        return availability.get();
    }

    @Override
    public PoolDriver open(DriverConfig config) {
        return new SerialBackend().open(config);
    }

    /** Another class that claims an id. */
    static final class Rival extends StubBackend {
        Rival(String id, Capability... capabilities) {
            super(id, capabilities);
        }
    }

    /** A third class that claims an id. */
    static final class Latecomer extends StubBackend {
        Latecomer(String id) {
            super(id);
        }
    }
}
