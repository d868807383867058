package dev.runner.threads;

import dev.runner.spi.PoolBackend;
import dev.runner.tck.BackendContract;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "this JDK has no virtual threads")
class VirtualContractTest extends BackendContract {

    @Override
    protected PoolBackend backend() {
        return new VirtualBackend();
    }
}
