/** The backends {@code threads} and {@code virtual}: workers that are threads of this JVM. */
module dev.runner.threads {
    requires dev.runner.api;
    requires static com.google.auto.service;
    requires static org.jspecify;

    provides dev.runner.spi.PoolBackend with
            dev.runner.threads.ThreadsBackend,
            dev.runner.threads.VirtualBackend;
}
