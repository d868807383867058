package dev.runner.threads;

import dev.runner.spi.PoolBackend;
import dev.runner.tck.BackendContract;

class ThreadsContractTest extends BackendContract {

    @Override
    protected PoolBackend backend() {
        return new ThreadsBackend();
    }
}
