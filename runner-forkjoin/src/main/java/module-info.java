/** The backend {@code forkjoin}: workers that steal work from each other. */
module dev.runner.forkjoin {
    requires dev.runner.api;
    requires static com.google.auto.service;
    requires static org.jspecify;

    provides dev.runner.spi.PoolBackend with
            dev.runner.forkjoin.ForkJoinBackend;
}
