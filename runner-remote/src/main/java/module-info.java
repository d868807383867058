/**
 * What every backend needs that runs tasks outside of this JVM: how tasks and results travel, and the worker's side.
 */
module dev.runner.remote {
    requires transitive dev.runner.api;
    requires static org.jspecify;

    exports dev.runner.remote;
    exports dev.runner.remote.spi;

    uses dev.runner.remote.spi.PayloadCodec;
}
