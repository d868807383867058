package dev.runner.tck;

import dev.runner.spi.PoolBackend;

class GoodBackendContractTest extends BackendContract {

    @Override
    protected PoolBackend backend() {
        return new GoodBackend();
    }
}
