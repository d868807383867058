package dev.runner.processes;

import dev.runner.BackendSelector;
import dev.runner.spi.BackendOptions;
import dev.runner.spi.PoolBackend;
import dev.runner.tck.BackendContract;
import java.util.Optional;

class ProcessesContractTest extends BackendContract {

    @Override
    protected PoolBackend backend() {
        return BackendSelector.load().select("processes");
    }

    @Override
    protected Optional<BackendOptions> sizeLimits(int maxTaskBytes, int maxResultBytes) {
        return Optional.of(ProcessOptions.builder()
                .maxTaskBytes(maxTaskBytes)
                .maxResultBytes(maxResultBytes)
                .build());
    }
}
