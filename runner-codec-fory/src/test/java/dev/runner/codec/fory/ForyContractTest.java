package dev.runner.codec.fory;

import dev.runner.BackendSelector;
import dev.runner.PoolConfig;
import dev.runner.processes.ProcessOptions;
import dev.runner.spi.BackendOptions;
import dev.runner.spi.PoolBackend;
import dev.runner.tck.BackendContract;
import java.util.Optional;

/** The kit's rules of what crosses and what is lost, on child JVMs that are sent what Fory makes. */
class ForyContractTest extends BackendContract {

    private static ProcessOptions.Builder shortLived() {
        return ProcessOptions.builder().codec("fory").jvmArgs("-XX:TieredStopAtLevel=1");
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
