package com.example.lanes;

import dev.runner.spi.PoolBackend;
import dev.runner.tck.BackendContract;

class LanesContractTest extends BackendContract {

    @Override
    protected PoolBackend backend() {
        return new LanesBackend();
    }
}
