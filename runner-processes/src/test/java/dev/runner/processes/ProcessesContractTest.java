package dev.runner.processes;

import dev.runner.BackendSelector;
import dev.runner.spi.PoolBackend;
import dev.runner.tck.BackendContract;

class ProcessesContractTest extends BackendContract {

    @Override
    protected PoolBackend backend() {
        return BackendSelector.load().select("processes");
    }
}
