package dev.runner.internal;

import dev.runner.Capability;
import dev.runner.PoolConfig;
import java.time.Duration;
import java.util.Set;

/**
 * What the tasks of a pool have to know of its backend and configuration. Immutable.
 *
 * @param claimsNothing whether the backend claims no capability, as one does that runs tasks in their submitter
 * @param leavesJvm whether tasks run in another JVM
 * @param killsRunning whether what runs can be ended against its will
 * @param interruptsRunning whether what runs can be interrupted
 * @param rehearses whether tasks go through serialization although they stay here
 * @param stopGrace how long to wait at each rung of the ladder
 */
record PoolTraits(
        boolean claimsNothing,
        boolean leavesJvm,
        boolean killsRunning,
        boolean interruptsRunning,
        boolean rehearses,
        Duration stopGrace) {

    static PoolTraits of(Set<Capability> capabilities, PoolConfig config) {
        return new PoolTraits(
                capabilities.isEmpty(),
                capabilities.contains(Capability.REQUIRES_SERIALIZABLE),
                capabilities.contains(Capability.KILLS_RUNNING),
                capabilities.contains(Capability.INTERRUPTS_RUNNING),
                config.rehearseSerialization(),
                config.stopGrace());
    }

    boolean canStopRunning() {
        return killsRunning || interruptsRunning;
    }

    /** Tells whether a task sees a copy of what it was given. */
    boolean copies() {
        return leavesJvm || rehearses;
    }
}
