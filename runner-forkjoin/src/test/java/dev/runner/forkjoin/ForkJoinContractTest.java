package dev.runner.forkjoin;

import dev.runner.spi.PoolBackend;
import dev.runner.tck.BackendContract;

class ForkJoinContractTest extends BackendContract {

    @Override
    protected PoolBackend backend() {
        return new ForkJoinBackend();
    }
}
