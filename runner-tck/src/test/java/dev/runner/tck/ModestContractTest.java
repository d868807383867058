package dev.runner.tck;

import dev.runner.spi.PoolBackend;

/** A backend that claims nothing is asked for less, and keeps all of that. */
class ModestContractTest extends BackendContract {

    @Override
    protected PoolBackend backend() {
        return GoodBackend.claimingNothing();
    }
}
