/** The Runner API, its service provider interface, and the core that owns the semantics of every backend. */
module dev.runner.api {
    requires org.slf4j;
    requires static org.jspecify;
    requires static com.google.auto.service;

    exports dev.runner;
    exports dev.runner.spi;

    uses dev.runner.spi.PoolBackend;

    provides dev.runner.spi.PoolBackend with
            dev.runner.internal.SerialBackend;
}
