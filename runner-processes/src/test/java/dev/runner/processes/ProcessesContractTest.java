package dev.runner.processes;

import dev.runner.BackendSelector;
import dev.runner.PoolConfig;
import dev.runner.spi.BackendOptions;
import dev.runner.spi.PoolBackend;
import dev.runner.tck.BackendContract;
import java.util.Optional;

/**
 * The kit on child JVMs. It starts thousands that live for a moment, which are not worth compiling much for, and has
 * one use up its memory, which takes long where that is large.
 */
class ProcessesContractTest extends BackendContract {

    private static ProcessOptions.Builder shortLived() {
        return ProcessOptions.builder().heap("256m").jvmArgs("-XX:TieredStopAtLevel=1");
    }

    @Override
    protected PoolBackend backend() {
        return BackendSelector.load().select("processes");
    }

    @Override
    protected PoolConfig.Builder config() {
        return PoolConfig.builder().options(shortLived().build());
    }

    @Override
    protected Optional<BackendOptions> sizeLimits(int maxTaskBytes, int maxResultBytes) {
        return Optional.of(shortLived()
                .maxTaskBytes(maxTaskBytes)
                .maxResultBytes(maxResultBytes)
                .build());
    }
}
