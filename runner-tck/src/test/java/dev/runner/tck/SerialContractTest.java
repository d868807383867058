package dev.runner.tck;

import dev.runner.BackendSelector;
import dev.runner.spi.PoolBackend;

class SerialContractTest extends BackendContract {

    @Override
    protected PoolBackend backend() {
        return BackendSelector.load().select("serial");
    }
}
